/** Values of formulas, each from its meaning: arithmetic as written, and derivatives by nudging. */
import { evaluateDimension, type Shape } from "../semantics/dimensions.ts";
import { eachAssignment } from "../semantics/elements.ts";
import { evaluateIndex, type IndexExpr } from "../semantics/indices.ts";
import type { Condition, Formula, ValueRelation } from "../semantics/model.ts";
import type { Big } from "./arithmetic.ts";
import { spend } from "./budget.ts";
import { call, elementwise } from "./calls.ts";
import { adjoint, derivative, immediateDerivative } from "./derivatives.ts";
import { decide, elementAt, isSwitchedOff, type Element, type Place } from "./elements.ts";
import { elementValue, type Run, type State } from "./states.ts";
import {
  block,
  combine,
  filled,
  identity,
  map,
  minus,
  number,
  over,
  picked,
  plus,
  product,
  sameShape,
  spread,
  stack,
  times as timesEach,
  transpose,
  Unanswerable,
  type Pick,
  type Tensor,
} from "./tensors.ts";
import { matrixPower, tensorDefinitions } from "./tensor-functions.ts";

/** Where a formula is evaluated. */
export interface Frame extends Place {
  readonly state: State;
  /** Arguments of the function whose body this is. */
  readonly parameters?: ReadonlyMap<string, Argument>;
  /** The body works component by component. */
  readonly elementwise?: boolean;
  /** For an immediate derivative: elements that are nudged in this formula alone. */
  readonly immediate?: ReadonlyMap<Element, Tensor>;
}

/** An argument of a function, and its value with nothing nudged. */
export interface Argument {
  readonly value: Tensor;
  readonly still: Tensor;
}

export type Kind<Name extends Formula["kind"]> = Extract<Formula, { kind: Name }>;

/** Which components of a derivative by x will be looked at, by their numbers; all where it is absent. */
export type Wanted = ReadonlySet<number> | undefined;

/** The value of a formula; NaN or infinite where it has none, `Unanswerable` where it is not even meant. */
export function valueOf(run: Run, formula: Formula, frame: Frame): Tensor {
  const { arithmetic, budget, costs } = run;
  const value = (part: Formula): Tensor => valueOf(run, part, frame);
  spend(budget, costs.operation);
  switch (formula.kind) {
    case "number":
      return filled(fittedShape(run, formula) ?? [], arithmetic.written(formula.value));
    case "integer":
      return number(arithmetic.number(indexValue(run, formula.value, frame)));
    case "identity":
      return identityOf(run, formula);
    case "filled":
      return filled(
        formula.shape ? concrete(run, formula.shape) : (fittedShape(run, formula) ?? []),
        arithmetic.number(formula.value),
      );
    case "element": {
      const element = elementAt(run.elements, formula.reference, frame);
      const moved = frame.immediate?.get(element);
      const own = elementValue(run, frame.state, element);
      return moved ? plus(own, moved) : own;
    }
    case "parameter":
      return frame.parameters!.get(formula.name)!.value;
    case "adjoint":
      return adjoint(run, formula.of, frame, undefined);
    case "derivative":
      return formula.immediate ? immediateDerivative(run, formula, frame) : derivative(run, formula, frame, undefined);
    case "sum":
      return total(
        run,
        formula.terms.map(({ sign, term }) => (sign === 1 ? value(term) : map(value(term), (part) => part.neg()))),
      );
    case "times":
      return times(run, formula, frame);
    case "over":
      return over(value(formula.left), value(formula.right));
    case "power":
      return power(run, formula, frame);
    case "transpose":
      return transpose(value(formula.operand));
    case "stack":
      return stack(formula.parts.map(value));
    case "block": {
      const rows = formula.rows.map((row) => row.map(value));
      const inLine = rows.length === 1 || rows.every((row) => row.length === 1);
      return inLine && rows.flat().every(({ shape }) => shape.length < 2) ? stack(rows.flat()) : block(rows);
    }
    case "component":
      return component(run, formula, frame);
    case "tensor":
      return tensorFunction(run, formula.name, formula.arguments.map(value));
    case "elementwise":
      return elementwise(run, formula, value(formula.argument));
    case "extremum":
      return formula.arguments
        .map(value)
        .reduce((best, next) => combine(best, next, (a, b) => larger(run, a, b, formula.which)));
    case "call":
      return call(run, formula, frame);
    case "fold":
      return fold(run, formula, frame);
    case "conditional":
      return conditional(run, formula, frame);
    case "iverson":
      return truth(run, formula.condition, frame);
    case "stop":
      return valueOf(run, formula.operand, atRest(run, frame));
    case "trouble":
      throw new Unanswerable(formula.reason);
  }
}

