/** Terms of vectors and matrices: expressions of generated sheets with their shapes, as plain data that can be printed, searched and rebuilt. */
import { printAt, printComparison, printPosition, type Comparison, type Loop, type Position } from "./terms.ts";

/** Sizes by name: none for a number, one for a column, two for a matrix; a row is a matrix whose first size is "". */
export type Shape = readonly string[];

export interface SignedTensor {
  readonly sign: 1 | -1;
  readonly term: Tensor;
}

export type Tensor = { readonly shape: Shape } & (
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "identity" }
  | { readonly kind: "element"; readonly name: string; readonly at: readonly Position[] }
  | { readonly kind: "adjoint"; readonly name: string; readonly at: readonly Position[] }
  | { readonly kind: "sum"; readonly terms: readonly SignedTensor[] }
  | { readonly kind: "times" | "hadamard" | "share" | "quotient"; readonly left: Tensor; readonly right: Tensor }
  | { readonly kind: "transpose" | "stop"; readonly operand: Tensor }
  | { readonly kind: "power"; readonly base: Tensor; readonly exponent: number }
  /** A function of numbers, applied to each, or one of its derivatives. */
  | { readonly kind: "apply"; readonly name: string; readonly order: number; readonly operand: Tensor }
  /** An unknown function of vectors, or its derivative. */
  | { readonly kind: "call"; readonly name: string; readonly order: number; readonly operand: Tensor }
  /** A function of whole vectors and matrices. */
  | { readonly kind: "built-in"; readonly name: string; readonly operands: readonly Tensor[] }
  | { readonly kind: "bracket"; readonly condition: Comparison }
  /** A condition on two numbers. */
  | {
      readonly kind: "fork";
      readonly left: Tensor;
      readonly right: Tensor;
      readonly then: Tensor;
      readonly otherwise: Tensor;
    }
  | { readonly kind: "fold"; readonly loop: Loop; readonly body: Tensor }
);

export type TensorOf<Name extends Tensor["kind"]> = Extract<Tensor, { kind: Name }>;

// ── Building ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const number = (value: number): Tensor => ({ kind: "number", shape: [], text: String(value) });
export const one = number(1);
export const identity = (size: string): Tensor => ({ kind: "identity", shape: [size, size] });
export const leaf = (name: string, shape: Shape, ...at: Position[]): Tensor => ({ kind: "element", name, at, shape });
export const apply = (name: string, operand: Tensor, order = 0): Tensor => ({
  kind: "apply",
  name,
  order,
  operand,
  shape: operand.shape,
});

export function builtIn(name: string, shape: Shape, ...operands: Tensor[]): Tensor {
  return { kind: "built-in", name, operands, shape };
}

export function isNumber({ shape }: Tensor): boolean {
  return shape.length === 0;
}

export function isRow({ shape }: Tensor): boolean {
  return shape.length === 2 && shape[0] === "";
}

export function isColumn({ shape }: Tensor): boolean {
  return shape.length === 1;
}

export function isSquare({ shape }: Tensor): boolean {
  return shape.length === 2 && shape[0] === shape[1];
}

export function sameShape(one: Shape, other: Shape): boolean {
  return one.length === other.length && one.every((size, at) => size === other[at]);
}

export function isOne(term: Tensor): boolean {
  return term.kind === "number" && term.text === "1";
}

/** A sum; numbers in it are added to each component. */
export function sumOf(...terms: SignedTensor[]): Tensor {
  if (terms.length === 1 && terms[0]!.sign === 1) return terms[0]!.term;
  const largest = terms.find(({ term }) => !isNumber(term)) ?? terms[0];
  return { kind: "sum", terms, shape: largest?.term.shape ?? [] };
}
export const plus = (...terms: Tensor[]): Tensor => sumOf(...terms.map((term) => ({ sign: 1 as const, term })));
export const minus = (left: Tensor, right: Tensor): Tensor => sumOf({ sign: 1, term: left }, { sign: -1, term: right });
export const negated = (term: Tensor): Tensor => sumOf({ sign: -1, term });

