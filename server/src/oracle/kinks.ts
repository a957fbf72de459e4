/**
 * Kinks: where a function has no derivative, the quotient of a difference to the right is another than that to the left, and
 * stays so however small the step is. A central difference alone would give their mean.
 */
import { hasKink, elementwise } from "../engine/elementwise.ts";
import type { Formula, Model } from "../semantics/model.ts";
import { partsOf } from "../semantics/walk.ts";
import type { Big } from "./arithmetic.ts";
import type { Run } from "./states.ts";
import { combine, Unanswerable, type Tensor } from "./tensors.ts";

/** Thrown where there is no derivative, or none that a step of this size can tell from that. */
export class Kinked extends Unanswerable {}

/** Whether something in the formula, or in a function that it calls, may have a kink. */
export function mayTurn(formula: Formula): boolean {
  switch (formula.kind) {
    case "elementwise":
      if (hasKink(formula.name) || elementwise[formula.name].kinks.length > 0) return true;
      break;
    case "extremum":
      return true;
    case "tensor":
      if (formula.name === "norm" || formula.name === "largest" || formula.name === "smallest") return true;
      break;
    case "call":
      if (formula.function.body && mayTurn(formula.function.body.formula)) return true;
      break;
    default:
  }
  return partsOf(formula).some(mayTurn);
}

/** Whether some definition of the model may have one. */
export function modelMayTurn({ quantities }: Model): boolean {
  return [...quantities.values()].some(({ definitions }) => definitions.some(({ formula }) => mayTurn(formula)));
}

/** How much smaller the second step is. */
const finer = "1e-3";

/**
 * Throws where f has a kink. `f` is given the number of steps to go from there; the three values are one step before, there,
 * and one step after. Where f is smooth, f(h) + f(-h) - 2 f(0) is about h² f″, so that a smaller step makes it smaller still
 * against h; at a kink it is h times the difference of the two slopes; and rounding errors grow against h.
 */
export function refuseKink(
  { fineness, arithmetic: { number } }: Pick<Run, "fineness" | "arithmetic">,
  f: (steps: Big) => Tensor,
  [down, middle, up]: readonly [Tensor, Tensor, Tensor],
): void {
  const bends = bend(down, middle, up);
  // By far more than the curvature of what is near its scale.
  const visible = number(`1e-${fineness >> 1}`);
  const suspects = bends.data.flatMap((value, component) => {
    const rise = up.data[component]!.minus(down.data[component]!).abs();
    return !value.isZero() && value.abs().gte(rise.times(visible)) ? [component] : [];
  });
  if (suspects.length === 0) return;
  const small = number(finer);
  const again = bend(f(small.neg()), middle, f(small));
  for (const component of suspects) {
    const before = bends.data[component]!.times(small);
    if (again.data[component]!.minus(before).abs().times(10).lte(before.abs()))
      throw new Kinked("there is a kink, and no derivative");
  }
}

function bend(down: Tensor, middle: Tensor, up: Tensor): Tensor {
  return combine(
    combine(up, down, (a, b) => a.plus(b)),
    middle,
    (sum, value) => sum.minus(value.times(2)),
  );
}
