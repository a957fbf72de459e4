/** Derivatives of the model: a component is nudged up and down, and what is computed from it is compared. */
import type { ElementReference } from "../semantics/model.ts";
import type { Big } from "./arithmetic.ts";
import { quotient } from "./differences.ts";
import { elementAt, lossOf, type Element, type Place } from "./elements.ts";
import { refuseKink } from "./kinks.ts";
import { elementValue, holding, nudge, onlyAt, stepOf, type Run } from "./states.ts";
import { block, filled, largestPower, minus, plus, stack, transpose, type Tensor } from "./tensors.ts";
import { valueOf, type Frame, type Kind, type Wanted } from "./values.ts";

/** ∂L/∂v: 0 for all that the loss is not computed from, such as what lies beyond the range. */
export function adjoint(run: Run, of: ElementReference, frame: Frame, wanted: Wanted): Tensor {
  const loss = lossOf(run.elements);
  const element = elementAt(run.elements, of, { ...frame, beyond: "unknown" });
  const known = frame.state.adjoints.get(element);
  if (known) return known;
  const coordinates = coordinatesOf(run, [of], { ...frame, beyond: "unknown" });
  if (coordinates)
    return stack(
      coordinates.map((x) =>
        byNudging(run, { ...frame, state: holding(frame.state, coordinates) }, x, undefined, (state) =>
          elementValue(run, state, loss),
        ),
      ),
    );
  const found =
    element.rule.kind === "zero"
      ? filled(element.shape, run.arithmetic.zero)
      : byNudging(run, frame, element, wanted, (state) => elementValue(run, state, loss));
  if (!wanted) {
    frame.state.adjoints.set(element, found);
    run.budget.kept++;
  }
  return found;
}

export function derivative(run: Run, formula: Kind<"derivative">, frame: Frame, wanted: Wanted): Tensor {
  // What is nudged in one formula alone is nothing to the model.
  const { immediate: _, ...place } = frame;
  const coordinates = coordinatesOf(run, formula.by, { ...frame, beyond: "absent" });
  if (!coordinates) {
    const x = elementAt(run.elements, formula.by[0]!, { ...frame, beyond: "absent" });
    return laidOut(
      byNudging(run, frame, x, wanted, (state) => valueOf(run, formula.of, { ...place, state })),
      formula,
      () => valueOf(run, formula.of, place),
    );
  }
  const state = holding(frame.state, coordinates);
  const parts = coordinates.map((x) =>
    byNudging(run, { ...frame, state }, x, undefined, (moved) => valueOf(run, formula.of, { ...place, state: moved })),
  );
  const y = valueOf(run, formula.of, place);
  // For y a number the gradients stand below one another, else the Jacobians side by side.
  const whole =
    y.shape.length === 0
      ? stack(parts)
      : block([parts.map((part) => (part.shape.length === 2 ? part : { ...part, shape: [part.data.length, 1] }))]);
  return laidOut(whole, formula, () => y);
}

/** The parts below a derivative by a stack, independent of one another; undefined for a quantity that is nudged itself. */
function coordinatesOf(run: Run, by: readonly ElementReference[], frame: Place): Element[] | undefined {
  if (by.length > 1) return by.map((reference) => elementAt(run.elements, reference, frame));
  const x = elementAt(run.elements, by[0]!, frame);
  if (!x.quantity.coordinates || x.rule.kind !== "formula" || !x.rule.definition) return undefined;
  const { environment } = x.rule.place;
  return x.quantity.coordinates.map((reference) => elementAt(run.elements, reference, { ...frame, environment }));
}

/** The derivative of y by an element, one component after the other. */
function byNudging(
  run: Run,
  { state }: Frame,
  x: Element,
  wanted: Wanted,
  y: (state: Frame["state"]) => Tensor,
): Tensor {
  let rest: Tensor | undefined;
  return assembled(run, x, wanted, (component) =>
    slope(run, stepOf(run, x, component), (steps) =>
      steps.isZero() ? (rest ??= y(state)) : y(nudge(run, state, x, component, steps)),
    ),
  );
}

/**
 * The slope of y, which is told how many steps to go. Where y sees nothing of a step, because what is nudged is far smaller
 * than what it is added to, or a rounding error itself, steps of the usual size are taken.
 */
