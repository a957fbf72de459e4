/** Draws a syntax tree as one line of nested lists, spans left out, so that a test can say which tree it expects. */
import type {
  Cell,
  Clauses,
  DeclaredItem,
  DeclaredRange,
  Shape,
  Space,
  Statement,
  Suffix,
} from "../../server/src/syntax/ast.ts";

export function outline(cell: Cell): string {
  switch (cell.kind) {
    case "number":
      return cell.text;
    case "name":
      return cell.written === undefined ? cell.name : `${cell.name}~${cell.written}`;
    case "group":
      return `(group${cell.bracket === "{" ? "{}" : ""} ${list(cell.items)})`;
    case "block":
      return `(block ${rowsOf(cell.rows)})`;
    case "suffixed":
      return `(at ${outline(cell.head)} ${cell.suffixes.map(suffix).join(" ")})`;
    case "adjoint":
      return `(bar ${outline(cell.target)})`;
    case "nabla":
      return `(nabla${cell.order === 1 ? "" : cell.order}${cell.subscript ? ` _${outline(cell.subscript)}` : ""} ${outline(cell.target)})`;
    case "partial":
      return `(partial${cell.immediate ? "+" : ""}${cell.order === 1 ? "" : cell.order}${cell.closed ? "!" : ""} ${cell.numerator ? outline(cell.numerator) : "·"} / ${cell.denominators.map(({ target, order }) => outline(target) + (order === 1 ? "" : `:${order}`)).join(" ")})`;
    case "negation":
      return `(neg ${outline(cell.operand)})`;
    case "product":
      return `(product ${outline(cell.first)}${cell.rest.map(({ op, factor }) => ` ${op}${op === "" ? "" : " "}${outline(factor)}`).join("")})`;
    case "hadamard":
      return `(hadamard ${outline(cell.first)}${cell.rest.map(({ op, factor }) => ` ${op} ${outline(factor)}`).join("")})`;
    case "sum":
      return `(sum ${cell.terms.map(({ sign, term }) => sign + outline(term)).join(" ")})`;
    case "fraction":
      return `(frac ${outline(cell.numerator)} ${outline(cell.denominator)})`;
    case "bars":
      return `(${cell.double ? "norm" : "abs"} ${outline(cell.operand)})`;
    case "conditional":
      return `(if ${outline(cell.condition)} ${outline(cell.then)} ${outline(cell.otherwise)})`;
    case "evaluated":
      return `(evaluated ${outline(cell.operand)} | ${list(cell.at)})`;
    case "missing":
      return "?";
    case "range":
      return `(range ${outline(cell.from)} ${outline(cell.to)})`;
    case "junction":
      return `(${cell.op} ${list(cell.parts)})`;
    case "comparison":
      return `(compare ${outline(cell.first)}${cell.rest.map(({ op, side }) => ` ${op} ${outline(side)}`).join("")})`;
  }
}

function list(cells: readonly Cell[]): string {
  return cells.map(outline).join(" ");
}

function rowsOf(rows: readonly (readonly Cell[])[]): string {
  return rows.map(list).join("; ");
}

function suffix(part: Suffix): string {
  switch (part.kind) {
    case "parens":
      return `${part.spaced ? "␣" : ""}(${list(part.items)})`;
    case "brackets":
      return `${part.spaced ? "␣" : ""}[${rowsOf(part.rows)}]`;
    case "sub":
      return `_{${list(part.items)}}`;
    case "sup":
      return `${part.elementwise ? "." : ""}^{${outline(part.exponent)}}`;
    case "transpose":
      return "ᵀ";
    case "primes":
      return "'".repeat(part.count);
  }
}

export function outlineStatement(statement: Statement): string {
  const damaged = "damaged" in statement ? "!" : "";
  switch (statement.kind) {
    case "model":
      return `(model ${statement.name?.text ?? "?"})`;
    case "index":
      return `(index ${statement.items.map(({ name, range }) => outline(name) + (range ? `=${outline(range)}` : "")).join(" ")})`;
    case "size":
      return `(size ${statement.items.map(({ name, value }) => outline(name) + (value ? `=${outline(value)}` : "")).join(" ")})`;
    case "param":
    case "input":
    case "const":
      return `(${statement.kind}${damaged} ${statement.items.map(item).join(", ")})`;
    case "function":
      return `(function ${list(statement.targets)} : ${statement.domain?.map(space).join(" × ") ?? "?"} → ${statement.codomain ? space(statement.codomain) : "?"})`;
    case "boundary":
      return `(boundary ${outline(statement.target)} = ${outline(statement.value)})`;
    case "layout":
      return `(layout ${statement.layout})`;
    case "derive":
      return `(derive ${list(statement.targets)})`;
    case "equation": {
      const [first, ...rest] = statement.sides;
      const sides = rest.map((side, at) => ` ${statement.relations[at]!.op} ${outline(side)}`).join("");
      return `(${statement.role === "plain" ? "equation" : statement.role}${damaged} ${outline(first!)}${sides}${clauses(statement.clauses)})`;
    }
    case "cost": {
      const sides = statement.sides
        .slice(1)
        .map((side, at) => ` ${statement.relations[at]!.op} ${outline(side)}`)
        .join("");
      return `(cost${damaged} ${statement.quantity}${sides}${clauses(statement.clauses)})`;
    }
    case "prose":
      return "(prose)";
    case "broken":
      return `(broken${statement.sides.map((side) => ` ${outline(side)}`).join("")})`;
  }
}

function clauses({ where, given, assuming, within }: Clauses): string {
  return [
    where.length > 0 ? ` for ${list(where)}` : "",
    given.length > 0
      ? ` given ${given.map(({ target, value }) => `${outline(target)}=${outline(value)}`).join(" ")}`
      : "",
    assuming.length > 0 ? ` assuming ${assuming.map(item).join(", ")}` : "",
    within ? ` within ${outline(within)}` : "",
  ].join("");
}

function item({ target, shape, range, properties }: DeclaredItem): string {
  return [
    outline(target),
    shape ? ` : ${shapeOf(shape)}` : "",
    range ? ` ${rangeOf(range)}` : "",
    ...properties.map(({ text }) => ` ${text}`),
  ].join("");
}

function shapeOf({ dimensions }: Shape): string {
  return dimensions.length === 0 ? "ℝ" : dimensions.map(outline).join("×");
}

function space({ dimensions }: Space): string {
  return dimensions.length === 0 ? "ℝ" : `ℝ^${dimensions.map(outline).join("×")}`;
}

function rangeOf(range: DeclaredRange): string {
  if (range.kind === "bound") return `${range.op} ${outline(range.bound)}`;
  return `in ${range.lowOpen ? "(" : "["}${outline(range.low)}, ${outline(range.high)}${range.highOpen ? ")" : "]"}`;
}
