/** Derivatives: `∂y/∂x`, `∂²L/∂w∂v`, `∂⁺y/∂⁺x`, `\frac{\partial y}{\partial x}`, `∇²J`, `∇_{h} L`. */
import type { Expr, Partial, Product } from "./ast.ts";
import { bracketed, isOpener } from "./brackets.ts";
import { startsOperand } from "./clause-words.ts";
import {
  accept,
  isCloser,
  isSymbol,
  missingHere,
  next,
  peek,
  peekAt,
  report,
  spanFrom,
  within,
  type Cursor,
} from "./cursor.ts";
import { rows } from "./parse-cells.ts";
import type { Token } from "./token.ts";
import { functionNames } from "./words.ts";

type Denominator = Partial["denominators"][number];

interface Marks {
  order?: number;
  immediate: boolean;
}

/** `∂y/∂x`; the cursor stands on the ∂. `∂_x y` is `∇_x y`. */
export function partial(cursor: Cursor): Expr {
  if (standsForNabla(cursor)) return nabla(cursor);
  const sign = next(cursor);
  const above = marks(cursor);
  const numerator = isSymbol(peek(cursor), "/") ? undefined : numeratorOf(cursor, false);
  if (!isSymbol(peek(cursor), "/") || !startsDenominator(cursor)) {
    // A slash with nothing behind it is the beginning of the denominator.
    if (isSymbol(peek(cursor), "/") && !startsOperand(peekAt(cursor, 1))) next(cursor);
    const span = spanFrom(cursor, sign.start);
    if (!cursor.muted)
      report(cursor, "syntax/derivative", span, "A derivative says by what it is taken: write `∂y/∂x`.");
    return assemble(cursor, sign.start, above, numerator, { targets: [], immediate: false }, false);
  }
  next(cursor);
  if (!isSymbol(peek(cursor), "(")) {
    const below = denominators(cursor, above.order ?? 1, false);
    return assemble(cursor, sign.start, above, numerator, below, false);
  }
  const below = bracketed(cursor, false, () => denominators(cursor, above.order ?? 1, true)).content;
  return assemble(cursor, sign.start, above, numerator, below, true);
}

/** Whether what is differentiated by stands below the ∂, and its order at most between the two. */
function standsForNabla(cursor: Cursor): boolean {
  const mark = cursor.at;
  next(cursor);
  marks(cursor);
  const isBelow = isSymbol(peek(cursor), "_");
  cursor.at = mark;
  return isBelow;
}

/**
 * `\pdv{y}{x}`, `\dv[2]{y}{x}` and `\pdv{y}{x}{z}` of the package physics, and with one argument the operator `\dv{x} y`;
 * the cursor stands on the command.
 */
export function partialCommand(cursor: Cursor): Expr | undefined {
  const command = peek(cursor);
  if (!derivativeCommands.has(command.text)) return undefined;
  next(cursor);
  const degree = isSymbol(peek(cursor), "[")
    ? bracketed(cursor, false, () => cursor.rules.expression(cursor)).content
    : undefined;
  const order = degree?.kind === "number" ? Number(degree.text) : 1;
  const parts: Expr[] = [];
  while (isSymbol(peek(cursor), "{"))
    parts.push(bracketed(cursor, false, () => cursor.rules.expression(cursor)).content);
  const numerator = parts.length > 1 ? parts[0] : undefined;
  const targets = parts.length > 1 ? parts.slice(1) : parts;
  const isWhole = Number.isInteger(order) && order >= 1 && order <= 9;
  if ((targets.length === 0 || !isWhole || (targets.length > 1 && order > 1)) && !cursor.muted)
    report(
      cursor,
      "syntax/derivative",
      spanFrom(cursor, command.start),
      "A derivative says by what it is taken: write `\\pdv{y}{x}`, or `\\pdv[2]{y}{x}` for the second.",
    );
  const below = targets.map((target) => ({ target, order: isWhole ? order : 1 }));
  return assemble(cursor, command.start, { immediate: false }, numerator, { targets: below, immediate: false }, true);
}

/** Those that LaTeX's packages physics and derivative have. */
const derivativeCommands: ReadonlySet<string> = new Set(["pdv", "dv", "odv", "derivative"]);

/** Whether behind the `/` stands `∂x` or, for a derivative by several, `(∂x ∂y)`. */
function startsDenominator(cursor: Cursor): boolean {
  return isSymbol(peekAt(cursor, 1), "∂") || (isSymbol(peekAt(cursor, 1), "(") && isSymbol(peekAt(cursor, 2), "∂"));
}

