/**
 * Settles a claim at one point: both sides are evaluated twice, the second time with more digits, smaller steps, and rounding
 * the other way. What the two evaluations agree on is known; where that does not decide, they are made better still.
 */
import { finish } from "../engine/slices.ts";
import type { Environment } from "../semantics/indices.ts";
import type { Claim } from "../semantics/model.ts";
import type { Big } from "./arithmetic.ts";
import {
  accuracies,
  accuraciesFor,
  blurAt,
  evaluateInSlices,
  gapAt,
  workRatio,
  type Accuracy,
  type Oracle,
} from "./oracle.ts";
import { largestPower, sameShape, type Tensor } from "./tensors.ts";

export interface Settlement {
  /** Whether the two sides are equal, as far as all digits tell; for other relations, whether the relation holds (`equal`) or not (`different`). */
  readonly outcome: "equal" | "different" | "unclear";
  /** Both sides, to thirty digits, at the component that decides; absent where they have no value. */
  readonly left?: string;
  readonly right?: string;
  /** How far apart they are there, and that relative to the larger. */
  readonly apart?: string;
  readonly error?: number;
  /** The number of that component, counted from 0 by rows; absent for numbers. */
  readonly component?: number;
  /** Equal, but for terms so much smaller than their sums that no digits reach them. */
  readonly isBlunt?: boolean;
  /** Equal, since all that is left of both sides falls with the precision, as rounding errors do. */
  readonly isFaint?: boolean;
  /** Unclear, since a component that is next to nothing was 0 to the last digit before: rightly, or by chance. */
  readonly isChance?: boolean;
  /** Unclear, since a derivative is taken at a kink. */
  readonly isKinked?: boolean;
  /** Unclear, since a side has no value. */
  readonly isUndefined?: boolean;
}

/** Both sides at one accuracy. */
interface Sides {
  readonly left: Tensor;
  readonly right: Tensor;
  readonly within: Big | undefined;
}

/** Both sides, and how they were come by. */
interface Step {
  readonly sides: Sides;
  readonly accuracy: Accuracy;
  /** The power of ten below which derivatives are rounding errors. */
  readonly blur: number;
}

/** One component of them, and by how much the relation is violated there (at most 0 where it holds). */
interface Pair {
  readonly left: Big;
  readonly right: Big;
  readonly excess: Big;
}

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
  return finish(settleInSlices(oracle, claim, environment, isHidden));
}

/** The same, with pauses. */
export function* settleInSlices(
  oracle: Oracle,
  claim: Claim,
  environment: Environment | undefined,
  isHidden: boolean,
): Generator<void, Settlement> {
  const reserve: Reserve = { work: 0 };
  try {
    return yield* settleWithin(oracle, claim, environment, isHidden, reserve);
  } finally {
    oracle.budget.left += reserve.work;
  }
}

/** Work that is set aside for other questions. */
interface Reserve {
  work: number;
}