function slope(run: Run, step: Big, y: (steps: Big) => Tensor): Tensor {
  const { number, one } = run.arithmetic;
  const usual = number(`1e-${run.fineness}`);
  let found = slopeWithin(run, step, one, y);
  if (found.isLost && step.lt(usual)) {
    const wider = slopeWithin(run, step, usual.div(step), y);
    if (wider.slope.data.every((value) => value.isFinite())) found = wider;
  }
  run.blur = Math.max(run.blur, found.blur);
  return found.slope;
}

interface Slope {
  readonly slope: Tensor;
  /** The power of ten below which it is rounding errors; and whether it is nothing else. */
  readonly blur: number;
  readonly isLost: boolean;
}

/** The slope over so many steps to either side. Where it may have a kink, y is looked at where it is, and nearer. */
function slopeWithin(run: Run, step: Big, count: Big, y: (steps: Big) => Tensor): Slope {
  const { zero, digits } = run.arithmetic;
  const { quotients } = run;
  const [down, up] = [y(count.neg()), y(count)];
  if (run.mayTurn) refuseKink(run, (steps) => y(steps.times(count)), [down, y(zero), up]);
  const width = step.times(count);
  const difference = minus(up, down);
  const slope = { ...difference, data: difference.data.map((value) => quotient(value, width, 1)) };
  // What does not respond is the same tensor.
  if (up === down || step.isZero()) return { slope, blur: -Infinity, isLost: false };
  const error = Math.max(largestPower(up) - digits, run.quotients > quotients ? run.blur : -Infinity);
  run.quotients++;
  return { slope, blur: error - width.e, isLost: largestPower(difference) <= error };
}

/** A gradient has the shape of x, a derivative by a number that of y, a Jacobian a row for each component of y. */
function assembled(run: Run, x: Element, wanted: Wanted, column: (component: number) => Tensor): Tensor {
  const components = filled(x.shape, run.arithmetic.zero).data;
  const columns = components.map((zero, component) =>
    wanted && !wanted.has(component) ? undefined : { zero, part: column(component) },
  );
  const known = columns.find((part) => part !== undefined)?.part;
  if (!known) return filled(x.shape, run.arithmetic.zero);
  if (x.shape.length === 0) return known;
  const parts = columns.map((found) => found?.part ?? known);
  if (known.shape.length === 0) return { shape: x.shape, data: parts.map(({ data }) => data[0]!) };
  const rows = known.data.map((_, row) => parts.map(({ data }) => data[row]!));
  return { shape: [rows.length, parts.length], data: rows.flat() };
}

/** Turns a derivative as the sheet's layout wants it. */
function laidOut(whole: Tensor, { layout }: Kind<"derivative">, y: () => Tensor): Tensor {
  if (layout === "plain") return whole;
  const isGradient = y().shape.length === 0;
  const turns = layout === "numerator" ? isGradient : !isGradient && whole.shape.length === 2;
  return turns ? transpose(whole) : whole;
}

/** The derivative through the numerator's own equation only: everything in it stands still but x. */
export function immediateDerivative(run: Run, formula: Kind<"derivative">, frame: Frame): Tensor {
  const strict: Place = { ...frame, beyond: "absent" };
  const { of } = formula;
  const x = elementAt(run.elements, formula.by[0]!, strict);
  const own = of.kind === "element" ? elementAt(run.elements, of.reference, strict) : undefined;
  /** The numerator with x moved by so much. */
  const y = (by: Tensor | undefined): Tensor => {
    if (own === x) return by ? plus(elementValue(run, frame.state, x), by) : elementValue(run, frame.state, x);
    const immediate = new Map(frame.immediate);
    const before = immediate.get(x);
    if (by) immediate.set(x, before ? plus(before, by) : by);
    if (!own) return valueOf(run, of, { ...frame, immediate });
    if (own.rule.kind !== "formula" || !own.rule.definition) return elementValue(run, frame.state, own);
    return valueOf(run, own.rule.formula, { ...own.rule.place, state: frame.state, immediate });
  };
  const whole = assembled(run, x, undefined, (component) => {
    const step = stepOf(run, x, component);
    return slope(run, step, (steps) => y(steps.isZero() ? undefined : onlyAt(run, x, component, step.times(steps))));
  });
  return laidOut(whole, formula, () => y(undefined));
}
