/** Statements back to text, each on one line. */
import type {
  Clauses,
  Cost,
  DeclaredItem,
  DeclaredRange,
  Equation,
  Expr,
  Sheet,
  Shape,
  Space,
  Statement,
} from "./ast.ts";
import { print } from "./print.ts";

/** Prints every statement on a line of its own; what could not be read as one (prose, broken lines) is left out. */
export function printSheet(sheet: Sheet): string {
  return sheet.statements
    .map(printStatement)
    .filter((line) => line !== "")
    .map((line) => `${line}\n`)
    .join("");
}

export function printStatement(statement: Statement): string {
  switch (statement.kind) {
    case "model":
      return `model ${statement.name?.text ?? ""}`.trimEnd();
    case "index":
      return `index ${statement.items.map(({ name, range }) => `${print(name)}${range ? ` = ${print(range)}` : ""}`).join(", ")}`;
    case "size":
      return `size ${statement.items.map(({ name, value }) => `${print(name)}${value ? ` = ${print(value)}` : ""}`).join(", ")}`;
    case "param":
    case "input":
    case "const":
      return `${statement.kind} ${statement.items.map(item).join(", ")}`;
    case "function": {
      const { domain, codomain } = statement;
      return `function ${list(statement.targets)}${domain && codomain ? ` : ${domain.map(space).join(" × ")} → ${space(codomain)}` : ""}`;
    }
    case "boundary":
      return `boundary ${print(statement.target)} = ${print(statement.value)}`;
    case "layout":
      return `layout ${statement.layout}`;
    case "derive":
      return `derive ${list(statement.targets)}`;
    case "equation":
      return `${statement.role === "plain" ? "" : `${statement.role} `}${chain(statement)}`;
    case "cost":
      return `cost ${chain(statement)}`;
    case "prose":
    case "broken":
      return "";
  }
}

function list(exprs: readonly Expr[]): string {
  return exprs.map(print).join(", ");
}

function chain({ sides, relations, clauses }: Equation | Cost): string {
  const [first, ...rest] = sides;
  return `${print(first!)}${rest.map((side, step) => ` ${relations[step]!.op} ${print(side)}`).join("")}${clausesOf(clauses)}`;
}

function conditions(where: Clauses["where"]): string {
  const bracketed = where.filter((item) => item.kind === "comparison" && item.bracketed);
  const others = where.filter((item) => !bracketed.includes(item));
  const inside = bracketed.length > 0 ? ` (${joined(bracketed)})` : "";
  if (others.length === 0) return inside;
  return `${inside}${inside && ","} for ${joined(others)}`;
}

/** Behind a comma, a comparison of anything but a name could be the next equation. */
function joined([first, ...others]: Clauses["where"]): string {
  const further = others.map((item) => {
    const isSimple = item.kind === "name" || item.first.kind === "name";
    return `${isSimple ? "," : " ∧"} ${print(item)}`;
  });
  return `${first ? print(first) : ""}${further.join("")}`;
}

function clausesOf({ where, given, assuming, within }: Clauses): string {
  return [
    conditions(where),
    given.length > 0
      ? ` given ${given.map(({ target, value }) => `${print(target)} = ${print(value)}`).join(", ")}`
      : "",
    assuming.length > 0 ? ` assuming ${assuming.map(item).join(", ")}` : "",
    within ? ` within ${print(within)}` : "",
  ].join("");
}

/** Properties before the range: behind `> 0`, a word would be a factor. */
function item({ target, shape, properties, range, over = [] }: DeclaredItem): string {
  return [
    print(target),
    shape ? shapeOf(shape) : "",
    ...properties.map(({ text }) => ` ${text}`),
    range ? ` ${rangeOf(range)}` : "",
    ...over.map((each) => ` for ${print(each.name)} = ${print(each.range)}`),
  ].join("");
}

function shapeOf({ dimensions }: Shape): string {
  return dimensions.length === 0 ? " ∈ ℝ" : ` : ${dimensions.map(print).join("×")}`;
}

function space({ dimensions }: Space): string {
  return dimensions.length === 0 ? "ℝ" : `ℝ^{${dimensions.map(print).join("×")}}`;
}

function rangeOf(range: DeclaredRange): string {
  if (range.kind === "bound") return `${range.op} ${print(range.bound)}`;
  return `in ${range.lowOpen ? "(" : "["}${print(range.low)}, ${print(range.high)}${range.highOpen ? ")" : "]"}`;
}
