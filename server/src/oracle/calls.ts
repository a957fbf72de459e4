/** Functions: the built-in ones and those of the sheet. Their derivatives are differences of their values. */
import { termCount } from "../engine/unknown-functions.ts";
import type { Big } from "./arithmetic.ts";
import { spend } from "./budget.ts";
import { quotient, stencilSum } from "./differences.ts";
import { drawFunction, drawVectorFunction } from "./drawn.ts";
import { definitions, distanceToLimit, slowness, turnsAtZero } from "./functions.ts";
import { Kinked, refuseKink } from "./kinks.ts";
import type { Run } from "./states.ts";
import { combine, countOf, largestPower, map, spread, type Tensor } from "./tensors.ts";
import { atRest, concrete, indexValue, valueOf, type Argument, type Frame, type Kind } from "./values.ts";

type Evaluate = (args: readonly Tensor[]) => Tensor;

/** A built-in function, or a derivative of it. */
export function elementwise(run: Run, { name, order }: Kind<"elementwise">, argument: Tensor): Tensor {
  const distance = distanceToLimit[name];
  const own: Evaluate = ([x]) => {
    spend(run.budget, run.costs.evaluation * (slowness[name] ?? 1) * x!.data.length);
    return map(x!, (value) => {
      if (distance && value.isFinite()) run.gap = Math.max(run.gap, distance(value.abs().toNumber()));
      return definitions[name](value, run.arithmetic);
    });
  };
  return byComponents(run, own, [argument], [order], turnsAtZero.has(name));
}

/** A function of the sheet, or a derivative of it. */
export function call(run: Run, formula: Kind<"call">, frame: Frame): Tensor {
  const { function: fn, orders } = formula;
  const args = formula.arguments.map((argument) => valueOf(run, argument, frame));
  const { model, assumed } = run.elements.circumstances;
  const joinedShape = args.find(({ shape }) => shape.length > 0)?.shape ?? [];
  const joined = args.map((arg) => spread(arg, joinedShape));
  if (fn.body) {
    if (formula.body) return vectorDerivative(run, bodyOf(run, formula, frame, false), args, orders);
    const isElementwise = model.elementwiseCalls.has(formula);
    return byComponents(run, bodyOf(run, formula, frame, isElementwise), isElementwise ? joined : args, orders, false);
  }
  const values = formula.indices.map((index) => indexValue(run, index, frame));
  const key = values.length === 0 ? fn.name : `${fn.name}[${values.join(",")}]`;
  const form = assumed.get(fn)?.form;
  if ([...fn.domain, fn.codomain].every((shape) => shape.length === 0)) {
    const unknown = remembered(run.functions, key, () => drawFunction(run.point, key, fn.arity, run.arithmetic, form));
    const count = countOf(joinedShape);
    const own: Evaluate = (moved) => {
      spend(run.budget, run.costs.evaluation * termCount * count);
      return {
        shape: joinedShape,
        data: Array.from({ length: count }, (_, element) => unknown(moved.map(({ data }) => data[element]!))),
      };
    };
    return byComponents(run, own, joined, orders, false);
  }
  const domain = fn.domain.map((shape) => concrete(run, shape));
  const unknown = remembered(run.functionsOfVectors, key, () =>
    drawVectorFunction(run.point, key, domain, concrete(run, fn.codomain), run.arithmetic, form),
  );
  const waves = args.reduce((sum, { data }) => sum + data.length, 3);
  const own: Evaluate = (moved) => {
    spend(run.budget, run.costs.evaluation * waves + run.costs.operation * waves ** 2);
    return unknown(moved);
  };
  return vectorDerivative(run, own, args, orders);
}

/** What is drawn once, since every draw takes time. */
function remembered<Kept>(kept: Map<string, Kept>, key: string, draw: () => Kept): Kept {
  let known = kept.get(key);
  if (known === undefined) kept.set(key, (known = draw()));
  return known;
}

/** A function that the sheet defines: its body with the parameters put in. */
function bodyOf(
  run: Run,
  { function: fn, arguments: parts, body }: Kind<"call">,
  frame: Frame,
  isElementwise: boolean,
): Evaluate {
  const still = parts.map((part) => valueOf(run, part, atRest(run, frame)));
  return (moved) => {
    const parameters = new Map(
      fn.body!.parameters.map((name, at): [string, Argument] => [
        name,
        { value: moved[at]!, still: spread(still[at]!, moved[at]!.shape) },
      ]),
    );
    return valueOf(run, body ?? fn.body!.formula, { ...frame, parameters, elementwise: isElementwise });
  };
}