export function indexValue(run: Run, index: IndexExpr, { environment }: Place): number {
  return evaluateIndex(index, run.elements.circumstances.sizes, environment);
}

export function concrete(run: Run, shape: Shape): number[] {
  return shape.map((dimension) => evaluateDimension(dimension, run.elements.circumstances.sizes));
}

// ── Arithmetic ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The shape that `0`, `I` or a block takes from what stands around it. */
function fittedShape(run: Run, formula: Formula): number[] | undefined {
  const shape = run.elements.circumstances.model.fitted.get(formula);
  return shape && concrete(run, shape);
}

function identityOf(run: Run, formula: Kind<"identity">): Tensor {
  const side = formula.dimension ? concrete(run, [formula.dimension])[0] : fittedShape(run, formula)?.[0];
  return side === undefined ? number(run.arithmetic.one) : identity(side, run.arithmetic);
}

function times(run: Run, formula: Kind<"times">, frame: Frame): Tensor {
  const { model, sizes } = run.elements.circumstances;
  if (isSwitchedOff(formula, sizes, frame.environment))
    return filled(concrete(run, model.shapes.get(formula) ?? []), run.arithmetic.zero);
  const [left, right] = [valueOf(run, formula.left, frame), valueOf(run, formula.right, frame)];
  const isElementwise = formula.elementwise || frame.elementwise === true;
  spend(run.budget, run.costs.operation * left.data.length * (isElementwise ? 1 : (right.shape[1] ?? 1)));
  return isElementwise ? timesEach(left, right) : product(left, right, run.arithmetic);
}

/** The sum of terms. */
function total(run: Run, terms: readonly Tensor[]): Tensor {
  spend(run.budget, terms.length * terms[0]!.data.length);
  const { shape } = terms.find((term) => term.shape.length > 0) ?? terms[0]!;
  const parts = terms.map((term) => spread(term, shape));
  if (!parts.every((part) => sameShape(part.shape, shape)))
    throw new Unanswerable("at these sizes its shapes don't fit");
  return map(parts[0]!, (_, component) => run.arithmetic.sum(parts.map(({ data }) => data[component]!)));
}

/** How often functions of matrices eliminate: an inverse takes a determinant, too, and as many columns as there are rows. */
const eliminations: { readonly [name in Kind<"tensor">["name"]]?: number } = { det: 1, logdet: 1, inv: 4 };

function tensorFunction(run: Run, name: Kind<"tensor">["name"], args: readonly Tensor[]): Tensor {
  const count = args.reduce((sum, { data }) => sum + data.length, 0);
  const { evaluation, elimination } = run.costs;
  const sweeps = eliminations[name];
  // Elimination takes as many steps as a matrix has elements for each of its rows.
  spend(
    run.budget,
    sweeps === undefined ? evaluation * count : sweeps * elimination * count * (args[0]!.shape[0] ?? 1),
  );
  return tensorDefinitions[name](args, run.arithmetic);
}

function power(run: Run, formula: Kind<"power">, frame: Frame): Tensor {
  const { arithmetic } = run;
  const base = valueOf(run, formula.base, frame);
  if (base.shape.length > 0 && formula.mayTranspose) return transpose(base);
  const exponent = valueOf(run, formula.exponent, frame);
  const isSquare = base.shape.length === 2 && base.shape[0] === base.shape[1];
  if (!isSquare || formula.elementwise || frame.elementwise)
    return combine(base, exponent, (a, b) => arithmetic.power(a, b));
  const whole = exponent.data[0]!.toNumber();
  if (!Number.isInteger(whole) || Math.abs(whole) > 1_000)
    throw new Unanswerable("only whole powers of a matrix are understood");
  return matrixPower(base, whole, arithmetic);
}

function larger(run: Run, a: Big, b: Big, which: "max" | "min"): Big {
  if (a.isNaN() || b.isNaN()) return run.arithmetic.number(NaN);
  return a.gt(b) === (which === "max") ? a : b;
}