/** The product of numbers, of a number and anything, or of matrices; of two columns there is none. */
export function times(left: Tensor, right: Tensor): Tensor {
  if (isOne(left)) return right;
  if (isOne(right)) return left;
  if (isNumber(left) || isNumber(right))
    return { kind: "times", left, right, shape: isNumber(left) ? right.shape : left.shape };
  const rows = isRow(left) ? [] : [left.shape[0]!];
  const isMatrix = right.shape.length === 2;
  const columns = isMatrix ? [right.shape[1]!] : [];
  const shape = isRow(left) && isMatrix ? ["", ...columns] : [...rows, ...columns];
  return { kind: "times", left, right, shape };
}

/** Componentwise; of numbers, their product. */
export function hadamard(left: Tensor, right: Tensor): Tensor {
  if (isNumber(left) || isNumber(right)) return times(left, right);
  return { kind: "hadamard", left, right, shape: left.shape };
}

export function quotient(left: Tensor, right: Tensor): Tensor {
  return { kind: "quotient", left, right, shape: left.shape };
}

export const power = (base: Tensor, exponent: number): Tensor => ({
  kind: "power",
  base,
  exponent,
  shape: base.shape,
});

export function transpose(operand: Tensor): Tensor {
  if (isNumber(operand)) return operand;
  if (operand.kind === "transpose") return operand.operand;
  return transposed(operand);
}

/** A transpose as it stands, even of a transpose. */
export function transposed(operand: Tensor): Tensor {
  const [rows, columns] = operand.shape;
  const shape = isColumn(operand) ? ["", rows!] : isRow(operand) ? [columns!] : [columns!, rows!];
  return { kind: "transpose", operand, shape };
}

/** The sum of all products of components that belong together. */
export function inner(left: Tensor, right: Tensor): Tensor {
  if (isNumber(left)) return times(left, right);
  return isColumn(left) ? times(transpose(left), right) : builtIn("sum", [], hadamard(left, right));
}

// ── Printing ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The text of a term; composite parts stand in parentheses. */
export function print(term: Tensor): string {
  switch (term.kind) {
    case "number":
      return term.text;
    case "identity":
      return `I_${term.shape[0]}`;
    case "element":
      return printAt(term.name, term.at);
    case "adjoint":
      return `bar ${printAt(term.name, term.at)}`;
    case "sum":
      if (term.terms.length === 0) return "0";
      return term.terms
        .map(
          ({ sign, term: part }, at) =>
            `${sign === 1 ? (at === 0 ? "" : " + ") : at === 0 ? "-" : " - "}${inSum(part)}`,
        )
        .join("");
    case "times":
      return `${atom(term.left)} ${term.right.kind === "number" ? "· " : ""}${atom(term.right)}`;
    case "hadamard":
      return `${atom(term.left)} ⊙ ${atom(term.right)}`;
    case "share":
      return `${atom(term.left)} ./ ${atom(term.right)}`;
    case "quotient":
      return `${atom(term.left)} / ${atom(term.right)}`;
    case "transpose":
      return `${term.operand.kind === "element" ? print(term.operand) : `(${print(term.operand)})`}ᵀ`;
    case "stop":
      return `stop(${print(term.operand)})`;
    case "power":
      return `${atom(term.base)}^${term.exponent < 0 ? `(${term.exponent})` : term.exponent}`;
    case "apply":
      return `${term.name}${"'".repeat(term.order)}(${print(term.operand)})`;
    case "call":
      return isGradient(term)
        ? `∇${term.order === 2 ? "²" : ""}${term.name}(${print(term.operand)})`
        : `${term.name}${"'".repeat(term.order)}(${print(term.operand)})`;
    case "built-in":
      return `${term.name}(${term.operands.map(print).join(", ")})`;
    case "bracket":
      return `[${printComparison(term.condition)}]`;
    case "fork":
      return `(if ${print(term.left)} < ${print(term.right)} then ${print(term.then)} else ${print(term.otherwise)})`;
    case "fold":
      return `sum[${term.loop.name}=${printPosition(term.loop.from)}..${printPosition(term.loop.to)}](${print(term.body)})`;
  }
}

