/** Declarations: indices, sizes, free values and functions, entered into the scope of their model. */
import type {
  Declaration,
  DeclaredItem,
  DeclaredRange,
  Expr,
  IndexStatement,
  Shape,
  SizeStatement,
} from "../syntax/ast.ts";
import { problem } from "../syntax/problem.ts";
import { unbounded, type Range } from "../engine/draw.ts";
import { contextOf, unwrap } from "./context.ts";
import { readFormula } from "./formulas.ts";
import {
  dimensionOf,
  normalised,
  printShape,
  sameShape,
  type Dimension,
  type Shape as DimensionList,
} from "./dimensions.ts";
import { axesOf, extentsOf } from "./component-equations.ts";
import { alreadyDeclared, declaredPositions, reportTwice } from "./declared-names.ts";
import { whyNot } from "./families-together.ts";
import { loopsOf, readIndex, readLoop, tryIndex } from "./index-expressions.ts";
import { printIndex, visitVariables, type IndexExpr } from "./indices.ts";
import { keyAt } from "./members.ts";
import type { FunctionForm, Quantity, Structure } from "./model.ts";
import { headed, plainName } from "./references.ts";
import { fixedSize, quantityOf, type Scope } from "./scope.ts";

// ── Indices and sizes ───────────────────────────────────────────────────────────────────────────────────────────────

/** `size D, H`, `size H = 3`. */
export function declareSizes(scope: Scope, statement: SizeStatement): void {
  for (const { name, value } of statement.items) {
    if (alreadyDeclared(scope, name.name, name.span)) continue;
    const literal = value && tryIndex(contextOf(scope), value);
    const number = literal?.kind === "literal" ? literal.value : undefined;
    if (value && value.kind !== "missing" && (number === undefined || number < 1))
      scope.report(
        problem("syntax/declaration", value.span, "A size is a positive whole number, such as `size H = 3`."),
      );
    scope.sizes.set(name.name, {
      name: name.name,
      span: name.span,
      isLength: false,
      ...(number !== undefined && number >= 1 && { value: number }),
    });
  }
}

/** `index t = 1..T`; a name that only stands in a bound is a size. */
export function declareIndices(scope: Scope, statements: readonly IndexStatement[]): void {
  // A range belongs to every name before it that has none.
  const items = statements.flatMap(({ items }) =>
    items.map(({ name, damaged }, at) => ({
      name,
      range: damaged ? undefined : items.slice(at).find(({ range }) => range)?.range,
    })),
  );
  const names = new Set(items.map(({ name }) => name.name));
  for (const { name, range } of items) {
    if (alreadyDeclared(scope, name.name, name.span)) continue;
    if (range) for (const bound of [range.from, range.to]) declareBoundSizes(scope, bound, names);
    const loop = range && readLoop(contextOf(scope), name.name, name.span, range);
    if (loop) scope.indices.set(name.name, loop);
    else scope.rangeless.add(name.name);
  }
}

/** Names in a bound that are declared nowhere are sizes, and lengths. */
export function declareBoundSizes(scope: Scope, bound: Expr, indexNames: ReadonlySet<string>): void {
  const visit = (expr: Expr): void => {
    const name = expr.kind === "group" ? undefined : plainName(expr);
    if (name) {
      const size = scope.sizes.get(name.name);
      if (size) size.isLength = true;
      else if (!indexNames.has(name.name))
        scope.sizes.set(name.name, { name: name.name, span: name.span, isLength: true });
      return;
    }
    if (expr.kind === "sum") expr.terms.forEach(({ term }) => visit(term));
    if (expr.kind === "product") [expr.first, ...expr.rest.map(({ factor }) => factor)].forEach(visit);
    if (expr.kind === "group") expr.items.forEach(visit);
    if (expr.kind === "suffixed") visit(expr.head);
  };
  visit(bound);
}

// ── Free values ─────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * `param w_ix`, `input x[t], h[0]`, `const β > 0`. A shape or range belongs to every name before it that has none, and a
 * property to the bare names before it; a value (`const α, k = 3`) is that of one name.
 */
export function declareValues(scope: Scope, statement: Declaration): void {
  let range: DeclaredRange | undefined;
  let shaped: Shape | undefined;
  let structure: Structure | undefined;
  for (const item of [...statement.items].reverse()) {
    if (!isBare(item)) structure = readStructure(scope, item);
    // Names at the end with neither are plain scalars, and what stands further to the right does not reach over a name that has its own.
    const isValue = item.range?.kind === "bound" && item.range.op === "=";
    if (!isValue) range = item.range ?? range;
    shaped = item.shape ?? shaped;
    const shape = item.shape ?? inherited(scope, statement.kind, item, shaped);
    declareValue(scope, statement.kind, item, { shape, range: isValue ? item.range : range, structure });
  }
}