function fold(run: Run, formula: Kind<"fold">, frame: Frame): Tensor {
  const values: Tensor[] = [];
  const complete = eachAssignment(
    formula.binders,
    [],
    run.elements.circumstances.sizes,
    frame.environment,
    (environment) => {
      values.push(valueOf(run, formula.body, { ...frame, environment }));
    },
  );
  if (!complete) throw new Unanswerable("a bound is no whole number");
  const { arithmetic } = run;
  if (formula.which === "stack") {
    const { sizes } = run.elements.circumstances;
    const shape = formula.binders.map(({ to }) => evaluateIndex(to, sizes, frame.environment));
    return { shape, data: values.flatMap(({ data }) => data) };
  }
  if (values.length > 0)
    return formula.which === "sum"
      ? total(run, values)
      : values.reduce((whole, next) => product(whole, next, arithmetic));
  const shape = fittedShape(run, formula);
  if (formula.which === "sum") return filled(shape ?? [], arithmetic.zero);
  return shape?.length === 2 ? identity(shape[0]!, arithmetic) : number(arithmetic.one);
}

/** Only the components that are asked for are computed, where they are those of a derivative. */
function component(run: Run, formula: Kind<"component">, frame: Frame): Tensor {
  const picks = formula.indices.map((index): Pick => {
    const [from, to] = index.kind === "slice" ? [index.from, index.to] : [index, index];
    return { start: indexValue(run, from, frame) - 1, end: indexValue(run, to, frame), single: index.kind !== "slice" };
  });
  const { of } = formula;
  const byElement =
    of.kind === "adjoint"
      ? of.of
      : of.kind === "derivative" && !of.immediate && of.layout === "plain" && of.by.length === 1
        ? of.by[0]
        : undefined;
  let whole: Tensor;
  if (!byElement) whole = valueOf(run, of, frame);
  else {
    const { shape } = elementAt(run.elements, byElement, { ...frame, beyond: "unknown" });
    // By the components of x only if y is a number: then the derivative has the shape of x.
    const wanted = shape.length === picks.length ? new Set(picked(shape, picks).elements) : undefined;
    whole =
      of.kind === "adjoint"
        ? adjoint(run, of.of, frame, wanted)
        : derivative(run, of as Kind<"derivative">, frame, wanted);
  }
  const { elements, shape } = picked(whole.shape, picks);
  return { shape, data: elements.map((element) => whole.data[element]!) };
}

// ── Conditions ──────────────────────────────────────────────────────────────────────────────────────────────────────

function conditional(run: Run, formula: Kind<"conditional">, frame: Frame): Tensor {
  const { condition, then, otherwise } = formula;
  const decided = decide(condition, run.elements.circumstances.sizes, frame.environment);
  if (decided !== undefined) return valueOf(run, decided ? then : otherwise, frame);
  const holds = truth(run, condition, frame);
  const [one, other] = [valueOf(run, then, frame), valueOf(run, otherwise, frame)];
  const { shape } = [holds, one, other].find((part) => part.shape.length > 0) ?? holds;
  const [first, second] = [spread(one, shape), spread(other, shape)];
  return map(spread(holds, shape), (held, element) =>
    held.isNaN() ? held : held.isZero() ? second.data[element]! : first.data[element]!,
  );
}

/** The same place with nothing nudged: for what no derivative passes through. */
export function atRest(run: Run, frame: Frame): Frame {
  const { parameters, immediate: _, ...place } = frame;
  const still =
    parameters &&
    new Map([...parameters].map(([name, argument]) => [name, { value: argument.still, still: argument.still }]));
  return { ...place, state: run.still, ...(still && { parameters: still }) };
}

/** 1 where a condition holds and 0 where not, component by component; a nudge does not change it. NaN where a side has no value. */
function truth(run: Run, condition: Condition, frame: Frame): Tensor {
  const { arithmetic } = run;
  const indicator = (holds: boolean) => (holds ? arithmetic.one : arithmetic.zero);
  const decided = decide(condition, run.elements.circumstances.sizes, frame.environment);
  if (decided !== undefined) return number(indicator(decided));
  const still = atRest(run, frame);
  return condition.onValues
    .map(({ relation, left, right }) =>
      map(minus(valueOf(run, left, still), valueOf(run, right, still)), (difference) =>
        difference.isFinite()
          ? indicator(compare(relation, difference.isZero() ? 0 : difference.s))
          : arithmetic.number(NaN),
      ),
    )
    .reduce((all, next) => combine(all, next, (a, b) => a.times(b)));
}

function compare(relation: ValueRelation, order: number): boolean {
  switch (relation) {
    case "=":
      return order === 0;
    case "≠":
      return order !== 0;
    case "<":
      return order < 0;
    case ">":
      return order > 0;
    case "≤":
      return order <= 0;
    case "≥":
      return order >= 0;
  }
}