/** A function that works component by component, differentiated at all of them at once. */
function byComponents(
  run: Run,
  own: Evaluate,
  args: readonly Tensor[],
  orders: readonly number[],
  turns: boolean,
): Tensor {
  if (orders.every((order) => order === 0)) return own(args);
  // Exactly at a kink there is no derivative of any order.
  if (turns && args.some(({ data }) => data.some((value) => value.isZero()))) throw new Kinked("there is a kink");
  const steps = args.map((arg) => map(arg, (value) => stepAt(run, value, turns)));
  const moved = (counts: readonly (number | Big)[]): Tensor =>
    own(
      args.map((arg, k) =>
        counts[k] === 0 ? arg : combine(arg, steps[k]!, (x, step) => x.plus(step.times(counts[k]!))),
      ),
    );
  if (run.mayTurn && orders.reduce((sum, order) => sum + order) === 1) {
    const at = (count: number | Big): Tensor => moved(orders.map((order) => (order === 0 ? 0 : count)));
    refuseKink(run, at, [at(-1), at(0), at(1)]);
  }
  const sum = stencilSum(orders, moved);
  noteBlur(run, moved(orders.map(() => 0)), orders, (k) => steps[k]!.data[0]!);
  return orders.reduce(
    (whole, order, k) => combine(whole, steps[k]!, (value, step) => quotient(value, step, order)),
    sum,
  );
}

/** The derivative of a function of vectors: one component after another, in the order of the arguments it is taken by. */
function vectorDerivative(run: Run, own: Evaluate, args: readonly Tensor[], orders: readonly number[]): Tensor {
  const by = orders.flatMap((order, at) => Array.from({ length: order }, () => at));
  if (by.length === 0) return own(args);
  const coordinates = by.reduce<(readonly [argument: number, component: number])[][]>(
    (all, argument) =>
      all.flatMap((chosen) => args[argument]!.data.map((_, component) => [...chosen, [argument, component] as const])),
    [[]],
  );
  const parts = coordinates.map((chosen) => partial(run, own, args, chosen));
  const results = parts[0]!.data.length;
  const shape = [...parts[0]!.shape, ...by.flatMap((argument) => args[argument]!.shape)];
  return { shape, data: Array.from({ length: results }, (_, result) => parts.map(({ data }) => data[result]!)).flat() };
}

/** A mixed partial derivative by these components. */
function partial(
  run: Run,
  own: Evaluate,
  args: readonly Tensor[],
  chosen: readonly (readonly [argument: number, component: number])[],
): Tensor {
  const distinct = [...new Map(chosen.map((coordinate) => [coordinate.join(" "), coordinate])).values()];
  const orders = distinct.map(
    ([argument, component]) => chosen.filter(([a, c]) => a === argument && c === component).length,
  );
  const steps = distinct.map(([argument, component]) => stepAt(run, args[argument]!.data[component]!, false));
  const sum = stencilSum(orders, (counts) =>
    own(
      args.map((arg, argument) =>
        map(arg, (value, component) =>
          distinct.reduce(
            (moved, [a, c], k) => (a === argument && c === component ? moved.plus(steps[k]!.times(counts[k]!)) : moved),
            value,
          ),
        ),
      ),
    ),
  );
  noteBlur(run, own(args), orders, (k) => steps[k]!);
  return orders.reduce((whole, order, k) => map(whole, (value) => quotient(value, steps[k]!, order)), sum);
}

/** Notes how large rounding errors are in a quotient of differences of a function with these values. */
function noteBlur(run: Run, values: Tensor, orders: readonly number[], step: (argument: number) => Big): void {
  const steps = orders.reduce((sum, order, k) => (order === 0 ? sum : sum + order * step(k).e), 0);
  run.blur = Math.max(run.blur, largestPower(values) - run.arithmetic.digits - steps);
}

/** A step around an argument: small against it where it is large, or where the function turns at 0. */
function stepAt(run: Run, argument: Big, turns: boolean): Big {
  const { number: toNumber, one } = run.arithmetic;
  const size = argument.abs();
  const scale = size.isFinite() && (size.gt(one) || (turns && !size.isZero())) ? size : one;
  return scale.times(toNumber(`1e-${run.fineness}`));
}