/** The shape that a name without one takes from the names behind it. */
function inherited(
  scope: Scope,
  keyword: string,
  { target }: DeclaredItem,
  shape: Shape | undefined,
): Shape | undefined {
  const name = plainName(target);
  if (!shape || !name) return shape;
  if (scope.numbers.has(name.name)) return undefined;
  scope.shapedBehind.set(name.name, { keyword, nameSpan: name.span, shapeSpan: shape.span });
  return shape;
}

/** Whether nothing is said of a name where it stands: `A` in `A, B : N×N symmetric`, which is what the next one is. */
export function isBare({ shape, range, properties }: DeclaredItem): boolean {
  return shape === undefined && range === undefined && properties.length === 0;
}

/** What is said of a value, by its own item or by one behind it. */
interface Said {
  readonly shape: Shape | undefined;
  readonly range: DeclaredRange | undefined;
  readonly structure: Structure | undefined;
}

function declareValue(
  scope: Scope,
  kind: "param" | "input" | "const",
  item: DeclaredItem,
  { shape, range, structure }: Said,
): void {
  const head = headed(item.target);
  if (!head) {
    if (item.target.kind !== "missing")
      scope.report(
        problem(
          "syntax/declaration",
          item.target.span,
          "A declaration names what it declares, such as `x[t]` or `w_ix`.",
        ),
      );
    return;
  }
  const declared = declaredPositions(scope, head);
  if (!declared) return;
  const { name, span } = declared;
  const parts = shape ? undefined : axesOf(contextOf(scope), name, declared.positions);
  const positions = parts?.positions ?? declared.positions;
  if (positions.length === 0 && alreadyDeclared(scope, name, span)) return;
  const quantity = quantityOf(scope, name, positions.length, kind, span, keyAt(scope, name, positions));
  const printed = positions.map(printIndex).join(",");
  const twin = quantity.free.find((free) => free.positions.map(printIndex).join(",") === printed);
  if (twin) return reportTwice(scope, name, span, twin.span);
  const drawn = range && readRange(scope, range);
  quantity.free.push({
    loops: loopsOf(scope, positions),
    positions,
    span: item.target.span,
    ...(drawn && { range: drawn }),
  });
  if (shape) declareShape(scope, quantity, shape);
  if (parts) quantity.shape ??= extentsOf(scope, parts);
  if (!structure) return;
  const reason = whyNot(quantity, structure);
  if (reason === undefined) quantity.structure = structure;
  else {
    scope.report(problem("syntax/declaration", item.target.span, reason));
    quantity.trouble = `\`${quantity.name}\` can't be ${structure}`;
  }
}

/** All elements of a quantity have one shape; the first declaration of it counts. */
function declareShape(scope: Scope, quantity: Quantity, shape: Shape): void {
  const read = readDimensions(scope, shape.dimensions);
  if (!read) {
    quantity.trouble = `the shape of \`${quantity.name}\` could not be read`;
    return;
  }
  if (quantity.shape && !sameShape(quantity.shape, read)) {
    const message = `\`${quantity.name}\` was declared with shape ${printShape(quantity.shape)} too, and all its elements share one shape where an index runs over them. Elements of different shapes are numbered wherever they stand: \`${quantity.name}^{(1)}\`, \`${quantity.name}^{(2)}\`.`;
    scope.report(
      problem("shape/mismatch", shape.span, message, {
        related: quantity.shapeSpan ? [{ span: quantity.shapeSpan, message: "declared here" }] : [],
      }),
    );
  }
  quantity.shape ??= read;
  quantity.shapeSpan ??= shape.span;
}

/** Dimensions as written, `H×(D+H)`; a name that is declared nowhere is reported. A lone 1 is a scalar. */
export function readDimensions(scope: Scope, dimensions: readonly Expr[]): DimensionList | undefined {
  const read: Dimension[] = [];
  for (const expr of dimensions) {
    const index = readSizeExpression(scope, expr);
    const dimension = index && dimensionOf(index, fixedSize(scope));
    if (index && !dimension) reportNoSize(scope, expr, index);
    if (!dimension) return undefined;
    read.push(dimension);
  }
  return normalised(read);
}

function reportNoSize(scope: Scope, { span }: Expr, index: IndexExpr): void {
  let variable: string | undefined;
  visitVariables(index, (name) => (variable ??= name));
  const range = variable === undefined ? undefined : scope.indices.get(variable);
  const advice = range ? ` \`${variable}\` is an index; did you mean \`${printIndex(range.to)}\`?` : "";
  const message = `A shape is made of sums and products of sizes and whole numbers.${advice}`;
  scope.report(problem("syntax/declaration", span, message));
}

