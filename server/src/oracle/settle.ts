/**
 * Settles a claim at one point: both sides are evaluated twice, the second time with more digits and smaller steps. What
 * the two evaluations agree on is known; where that does not decide, they are made better still.
 */
import type { Environment } from "../semantics/indices.ts";
import type { Claim } from "../semantics/model.ts";
import type { Big } from "./arithmetic.ts";
import { accuracies, evaluate, type Accuracy, type Oracle } from "./oracle.ts";
import { sameShape, type Tensor } from "./tensors.ts";

export interface Settlement {
  /** Whether the two sides are equal, to about thirty digits; for other relations, whether the relation holds (`equal`) or not (`different`). */
  readonly outcome: "equal" | "different" | "unclear";
  /** Both sides, to thirty digits, at the component that decides; absent where they have no value. */
  readonly left?: string;
  readonly right?: string;
  /** The number of that component, counted from 0 by rows; absent for numbers. */
  readonly component?: number;
}

/** Both sides at one accuracy. */
interface Sides {
  readonly left: Tensor;
  readonly right: Tensor;
  readonly within: Big | undefined;
}

/** One component of them, and by how much the relation is violated there (at most 0 where it holds). */
interface Pair {
  readonly left: Big;
  readonly right: Big;
  readonly excess: Big;
}

/** Sides that are known to this relative error and agree as well are equal. */
const proof = 1e-20;

/**
 * Decides a claim at the point of the oracle and at these index values. Where something is hidden from doubles, terms may be
 * further apart in size than the first accuracies can tell: they would agree on a difference that there is not.
 */
export function settle(
  oracle: Oracle,
  claim: Claim,
  environment: Environment | undefined,
  isHidden = false,
): Settlement {
  let before: Sides | undefined;
  let settlement: Settlement = { outcome: "unclear" };
  const levels = isHidden ? accuracies.slice(-2) : accuracies;
  for (const accuracy of levels) {
    const sides = sidesAt(oracle, claim, environment, accuracy);
    if (!sides) return { outcome: "unclear" };
    if (!sameShape(sides.left.shape, sides.right.shape)) return { outcome: "different" };
    if (before) settlement = decideAll(claim, before, sides, accuracy === levels.at(-1));
    if (settlement.outcome !== "unclear") break;
    before = sides;
  }
  return settlement;
}

function sidesAt(
  oracle: Oracle,
  claim: Claim,
  environment: Environment | undefined,
  accuracy: Accuracy,
): Sides | undefined {
  const beyond = claim.beyondIsUnknown ? "unknown" : "absent";
  const left = evaluate(oracle, claim.left, environment, beyond, accuracy);
  const right = evaluate(oracle, claim.right, environment, beyond, accuracy);
  const within = claim.within && evaluate(oracle, claim.within, undefined, "absent", accuracy);
  return left && right && (!claim.within || within) && { left, right, within: within?.data[0] };
}

/** Sides differ if a component does, and are equal if all components are. */
function decideAll(claim: Claim, before: Sides, now: Sides, last: boolean): Settlement {
  let settlement: Settlement | undefined;
  for (let component = 0; component < now.left.data.length; component++) {
    const pair = pairAt(claim, now, component);
    const outcome = decide(claim, pairAt(claim, before, component), pair, last);
    if (settlement && outcome === "equal") continue;
    if (settlement && outcome === "unclear" && settlement.outcome === "unclear") continue;
    settlement = {
      outcome,
      left: pair.left.toPrecision(30),
      right: pair.right.toPrecision(30),
      ...(now.left.shape.length > 0 && { component }),
    };
    if (outcome === "different") break;
  }
  return settlement ?? { outcome: "equal" };
}

function pairAt({ relation }: Claim, sides: Sides, component: number): Pair {
  const [left, right] = [sides.left.data[component]!, sides.right.data[component]!];
  const difference = left.minus(right);
  switch (relation) {
    case "=":
      return { left, right, excess: difference.abs() };
    case "≈":
      return { left, right, excess: difference.abs().minus(larger(left, right).times(sides.within!)) };
    case "≤":
    case "<":
      return { left, right, excess: difference };
    case "≥":
    case ">":
      return { left, right, excess: difference.neg() };
  }
}

function larger(left: Big, right: Big): Big {
  return left.abs().gt(right.abs()) ? left.abs() : right.abs();
}

/**
 * Rounding and truncation change when digits and steps do, a true difference does not. So a difference that two evaluations
 * agree on is one; a difference within what they disagree by is none, if they agree well on the sides themselves. Sides
 * that no evaluation agrees on are rounding error around 0: that is said only at the highest accuracy.
 */
function decide(claim: Claim, before: Pair, now: Pair, last: boolean): Settlement["outcome"] {
  const changed = now.excess.minus(before.excess).abs();
  if (!now.excess.isZero() && changed.lte(now.excess.abs().times(1e-3)))
    return claim.relation !== "=" && now.excess.isNegative() ? "equal" : "different";
  const disagreement = now.left.minus(before.left).abs().plus(now.right.minus(before.right).abs());
  const size = larger(now.left, now.right);
  if (now.excess.abs().gt(disagreement.times(10).plus(size.times(1e-30)))) return "unclear";
  return last || disagreement.lte(size.times(proof)) ? "equal" : "unclear";
}
