/** Scales: what an equation divides by, multiplies by in brackets or inverts, and products of two vectors: factors that a term may lack. */
import type { ElementReference, Formula, Loop } from "../semantics/model.ts";
import { partsOf, referencesIn } from "../semantics/walk.ts";
import { sameShape } from "../semantics/dimensions.ts";
import { visitVariables } from "../semantics/indices.ts";
import type { Span } from "../syntax/span.ts";
import { withIndices } from "./definitions.ts";
import { axesOf, type Line } from "./edit.ts";
import { invertedIn } from "./edit-inverses.ts";
import type { PoolItem } from "./edit-products.ts";
import { factorsOf } from "./factors.ts";
import { stepsOf } from "./pool.ts";
import { printFactor } from "./print-formula.ts";

const nowhere: Span = { start: 0, end: 0 };

/** More than this are not tried at each place. */
const mostScales = 32;

/** So many vectors of a line are multiplied with one another. */
const mostVectors = 5;

/** All that make sense where the given indices have a value. */
export function scalesOf(line: Line, loops: readonly Loop[]): PoolItem[] {
  const items = new Map<string, PoolItem>();
  const add = (formula: Formula, axes: number, isBelow: boolean): void => {
    const bare = printFactor(formula, line.notation);
    if (bare === undefined || items.size >= mostScales) return;
    // A product of vectors is a number by itself.
    const text = formula.kind === "times" ? `(${bare})` : bare;
    items.set(`${isBelow ? "/" : ""}${text}`, { formula, text, axes, isNumber: false, ...(isBelow && { isBelow }) });
  };
  for (const definition of line.model.definitions) {
    const found = scalesIn(line, definition.formula, new Set());
    if (found.length === 0) continue;
    for (const by of stepsOf(definition, loops))
      for (const { formula, axes, isBelow } of found) add(withIndices(formula, by), axes, isBelow);
  }
  for (const product of innerProducts(line, loops)) add(product, 0, false);
  return [...items.values()];
}

interface Scale {
  readonly formula: Formula;
  readonly axes: number;
  /** It divides. */
  readonly isBelow: boolean;
}

/** Those of an equation that are the same for all values of the indices that its sums bind. */
function scalesIn(line: Line, formula: Formula, bound: ReadonlySet<string>): Scale[] {
  const inner = formula.kind === "fold" ? new Set([...bound, ...formula.binders.map(({ name }) => name)]) : bound;
  const own = scalesHere(line, formula).filter(
    (scale) => !referencesIn(scale.formula).some(({ indices }) => indices.some((index) => mentionsAny(index, bound))),
  );
  return [...own, ...partsOf(formula).flatMap((part) => scalesIn(line, part, inner))];
}

function mentionsAny(index: ElementReference["indices"][number], names: ReadonlySet<string>): boolean {
  let found = false;
  visitVariables(index, (name) => (found ||= names.has(name)));
  return found;
}

function scalesHere(line: Line, formula: Formula): Scale[] {
  const isScalar = (part: Formula) => axesOf(line, part) === 0 && referencesIn(part).length > 0;
  if (formula.kind === "over" && axesOf(line, formula.right) === 0)
    return factorsOf(formula.right)
      .filter(({ formula: factor, op }) => op !== "over" && isScalar(factor))
      .map(({ formula: factor }) => ({ formula: factor, axes: 0, isBelow: true }));
  if (formula.kind === "times")
    return [formula.left, formula.right]
      .filter((part) => part.kind === "sum" && isScalar(part))
      .map((part) => ({ formula: part, axes: 0, isBelow: false }));
  const matrix = formula.kind === "tensor" && isDeterminant(formula.name) ? formula.arguments[0] : undefined;
  const inverted = matrix ?? invertedIn(formula);
  if (inverted && axesOf(line, inverted) === 2)
    return [{ formula: matrix ? inverseOf(matrix) : formula, axes: 2, isBelow: false }];
  if (formula.kind === "tensor" && formula.name === "norm") return [{ formula, axes: 0, isBelow: true }];
  if (formula.kind === "tensor" && (formula.name === "softmax" || formula.name === "logsumexp"))
    return [{ formula: totalOfExp(formula.arguments[0]!), axes: 0, isBelow: true }];
  return [];
}

function isDeterminant(name: string): boolean {
  return name === "det" || name === "logdet";
}

function inverseOf(base: Formula): Formula {
  const one: Formula = { kind: "number", span: nowhere, value: 1 };
  const exponent: Formula = { kind: "sum", span: nowhere, terms: [{ sign: -1, term: one }] };
  return { kind: "power", span: nowhere, base, exponent, elementwise: false, mayTranspose: false };
}

/** `sum(exp(z))`, by which a softmax divides. */
function totalOfExp(argument: Formula): Formula {
  const each: Formula = { kind: "elementwise", span: nowhere, name: "exp", order: 0, argument };
  return { kind: "tensor", span: nowhere, name: "sum", arguments: [each] };
}

/** `sᵀ v` of vectors that the line names. */
function innerProducts(line: Line, loops: readonly Loop[]): Formula[] {
  const isKnown = ({ indices }: ElementReference) =>
    indices.every((index) => {
      let isFree = true;
      visitVariables(index, (name) => (isFree &&= loops.some((loop) => loop.name === name)));
      return isFree;
    });
  const vectors = vectorsIn(line)
    .filter(({ reference }) => isKnown(reference))
    .slice(0, mostVectors);
  return vectors.flatMap((one, at) =>
    vectors.slice(at).flatMap((other): Formula[] => {
      const [a, b] = [one.reference.quantity.shape, other.reference.quantity.shape];
      if (!a || !b || !sameShape(a, b)) return [];
      const row: Formula = { kind: "transpose", span: nowhere, operand: one.formula };
      return [{ kind: "times", span: nowhere, left: row, right: other.formula, elementwise: false }];
    }),
  );
}

/** Each vector, or its adjoint, once. */
export function vectorsIn({ claim, right, notation }: Line): { formula: Formula; reference: ElementReference }[] {
  const found = new Map<string, { formula: Formula; reference: ElementReference }>();
  const visit = (formula: Formula): void => {
    const reference =
      formula.kind === "element" ? formula.reference : formula.kind === "adjoint" ? formula.of : undefined;
    const text = reference?.quantity.shape?.length === 1 ? printFactor(formula, notation) : undefined;
    if (reference && text !== undefined && !found.has(text)) found.set(text, { formula, reference });
    partsOf(formula).forEach(visit);
  };
  visit(right);
  if (claim.left.kind === "derivative") visit(claim.left.of);
  return [...found.values()];
}
