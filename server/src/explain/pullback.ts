/**
 * Pullbacks in symbols: what an equation u = f(v) gives to the adjoint of v, (∂f/∂v)ᵀ bar u, as a formula that a person
 * would write. Rules of reverse mode (Griewank and Walther, Evaluating Derivatives, 2008, chapter 3); a formula with a
 * part that there is no rule for has none. Whoever uses it checks it on numbers.
 */
import { printIndex, sameIndex, simplifyIndex, substitute } from "../semantics/indices.ts";
import type { ElementReference, Formula, Quantity } from "../semantics/model.ts";
import { some } from "../semantics/walk.ts";
import type { Span } from "../syntax/span.ts";
import { formulaOf, shiftsTo, withIndices } from "./definitions.ts";
import { chained, isJacobian, responseTo, type Path, type Subject } from "./paths.ts";
import { slopesOf } from "./pool.ts";
import type { Workbench } from "./workbench.ts";

const nowhere: Span = { start: 0, end: 0 };

/**
 * The contribution of a path as a formula; undefined where it can't be said shortly. With `softmaxAlone`, what it were if
 * each component of a softmax depended on its own argument alone, as that of σ does.
 */
export function pullback(
  bench: Workbench,
  path: Path,
  subject: Subject,
  { softmaxAlone = false }: { softmaxAlone?: boolean } = {},
): Formula | undefined {
  const { model } = bench;
  const { of, output } = subject;
  const { user, open } = path;
  if (isJacobian(subject)) return open.length === 0 ? chained(subject, user, isSame(user, output!)) : undefined;
  const formula = formulaOf(user);
  if (!formula || path.definition.quantity.definitions.length > 3) return undefined;
  const isEnd = output ? isSame(user, output) : user.quantity === model.loss;
  const bar = isEnd ? one : responseTo(output, user);
  const value: Formula = { kind: "element", span: nowhere, reference: user };
  const parts = pull({ target: of, whole: formula, value, bench, softmaxAlone }, formula, bar);
  if (!parts || parts.length === 0) return undefined;
  const sum = parts.length === 1 ? parts[0]! : added(parts);
  return open.length === 0 ? sum : { kind: "fold", span: nowhere, which: "sum", binders: open, body: sum };
}

interface Pulling {
  readonly target: ElementReference;
  /** The equation's whole right side, whose value has a name. */
  readonly whole: Formula;
  readonly value: Formula;
  readonly bench: Workbench;
  readonly softmaxAlone: boolean;
}

const one: Formula = { kind: "number", span: nowhere, value: 1 };

/** What the formula gives to the target, each use of it by itself, when its own adjoint is `bar`. */
function pull(pulling: Pulling, formula: Formula, bar: Formula): Formula[] | undefined {
  if (!uses(pulling.target, formula)) return [];
  const both = (parts: readonly (Formula[] | undefined)[]): Formula[] | undefined =>
    parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  const again = (part: Formula, adjoint: Formula): Formula[] | undefined => pull(pulling, part, adjoint);
  switch (formula.kind) {
    case "element":
      return isSame(formula.reference, pulling.target) ? [bar] : [];
    case "sum":
      return both(formula.terms.map(({ sign, term }) => again(term, sign === 1 ? bar : negative(bar))));
    case "times":
      return both(pullTimes(pulling, formula, bar));
    case "over":
      return uses(pulling.target, formula.right) ? undefined : again(formula.left, { ...formula, left: bar });
    case "power": {
      if (formula.exponent.kind !== "number" || uses(pulling.target, formula.exponent)) return undefined;
      const exponent = formula.exponent.value;
      const lower: Formula =
        exponent === 2 ? formula.base : { ...formula, exponent: { ...formula.exponent, value: exponent - 1 } };
      const scaled = times({ kind: "number", span: nowhere, value: exponent }, bar);
      return again(formula.base, times(scaled, lower, axesOf(pulling, formula.base) > 0));
    }
    case "transpose":
      return again(formula.operand, transposed(pulling, bar));
    case "elementwise":
    case "call":
      return pullFunction(pulling, formula, bar);
    case "fold":
      return pullFold(pulling, formula, bar);
    case "tensor": {
      const [argument] = formula.arguments;
      if (!pulling.softmaxAlone || formula.name !== "softmax" || !argument) return undefined;
      const value = formula === pulling.whole ? pulling.value : formula;
      const each: Formula = { kind: "elementwise", span: nowhere, name: "σ", order: 0, argument };
      const [slope] = slopesOf(each, value, axesOf(pulling, value));
      return slope && again(argument, times(bar, slope, true));
    }
    default:
      return undefined;
  }
}