function* settleWithin(
  oracle: Oracle,
  claim: Claim,
  environment: Environment | undefined,
  isHidden: boolean,
  reserve: Reserve,
): Generator<void, Settlement> {
  let before: Step | undefined;
  let isMeasured = false;
  let isLossy = false;
  let isExtended = false;
  let settlement: Settlement = { outcome: "unclear" };
  let isBlunt = false;
  let levels: readonly Accuracy[] = isHidden ? accuracies.slice(-2) : accuracies;
  for (let level = 0; level < levels.length; level++) {
    const accuracy = levels[level]!;
    const { spent } = oracle.budget;
    const sides = yield* sidesAt(oracle, claim, environment, accuracy);
    if (!sides) {
      if (settlement.outcome === "equal") return settlement;
      // What looks like a kink may be a bend that smaller steps see as one.
      if (!oracle.isKinked) return { outcome: "unclear", ...(oracle.isUndefined && { isUndefined: true }) };
      settlement = { outcome: "unclear", isKinked: true };
      before = undefined;
      continue;
    }
    if (!sameShape(sides.left.shape, sides.right.shape)) return { outcome: "different" };
    if (!isMeasured) {
      isMeasured = true;
      // As the first evaluation saw it: in later ones its own rounding errors are terms far smaller than others.
      const gap = gapAt(oracle, accuracy);
      isLossy = gap > accuracy.digits + spareDigits;
      if (isLossy) {
        // Something was lost in a sum. That the sides agree says nothing of it, unless nothing is lost in two evaluations.
        const finer = levels.slice(1).filter(({ digits }) => digits > gap + spareDigits);
        const lossless = finer.length > 1 ? finer : accuraciesFor(gap);
        isBlunt = !affords(oracle, claim, oracle.budget.spent - spent, accuracy, lossless);
        if (!isBlunt) {
          levels = [accuracy, ...lossless];
          continue;
        }
      }
    }
    const now = { sides, accuracy, blur: blurAt(oracle, accuracy) };
    if (before) settlement = decideAll(claim, before, now, level === levels.length - 1);
    before = now;
    if (settlement.outcome === "different") return settlement;
    const isLast = level === levels.length - 1;
    // Derivatives through several sums want as many digits as all their gaps together.
    const mayBeLost =
      settlement.outcome === "unclear"
        ? isLossy || now.blur > -Infinity || settlement.isChance === true
        : now.blur > -Infinity && settlement.isFaint && (isLossy || isHidden);
    if (before && isLast && mayBeLost && !isBlunt && !isExtended) {
      const finer = accuraciesFor(2 * accuracy.digits);
      isExtended = true;
      if (affords(oracle, claim, oracle.budget.spent - spent, accuracy, finer)) {
        levels = [...levels, ...finer];
        continue;
      }
    }
    if (settlement.outcome === "unclear") {
      oracle.budget.left += reserve.work;
      reserve.work = 0;
      continue;
    }
    if (settlement.isFaint && !isLast) {
      // That there is nothing can be true of so many digits only: more are worth some time, and then this has to do.
      reserve.work += Math.max(0, oracle.budget.left - faintWork);
      oracle.budget.left = Math.min(oracle.budget.left, faintWork);
      continue;
    }
    break;
  }
  return isBlunt ? { ...settlement, isBlunt } : settlement;
}

/** So many digits are tried in any case: what the budget ends then stays as doubles found it. */
const digitsInAnyCase = 1_200;

/** Whether there may be budget for these accuracies, for what took so much work at this one. */
function affords(
  oracle: Oracle,
  { left, right }: Claim,
  work: number,
  accuracy: Accuracy,
  finer: readonly Accuracy[],
): boolean {
  if (finer.every(({ digits }) => digits <= digitsInAnyCase)) return true;
  const ratio = (to: Accuracy) => Math.max(...[left, right].map((side) => workRatio(oracle, side, accuracy, to)));
  return finer.reduce((sum, to) => sum + work * ratio(to), 0) <= oracle.budget.left;
}

/** Work for looking closer at what seems to be 0. */
const faintWork = 400_000;

/** So many digits of a term are wanted; and a gap by which rounding errors may look larger than their digits. */
const spareDigits = 20;

function* sidesAt(
  oracle: Oracle,
  claim: Claim,
  environment: Environment | undefined,
  accuracy: Accuracy,
): Generator<void, Sides | undefined> {
  const beyond = claim.beyondIsUnknown ? "unknown" : "absent";
  const left = yield* evaluateInSlices(oracle, claim.left, environment, beyond, accuracy);
  if (!left) return undefined;
  const right = yield* evaluateInSlices(oracle, claim.right, environment, beyond, accuracy);
  if (!right || !claim.within) return right && { left, right, within: undefined };
  const within = yield* evaluateInSlices(oracle, claim.within, undefined, "absent", accuracy);
  return within && { left, right, within: within.data[0] };
}