/** Functions with numbers as values are differentiated by a nabla, others by a prime. */
function isGradient({ name, order }: TensorOf<"call">): boolean {
  return order > 0 && name === "ℓ";
}

function inSum(term: Tensor): string {
  return term.kind === "sum" || (term.kind === "number" && term.text.startsWith("-"))
    ? `(${print(term)})`
    : print(term);
}

const composite: ReadonlySet<Tensor["kind"]> = new Set(["sum", "times", "hadamard", "share", "quotient", "power"]);

function atom(term: Tensor): string {
  return composite.has(term.kind) || (term.kind === "number" && term.text.startsWith("-"))
    ? `(${print(term)})`
    : print(term);
}

// ── Rebuilding ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The direct parts of a term. */
export function partsOf(term: Tensor): readonly Tensor[] {
  switch (term.kind) {
    case "sum":
      return term.terms.map(({ term: part }) => part);
    case "times":
    case "hadamard":
    case "share":
    case "quotient":
      return [term.left, term.right];
    case "transpose":
    case "stop":
    case "apply":
    case "call":
      return [term.operand];
    case "power":
      return [term.base];
    case "built-in":
      return term.operands;
    case "fork":
      return [term.left, term.right, term.then, term.otherwise];
    case "fold":
      return [term.body];
    default:
      return [];
  }
}

/** The same term with other parts of the same shapes, in the order of `partsOf`. */
export function withParts(term: Tensor, parts: readonly Tensor[]): Tensor {
  const [first, second, third, fourth] = parts;
  switch (term.kind) {
    case "sum":
      return { ...term, terms: term.terms.map(({ sign }, at) => ({ sign, term: parts[at]! })) };
    case "times":
    case "hadamard":
    case "share":
    case "quotient":
      return { ...term, left: first!, right: second! };
    case "transpose":
    case "stop":
    case "apply":
    case "call":
      return { ...term, operand: first! };
    case "power":
      return { ...term, base: first! };
    case "built-in":
      return { ...term, operands: parts };
    case "fork":
      return { ...term, left: first!, right: second!, then: third!, otherwise: fourth! };
    case "fold":
      return { ...term, body: first! };
    default:
      return term;
  }
}

/** Every part of a term with the way to it, itself first. */
export function everyPart(
  term: Tensor,
  path: readonly number[] = [],
): { readonly term: Tensor; readonly path: readonly number[] }[] {
  return [{ term, path }, ...partsOf(term).flatMap((part, at) => everyPart(part, [...path, at]))];
}

/** The term with the part at the path replaced by one of the same shape. */
export function replaceAt(term: Tensor, path: readonly number[], by: Tensor): Tensor {
  const [first, ...rest] = path;
  if (first === undefined) return by;
  return withParts(
    term,
    partsOf(term).map((part, at) => (at === first ? replaceAt(part, rest, by) : part)),
  );
}

/** The term with positions changed, also in bounds and conditions. Bound indices are positions too. */
export function mapPositions(term: Tensor, change: (position: Position) => Position): Tensor {
  const inside = withParts(
    term,
    partsOf(term).map((part) => mapPositions(part, change)),
  );
  switch (inside.kind) {
    case "element":
    case "adjoint":
      return { ...inside, at: inside.at.map(change) };
    case "bracket":
      return {
        ...inside,
        condition: {
          ...inside.condition,
          left: change(inside.condition.left),
          right: change(inside.condition.right),
        },
      };
    case "fold":
      return {
        ...inside,
        loop: {
          name: change({ base: inside.loop.name, shift: 0 }).base,
          from: change(inside.loop.from),
          to: change(inside.loop.to),
        },
      };
    default:
      return inside;
  }
}
