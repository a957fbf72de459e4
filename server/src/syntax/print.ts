/**
 * A tree back to text, in one canonical spelling: `parse(print(tree))` is the tree again, spans apart. A tree that no text
 * has (a sum as a factor, say) is printed with the brackets that its meaning needs.
 */
import type { Cell, Expr, Name, Partial, Product, Suffix } from "./ast.ts";

/** How tightly an expression holds together; each level may stand inside the levels above it without brackets. */
const tightness = { sum: 0, hadamard: 1, product: 2, signed: 3, factor: 4 } as const;
type Tightness = (typeof tightness)[keyof typeof tightness];

/** Prints an expression, a range or a comparison. */
export function print(cell: Cell): string {
  switch (cell.kind) {
    case "range": {
      const to = print(cell.to);
      // Three dots in a row would be an ellipsis.
      return `${print(cell.from)}..${to.startsWith(".") ? " " : ""}${to}`;
    }
    case "junction":
      return cell.parts
        .map((part) =>
          part.kind === "junction" && (cell.op === "and" || part.op === "or") ? `(${print(part)})` : print(part),
        )
        .join(` ${cell.op} `);
    case "comparison":
      return `${print(cell.first)}${cell.rest.map(({ op, side }) => ` ${op} ${print(side)}`).join("")}`;
    default:
      return expression(cell);
  }
}

/** Prints an expression as it must stand where only one at least as tight may, in brackets if need be. */
function at(level: Tightness, expr: Expr): string {
  return tightnessOf(expr) < level ? `(${expression(expr)})` : expression(expr);
}

function tightnessOf(expr: Expr): Tightness {
  switch (expr.kind) {
    case "sum":
    case "hadamard":
    case "product":
      return tightness[expr.kind];
    case "evaluated":
      return tightness.product;
    case "negation":
      return tightness.signed;
    default:
      return tightness.factor;
  }
}

function expression(expr: Expr): string {
  switch (expr.kind) {
    case "number":
      return expr.text;
    case "name":
      return spelling(expr);
    case "group":
      return expr.bracket === "(" ? `(${list(expr.items)})` : `{${list(expr.items)}}`;
    case "block":
      return expr.isRow
        ? `\\begin{bmatrix} ${expr.rows[0]!.map((cell) => list([cell])).join(" & ")} \\end{bmatrix}`
        : `[${rowsOf(expr.rows)}]`;
    case "suffixed":
      return `${head(expr.head)}${suffixesOf(expr.head, expr.suffixes)}`;
    case "adjoint":
      return isPrefixed(expr.target) ? `bar ${expression(expr.target)}` : `\\overline{${expression(expr.target)}}`;
    case "nabla":
      return `∇${raised(expr.order)}${expr.subscript ? `_{${expression(expr.subscript)}} ` : ""}${head(expr.target)}`;
    case "partial":
      return partial(expr);
    case "negation":
      return `-${at(tightness.signed, expr.operand)}`;
    case "product":
      return product(expr);
    case "hadamard":
      return `${at(tightness.product, guarded(expr.first))}${expr.rest.map(({ op, factor }) => ` ${op} ${at(tightness.product, factor)}`).join("")}`;
    case "sum":
      return expr.terms
        .map(({ sign, term }, place) => {
          const text = at(tightness.hadamard, place < expr.terms.length - 1 ? guarded(term) : term);
          if (place === 0) return sign === "-" ? `-${text}` : text;
          return ` ${sign} ${text}`;
        })
        .join("");
    case "fraction":
      return `\\frac{${expression(expr.numerator)}}{${expression(expr.denominator)}}`;
    case "bars": {
      const inside = expression(expr.operand);
      if (expr.double) return `‖${inside}‖`;
      // `||` would open a norm.
      return `|${inside.startsWith("|") ? " " : ""}${inside}|`;
    }
    case "conditional":
      return `if ${print(expr.condition)} then ${expression(expr.then)} else ${expression(expr.otherwise)}`;
    case "evaluated":
      return `${at(tightness.hadamard, guarded(expr.operand))}|_{${list(expr.at)}}`;
    case "missing":
      return "";
  }
}

function spelling(name: Name): string {
  return name.written ?? name.name;
}

function list(cells: readonly Cell[]): string {
  return cells.map(print).join(", ");
}

function rowsOf(rows: readonly (readonly Cell[])[]): string {
  return rows.map(list).join("; ");
}

/** An `if` reaches as far as it can: anywhere but at the end, it needs brackets. */
function guarded(expr: Expr): Expr {
  return expr.kind === "conditional" ? { kind: "group", span: expr.span, bracket: "(", items: [expr] } : expr;
}