/** `\frac{\partial y}{\partial x}`, where this is one; the cursor stands on the `\frac`. */
export function partialFraction(cursor: Cursor): Expr | undefined {
  if (!isSymbol(peekAt(cursor, 1), "{") || !isSymbol(peekAt(cursor, 2), "∂") || dividesInside(cursor)) return undefined;
  const { start } = next(cursor);
  const { above, numerator } = bracketed(cursor, false, () => {
    next(cursor);
    const found = marks(cursor);
    const ends = isSymbol(peek(cursor), "}");
    return { above: found, numerator: ends ? undefined : numeratorOf(cursor, true) };
  }).content;
  if (!isSymbol(peek(cursor), "{") || !isSymbol(peekAt(cursor, 1), "∂")) {
    if (isSymbol(peek(cursor), "{")) bracketed(cursor, false, () => cursor.rules.expression(cursor));
    if (!cursor.muted)
      report(
        cursor,
        "syntax/derivative",
        spanFrom(cursor, start),
        "A derivative says by what it is taken: write `\\frac{\\partial y}{\\partial x}`.",
      );
    return assemble(cursor, start, above, numerator, { targets: [], immediate: false }, true);
  }
  const below = bracketed(cursor, false, () => denominators(cursor, above.order ?? 1, true)).content;
  return assemble(cursor, start, above, numerator, below, true);
}

/** Whether the first argument of the `\frac` here is a whole quotient, as in `\frac{∂L/∂h}{2}`. */
function dividesInside(cursor: Cursor): boolean {
  let depth = 0;
  for (let offset = 1; ; offset++) {
    const token = peekAt(cursor, offset);
    if (token.kind === "end") return false;
    if (isOpener(token)) depth++;
    if (isCloser(token) && --depth === 0) return false;
    if (depth === 1 && isSymbol(token, "/")) return true;
  }
}

/** What stands behind ∂ and ∇: an order, `⁺`. */
function marks(cursor: Cursor): Marks {
  const found: Marks = { immediate: false };
  while (isSymbol(peek(cursor), "^")) {
    const braces = isSymbol(peekAt(cursor, 1), "{");
    let offset = braces ? 2 : 1;
    do {
      if (!mark(peekAt(cursor, offset), found)) return found;
      offset++;
    } while (braces && !isSymbol(peekAt(cursor, offset), "}"));
    cursor.at += braces ? offset + 1 : offset;
  }
  return found;
}

function mark(token: Token, into: Marks): boolean {
  if (isSymbol(token, "+")) into.immediate = true;
  else if (token.kind === "number" && /^[1-9]$/.test(token.text)) into.order = Number(token.text);
  else return false;
  return true;
}

/** What stands above: one factor, and behind a function its argument, as in `∂ log p/∂θ`; in braces, a product. */
function numeratorOf(cursor: Cursor, inBraces: boolean): Expr {
  const first = operand(cursor, 1);
  const rest: Product["rest"][number][] = [];
  if (inBraces || (first.kind === "name" && functionNames.has(first.name)))
    for (let token = peek(cursor); startsOperand(token) && !isSymbol(token, "∂"); token = peek(cursor)) {
      const before = cursor.at;
      const factor = operand(cursor, 1);
      // What looks like an operand may be the word of a clause, at which nothing is read.
      if (cursor.at === before) break;
      rest.push({ op: "", opSpan: { start: token.start, end: token.start }, factor });
    }
  return rest.length === 0 ? first : { kind: "product", span: spanFrom(cursor, first.span.start), first, rest };
}

/** One factor above or below; a whole sum only in brackets. */
function operand(cursor: Cursor, order: number): Expr {
  return within(cursor, { derivativeOrder: order }, () => cursor.rules.factor(cursor));
}

/** `∂w²`, `∂w ∂v`: as many as the order asks for; all that there are, where brackets hold them. */
function denominators(cursor: Cursor, order: number, closed: boolean): { targets: Denominator[]; immediate: boolean } {
  const targets: Denominator[] = [];
  let immediate = false;
  let total = 0;
  while (isSymbol(peek(cursor), "∂") && (closed || total < order)) {
    next(cursor);
    const found = marks(cursor);
    immediate ||= found.immediate;
    const remaining = order - total;
    const target = operand(cursor, remaining);
    // What is left for the next one can't be in this one's order: `∂²ℓ/∂σ²∂β` is taken by a σ² and a β.
    const free = goesOn(cursor, closed) ? remaining - 1 : remaining;
    const denominator = found.order === undefined ? withOrder(target, free) : { target, order: found.order };
    total += denominator.order;
    targets.push(denominator);
  }
  return { targets, immediate };
}