/** Sides differ if a component does, and are equal if all components are. */
function decideAll(claim: Claim, before: Step, now: Step, last: boolean): Settlement {
  let worst: { readonly finding: Finding; readonly component: number } | undefined;
  const gained = (now.accuracy.fineness - before.accuracy.fineness) / 2;
  const apartBefore = before.sides.left.data.map((_, component) => pairAt(claim, before.sides, component).excess);
  const powerBefore = largestPower({ shape: [], data: apartBefore });
  for (let component = 0; component < now.sides.left.data.length; component++) {
    const pairs = [before, now].map(({ sides }) => pairAt(claim, sides, component));
    const finding = decide(claim, pairs[0]!, pairs[1]!, { gained, last, blur: now.blur, powerBefore });
    if (!worst || findings.indexOf(finding) > findings.indexOf(worst.finding)) worst = { finding, component };
    if (finding === "different") break;
  }
  if (!worst) return { outcome: "equal" };
  const { finding, component } = worst;
  const pair = pairAt(claim, now.sides, component);
  const earlier = pairAt(claim, before.sides, component);
  return {
    outcome: finding === "faint" ? "equal" : finding,
    left: pair.left.toPrecision(30),
    right: pair.right.toPrecision(30),
    ...(finding === "different" && apartness(pair)),
    ...(now.sides.left.shape.length > 0 && { component }),
    ...(finding === "faint" && { isFaint: true }),
    ...(finding === "unclear" && larger(earlier.left, earlier.right).isZero() && { isChance: true }),
  };
}

function apartness({ left, right }: Pair): Pick<Settlement, "apart" | "error"> {
  const apart = left.minus(right).abs();
  const size = larger(left, right);
  return { apart: apart.toPrecision(4), error: size.isZero() ? 0 : apart.div(size).toNumber() };
}

/** What is found of one component, the more telling ones last. */
const findings = ["equal", "faint", "unclear", "different"] as const;
type Finding = (typeof findings)[number];

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
 * Rounding and truncation change when digits, steps and the way of rounding do, a true difference does not. So a difference
 * that two evaluations agree on is one. One that falls with the precision is none: at least by half of the digits that the
 * smaller step has `gained`, against what the first evaluation was off by; or, where no more digits will be had, to what
 * both are off by. The sides themselves must be known to some digits, or fall alike: then they are rounding errors around 0.
 */
function decide(claim: Claim, before: Pair, now: Pair, { gained, last, blur, powerBefore }: Precision): Finding {
  const changed = now.excess.minus(before.excess).abs();
  if (!now.excess.isZero() && changed.times(1_000).lte(now.excess.abs())) {
    // A derivative may come out as 0 twice, since all of it was lost.
    if (now.excess.e <= blur) return "unclear";
    return claim.relation !== "=" && now.excess.isNegative() ? "equal" : "different";
  }
  const disagreement = now.left.minus(before.left).abs().plus(now.right.minus(before.right).abs());
  if (now.excess.abs().gt(disagreement.times(10))) return "unclear";
  const size = larger(now.left, now.right);
  if (now.excess.isZero() && disagreement.isZero()) return size.isZero() && blur > -Infinity ? "faint" : "equal";
  const isFalling = now.excess.isZero() || now.excess.e <= disagreement.e - gained;
  // Where the first evaluation had some digits right, the second has so many more.
  const isKnown =
    disagreement.isZero() || (disagreement.e < size.e - 1 && disagreement.e - gained <= size.e - knownDigits);
  const sizeBefore = larger(before.left, before.right);
  // Sides that were 0 to the last digit, perhaps by chance, were known as well as their neighbours.
  const isNoise =
    size.isZero() || size.e <= blur || size.e <= (sizeBefore.isZero() ? powerBefore : sizeBefore.e) - gained;
  if (isKnown && (isFalling || last)) return "equal";
  return isNoise ? "faint" : "unclear";
}

/** What is known of the second evaluation beside the first. */
interface Precision {
  readonly gained: number;
  readonly last: boolean;
  readonly blur: number;
  /** The power of ten by which the sides were apart before, where most; -Infinity where nowhere. */
  readonly powerBefore: number;
}

/** Sides that are known to fewer digits than the first accuracy leaves of a first-order difference say too little. */
const knownDigits = accuracies[0].fineness;