/** What suffixes may stand behind. */
function head(expr: Expr): string {
  switch (expr.kind) {
    case "sum":
    case "hadamard":
    case "product":
    case "negation":
    case "conditional":
    case "evaluated":
    case "suffixed":
      return `(${expression(expr)})`;
    default:
      return expression(expr);
  }
}

function isPrefixed(target: Expr): boolean {
  return target.kind === "name" || (target.kind === "adjoint" && isPrefixed(target.target));
}

// ── Suffixes ────────────────────────────────────────────────────────────────────────────────────────────────────────

function suffixesOf(owner: Expr, suffixes: readonly Suffix[]): string {
  return suffixes.map((suffix, place) => suffixOf(owner, suffix, suffixes[place + 1], place === 0)).join("");
}

function suffixOf(owner: Expr, suffix: Suffix, following: Suffix | undefined, isFirst: boolean): string {
  switch (suffix.kind) {
    case "parens":
      return `${suffix.spaced ? " " : ""}(${list(suffix.items)})`;
    case "brackets":
      return `${suffix.spaced ? " " : ""}[${rowsOf(suffix.rows)}]`;
    case "sub":
      // Braces around one word would make it a part of the name.
      return isFirst && suffix.items.length === 1 && isWord(suffix.items[0]!)
        ? `_(${list(suffix.items)})`
        : `_{${list(suffix.items)}}`;
    case "sup":
      return `${suffix.elementwise ? "." : ""}^${exponent(owner, suffix.exponent, following)}`;
    case "transpose":
      return "ᵀ";
    case "primes":
      return "'".repeat(suffix.count);
  }
}

function isWord(cell: Cell): boolean {
  return cell.kind === "name" || cell.kind === "number";
}

/** `^2`, `^(t)`, and in braces whatever could run into what follows it. */
function exponent(owner: Expr, expr: Expr, following: Suffix | undefined): string {
  if (expr.kind === "group" && expr.bracket === "(") return expression(expr);
  // In `a^l_j` the j stands below the a.
  const isOneWord = expr.kind !== "name" || !spelling(expr).includes("_") || takesIndices(owner);
  const bare = (isWord(expr) && isOneWord) || (expr.kind === "negation" && isWord(expr.operand));
  const runsOn =
    following?.kind === "sup" || following?.kind === "sub" || (following?.kind === "brackets" && takesIndices(owner));
  return bare && !runsOn
    ? expression(expr)
    : `{${expr.kind === "negation" ? `-${at(tightness.hadamard, expr.operand)}` : expression(expr)}}`;
}

function takesIndices(owner: Expr): boolean {
  return owner.kind === "number" || (owner.kind === "name" && owner.name === "e");
}

// ── Products and derivatives ────────────────────────────────────────────────────────────────────────────────────────

function product({ first, rest }: Product): string {
  let text = at(first.kind === "evaluated" ? tightness.product : tightness.signed, guarded(first));
  let before = first;
  for (const [place, { op, factor }] of rest.entries()) {
    const last = place === rest.length - 1;
    const level = op === "" ? tightness.factor : tightness.signed;
    const printed = at(level, last ? factor : guarded(factor));
    if (op === "/") text += ` / ${printed}`;
    else if (op === "*" || wouldBeSuffix(before, printed)) text += ` · ${printed}`;
    else text += ` ${printed}`;
    before = factor;
  }
  return text;
}

/** Whether a bracket right behind a factor would be read as its argument or index. */
function wouldBeSuffix(before: Expr, printed: string): boolean {
  return /^[([{]/.test(printed) && endsCallable(before);
}

function endsCallable(expr: Expr): boolean {
  switch (expr.kind) {
    case "name":
    case "adjoint":
    case "nabla":
      return true;
    case "suffixed":
      return endsCallable(expr.head);
    case "negation":
      return endsCallable(expr.operand);
    case "partial": {
      const last = expr.denominators.at(-1);
      return !expr.closed && last !== undefined && last.order === 1 && endsCallable(last.target);
    }
    default:
      return false;
  }
}

function partial({ immediate, order, numerator, denominators, closed }: Partial): string {
  const plus = immediate ? "⁺" : "";
  const above = `∂${plus}${raised(order)}${numerator ? factorOf(numerator) : ""}`;
  const below = denominators.map(({ target, order: times }) => `∂${plus}${factorOf(target)}${raised(times)}`).join(" ");
  if (closed) return `\\frac{${above}}{${below}}`;
  return denominators.length === 0 ? above : `${above}/${below}`;
}

function factorOf(expr: Expr): string {
  return at(tightness.factor, guarded(expr));
}

/** An order behind ∂ or ∇; nothing for the first. */
function raised(order: number): string {
  return order === 1 ? "" : ("²³⁴⁵⁶⁷⁸⁹"[order - 2] ?? `^${order}`);
}