/** Whether another ∂ stands here that belongs below, and doesn't begin a derivative of its own, as in `∂²y/∂x² ∂x/∂t`. */
function goesOn(cursor: Cursor, closed: boolean): boolean {
  if (closed || !isSymbol(peek(cursor), "∂")) return closed && isSymbol(peek(cursor), "∂");
  let depth = 0;
  for (let offset = 1; ; offset++) {
    const token = peekAt(cursor, offset);
    if (token.kind === "end") return true;
    if (isOpener(token)) depth++;
    if (isCloser(token) && --depth < 0) return true;
    if (depth === 0 && isSymbol(token, "/")) return false;
    if (depth === 0 && token.kind === "symbol" && "∂+-=⊙·*".includes(token.text)) return true;
  }
}

/** Takes the order off the end of `w²`, where so high an order is still wanted. */
function withOrder(target: Expr, remaining: number): Denominator {
  const last = target.kind === "suffixed" ? target.suffixes.at(-1)! : undefined;
  if (target.kind !== "suffixed" || last?.kind !== "sup" || last.exponent.kind !== "number")
    return { target, order: 1 };
  const order = Number(last.exponent.text);
  if (!Number.isInteger(order) || order < 2 || order > remaining) return { target, order: 1 };
  const suffixes = target.suffixes.slice(0, -1);
  if (suffixes.length === 0) return { target: target.head, order };
  return { target: { ...target, span: { start: target.span.start, end: suffixes.at(-1)!.span.end }, suffixes }, order };
}

function assemble(
  cursor: Cursor,
  start: number,
  above: Marks,
  numerator: Expr | undefined,
  below: { targets: Denominator[]; immediate: boolean },
  closed: boolean,
): Expr {
  const total = below.targets.reduce((sum, { order }) => sum + order, 0);
  const span = spanFrom(cursor, start);
  const order = above.order ?? Math.max(1, total);
  if (below.targets.length > 0 && order !== total && !cursor.muted)
    report(
      cursor,
      "syntax/derivative",
      span,
      `This derivative is of order ${order} above and of order ${total} below. Make them agree.`,
    );
  return {
    kind: "partial",
    span,
    immediate: above.immediate || below.immediate,
    order,
    ...(numerator === undefined ? {} : { numerator }),
    denominators: below.targets,
    closed,
  };
}

/** `∇J`, `∇²J`, `∇₁ℓ`, `∇_{h} L`; the cursor stands on the ∇. Its arguments are suffixes. */
export function nabla(cursor: Cursor): Expr {
  const sign = next(cursor);
  let order = 1;
  let subscript: Expr | undefined;
  for (;;) {
    const found = marks(cursor);
    if (found.order !== undefined) order = found.order;
    if (subscript !== undefined || !accept(cursor, "_")) break;
    subscript = nablaSubscript(cursor);
  }
  const token = peek(cursor);
  const stands = startsOperand(token) && token.kind !== "number" && !isSymbol(token, "[");
  if (!stands && !cursor.muted)
    report(
      cursor,
      "syntax/derivative",
      spanFrom(cursor, sign.start),
      "`∇` needs what it is the gradient of: write `∇J(θ)`.",
    );
  const target = stands ? cursor.rules.head(cursor) : missingHere(cursor);
  return { kind: "nabla", span: spanFrom(cursor, sign.start), order, ...(subscript ? { subscript } : {}), target };
}

/** `_{h[t]}`, `_h`, `_h[t]`, `₁`. */
function nablaSubscript(cursor: Cursor): Expr {
  if (isSymbol(peek(cursor), "{")) return bracketed(cursor, false, () => cursor.rules.expression(cursor)).content;
  const name = cursor.rules.head(cursor);
  const open = peek(cursor);
  if (name.kind !== "name" || !isSymbol(open, "[") || open.spaced) return name;
  const { content, span } = bracketed(cursor, true, () => rows(cursor));
  return {
    kind: "suffixed",
    span: { start: name.span.start, end: span.end },
    head: name,
    suffixes: [{ kind: "brackets", span, rows: content, spaced: false }],
  };
}