function pullTimes(
  pulling: Pulling,
  { left, right, elementwise }: Extract<Formula, { kind: "times" }>,
  bar: Formula,
): (Formula[] | undefined)[] {
  const again = (part: Formula, adjoint: Formula) => pull(pulling, part, adjoint);
  const [a, b] = [axesOf(pulling, left), axesOf(pulling, right)];
  if (elementwise || (a === 0 && b === 0)) {
    if (a !== b) return [undefined];
    return [again(left, times(bar, right, a > 0)), again(right, times(bar, left, a > 0))];
  }
  if (a === 0)
    return [
      uses(pulling.target, left) ? (b === 1 ? again(left, times(transposed(pulling, right), bar)) : undefined) : [],
      again(right, times(left, bar)),
    ];
  if (b === 0)
    return [
      again(left, times(right, bar)),
      uses(pulling.target, right) ? (a === 1 ? again(right, times(transposed(pulling, left), bar)) : undefined) : [],
    ];
  // uᵀ v is a number.
  if (left.kind === "transpose" && axesOf(pulling, left.operand) === 1 && b === 1)
    return [again(left.operand, times(bar, right)), again(right, times(bar, left.operand))];
  return [again(left, times(bar, transposed(pulling, right))), again(right, times(transposed(pulling, left), bar))];
}

function pullFunction(
  pulling: Pulling,
  formula: Extract<Formula, { kind: "elementwise" | "call" }>,
  bar: Formula,
): Formula[] | undefined {
  if (formula.kind === "call" && (formula.arguments.length > 1 || formula.function.body))
    return pullArguments(pulling, formula, bar);
  const argument = formula.kind === "call" ? formula.arguments[0]! : formula.argument;
  if (formula.kind === "call" && formula.function.codomain.length > 0) return undefined;
  const axes = axesOf(pulling, argument);
  const isGradient = formula.kind === "call" && formula.function.domain[0]!.length > 0;
  const [slope] = slopesOf(formula, formula === pulling.whole ? pulling.value : formula, axes);
  if (!slope) return undefined;
  return pull(pulling, argument, times(bar, slope, axes > 0 && !isGradient));
}

/** A function of several arguments: one partial derivative for each that uses the target. */
function pullArguments(
  pulling: Pulling,
  formula: Extract<Formula, { kind: "call" }>,
  bar: Formula,
): Formula[] | undefined {
  if (formula.function.body || formula.function.codomain.length > 0) return undefined;
  const parts: Formula[] = [];
  for (const [at, argument] of formula.arguments.entries()) {
    if (!uses(pulling.target, argument)) continue;
    const slope: Formula = {
      ...formula,
      orders: formula.orders.map((order, place) => (place === at ? order + 1 : order)),
    };
    const found = pull(pulling, argument, times(bar, slope));
    if (!found) return undefined;
    parts.push(...found);
  }
  return parts;
}

/** Of a sum, the term whose own index makes it use the target. */
function pullFold(pulling: Pulling, formula: Extract<Formula, { kind: "fold" }>, bar: Formula): Formula[] | undefined {
  if (formula.which !== "sum") return undefined;
  const [inner] = referencesTo(pulling.target, formula.body);
  const shifts = inner && shiftsTo(inner.indices, pulling.target.indices);
  if (!shifts) return undefined;
  const names = new Set(formula.binders.map(({ name }) => name));
  const own = new Map([...shifts].filter(([name]) => names.has(name)));
  if (own.size === 0) {
    const parts = pull(pulling, formula.body, bar);
    return parts && [{ ...formula, body: parts.length === 1 ? parts[0]! : added(parts) }];
  }
  if (own.size < names.size) return undefined;
  return pull(pulling, withIndices(formula.body, own), bar);
}

function referencesTo({ quantity }: ElementReference, formula: Formula): ElementReference[] {
  const found: ElementReference[] = [];
  some(formula, (part) => {
    if (part.kind === "element" && part.reference.quantity === quantity) found.push(part.reference);
    return false;
  });
  return found;
}

/** Whether the formula names the target, or may name it under a sum's own index. */
function uses(target: ElementReference, formula: Formula): boolean {
  if (formula.kind === "element") return isSame(formula.reference, target);
  if (formula.kind === "fold") return referencesTo(target, formula.body).length > 0;
  return some(
    formula,
    (part) =>
      (part.kind === "element" && isSame(part.reference, target)) ||
      (part !== formula && part.kind === "fold" && uses(target, part)),
  );
}

function isSame(one: ElementReference, other: ElementReference): boolean {
  return (
    one.quantity === other.quantity &&
    one.indices.every((index, at) => {
      const [a, b] = [index, other.indices[at]!].map((each) => simplifyIndex(substitute(each, new Map())));
      return sameIndex(a!, b!) || printIndex(a!) === printIndex(b!);
    })
  );
}

// ── Building ────────────────────────────────────────────────────────────────────────────────────────────────────────