/** Reads integer arithmetic of sizes; a name in it that is no size is reported with what to do. */
function readSizeExpression(scope: Scope, expr: Expr): IndexExpr | undefined {
  const context = contextOf(scope);
  const index = tryIndex(context, expr);
  if (index) return index;
  const name = unwrap(expr);
  if (name.kind === "name") {
    scope.report(
      problem("name/undeclared", name.span, `\`${name.name}\` is no size. Declare it: \`size ${name.name}\`.`, {
        fixes: [
          {
            title: `Declare size ${name.name}`,
            edits: [
              { span: { start: scope.declarationPlace, end: scope.declarationPlace }, text: `size ${name.name}\n` },
            ],
          },
        ],
      }),
    );
    return undefined;
  }
  return readIndex(context, expr);
}

const structures: readonly Structure[] = [
  "symmetric",
  "positive definite",
  "orthogonal",
  "invertible",
  "diagonal",
  "lower triangular",
  "upper triangular",
  "unit",
  "one-hot",
  "probability",
  "stochastic",
  "constant",
];

const forms: readonly FunctionForm[] = ["linear", "identity"];

/** What a declaration says of values besides their range. */
export function readStructure(scope: Scope, item: DeclaredItem): Structure | undefined {
  return readProperty(scope, item, structures, "values");
}

/** What an assumption says of an unknown function. */
export function readForm(scope: Scope, item: DeclaredItem): FunctionForm | undefined {
  return readProperty(scope, item, forms, "unknown functions");
}

/** The last property of an item that is one of those which such things can have. */
function readProperty<Property extends string>(
  scope: Scope,
  { properties }: DeclaredItem,
  all: readonly Property[],
  things: string,
): Property | undefined {
  let found: Property | undefined;
  for (const { text, span } of properties) {
    const known = all.find((each) => each === text.replaceAll(/\s+/g, " "));
    if (known) found = known;
    else
      scope.report(
        problem(
          "syntax/declaration",
          span,
          `\`${text}\` is no property of ${things}. There are: ${all.join(", ")}.${text === "positive" ? " For positive values write `> 0`." : ""}`,
        ),
      );
  }
  return found;
}

/** `> 0`, `in (0, 1)` as the set that values are drawn from. */
export function readRange(scope: Scope, range: DeclaredRange): Range | undefined {
  const number = (expr: Expr): number | undefined => {
    const formula = constantValue(readFormula(contextOf(scope), expr));
    if (formula === undefined && expr.kind !== "missing")
      scope.report(
        problem("syntax/declaration", expr.span, "The bound of a range is a number, such as `β > 0` or `γ in (0, 1)`."),
      );
    return formula;
  };
  if (range.kind === "interval") {
    const low = number(range.low);
    const high = number(range.high);
    if (low === undefined || high === undefined) return undefined;
    if (low > high || (low === high && (range.lowOpen || range.highOpen))) {
      scope.report(
        problem("syntax/declaration", range.span, "No number lies in this range: its lower end must come first."),
      );
      return undefined;
    }
    return { low, high, lowOpen: range.lowOpen, highOpen: range.highOpen };
  }
  const bound = number(range.bound);
  if (bound === undefined) return undefined;
  if (range.op === "=") return { low: bound, high: bound, lowOpen: false, highOpen: false };
  if (range.op === ">" || range.op === "≥") return { ...unbounded, low: bound, lowOpen: range.op === ">" };
  if (range.op === "<" || range.op === "≤") return { ...unbounded, high: bound, highOpen: range.op === "<" };
  return { ...unbounded, excluded: [bound] };
}

/** The value of a formula that is made of numbers alone. */
function constantValue(formula: ReturnType<typeof readFormula>): number | undefined {
  switch (formula.kind) {
    case "number":
      return formula.value;
    case "sum": {
      let total = 0;
      for (const { sign, term } of formula.terms) {
        const value = constantValue(term);
        if (value === undefined) return undefined;
        total += sign * value;
      }
      return total;
    }
    case "times":
    case "over": {
      const left = constantValue(formula.left);
      const right = constantValue(formula.right);
      if (left === undefined || right === undefined) return undefined;
      return formula.kind === "times" ? left * right : left / right;
    }
    case "power": {
      const base = constantValue(formula.base);
      const exponent = constantValue(formula.exponent);
      return base === undefined || exponent === undefined ? undefined : base ** exponent;
    }
    default:
      return undefined;
  }
}