function axesOf(pulling: Pulling, formula: Formula): number {
  const { bench, value, whole } = pulling;
  if (formula === whole && value.kind === "element") return value.reference.quantity.shape?.length ?? 0;
  switch (formula.kind) {
    case "element":
      return formula.reference.quantity.shape?.length ?? 0;
    case "adjoint":
      return formula.of.quantity.shape?.length ?? 0;
    case "transpose":
      return axesOf(pulling, formula.operand) === 0 ? 0 : 2;
    case "sum":
      return Math.max(0, ...formula.terms.map(({ term }) => axesOf(pulling, term)));
    case "times": {
      const [left, right] = [axesOf(pulling, formula.left), axesOf(pulling, formula.right)];
      if (formula.elementwise || left === 0 || right === 0) return Math.max(left, right);
      const isRow = formula.left.kind === "transpose" && axesOf(pulling, formula.left.operand) === 1;
      return isRow ? right - 1 : right;
    }
    case "elementwise":
      return axesOf(pulling, formula.argument);
    case "call":
      return (
        formula.function.codomain.length ||
        (formula.function.domain[0]?.length === 0 ? axesOf(pulling, formula.arguments[0]!) : 0)
      );
    case "power":
      return axesOf(pulling, formula.base);
    default:
      return bench.shapes.get(formula)?.length ?? 0;
  }
}

function times(left: Formula, right: Formula, elementwise = false): Formula {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === 1) return right;
  if (b === 1) return left;
  if (a !== undefined && b !== undefined) return { kind: "number", span: nowhere, value: a * b };
  // A number goes in front.
  if (b !== undefined) return times(right, left, elementwise);
  // A sign goes in front.
  if (isNegative(left)) return negative(times(left.terms[0]!.term, right, elementwise));
  if (isNegative(right)) return negative(times(left, right.terms[0]!.term, elementwise));
  // Written out flat, from left to right.
  if (!elementwise && right.kind === "times" && !right.elementwise && left.kind !== "transpose")
    return times(times(left, right.left), right.right);
  return { kind: "times", span: nowhere, left, right, elementwise };
}

/** The value of a number or of a fraction of two. */
function numberOf(formula: Formula): number | undefined {
  if (formula.kind === "number") return formula.value;
  if (formula.kind !== "over") return undefined;
  const [above, below] = [numberOf(formula.left), numberOf(formula.right)];
  return above === undefined || below === undefined ? undefined : above / below;
}

function isNegative(formula: Formula): formula is Extract<Formula, { kind: "sum" }> {
  return formula.kind === "sum" && formula.terms.length === 1 && formula.terms[0]!.sign === -1;
}

function negative(formula: Formula): Formula {
  if (isNegative(formula)) return formula.terms[0]!.term;
  return { kind: "sum", span: nowhere, terms: [{ sign: -1, term: formula }] };
}

function added(parts: readonly Formula[]): Formula {
  const terms = gathered(parts).map((part) => (isNegative(part) ? part.terms[0]! : { sign: 1 as const, term: part }));
  return terms.length === 1 && terms[0]!.sign === 1 ? terms[0]!.term : { kind: "sum", span: nowhere, terms };
}

/** `1/2 Q x + 1/2 Q x` as `Q x`. */
function gathered(parts: readonly Formula[]): Formula[] {
  const sums = new Map<string, { number: number; rest: Formula }>();
  for (const part of parts) {
    const { number, rest } = withoutNumber(part);
    const key = JSON.stringify(rest, (name, value: unknown) =>
      name === "span" ? undefined : name === "quantity" ? (value as Quantity).key : value,
    );
    sums.set(key, { number: number + (sums.get(key)?.number ?? 0), rest });
  }
  if (sums.size === parts.length) return [...parts];
  return [...sums.values()].map(({ number, rest }) => times({ kind: "number", span: nowhere, value: number }, rest));
}

function withoutNumber(formula: Formula): { number: number; rest: Formula } {
  if (isNegative(formula)) {
    const { number, rest } = withoutNumber(formula.terms[0]!.term);
    return { number: -number, rest };
  }
  if (formula.kind !== "times" || formula.elementwise) return { number: 1, rest: formula };
  const own = numberOf(formula.left);
  if (own !== undefined) return { number: own, rest: formula.right };
  const { number, rest } = withoutNumber(formula.left);
  return number === 1 ? { number, rest: formula } : { number, rest: { ...formula, left: rest } };
}

function isSymmetric(formula: Formula): boolean {
  const structure = formula.kind === "element" ? formula.reference.quantity.structure : undefined;
  return structure === "symmetric" || structure === "positive definite" || structure === "diagonal";
}

/** `(A b)ᵀ` as `bᵀ Aᵀ`; a number is its own. */
function transposed(pulling: Pulling, formula: Formula): Formula {
  if (formula.kind === "transpose") return formula.operand;
  if (axesOf(pulling, formula) === 0 || isSymmetric(formula)) return formula;
  if (formula.kind === "times" && !formula.elementwise) {
    const [left, right] = [transposed(pulling, formula.left), transposed(pulling, formula.right)];
    const isScaled = axesOf(pulling, formula.left) === 0;
    return isScaled ? times(left, right) : times(right, left);
  }
  return { kind: "transpose", span: nowhere, operand: formula };
}
