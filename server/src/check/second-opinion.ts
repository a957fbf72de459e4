/**
 * The second opinion: what doubles can't decide is put before an evaluation in high precision that shares no arithmetic
 * with the first. This layer only knows what it asks; who answers is handed in.
 */
import type { Samples } from "../engine/draw.ts";
import type { Environment } from "../semantics/indices.ts";
import type { Claim } from "../semantics/model.ts";
import type { World } from "../unroll/world.ts";
import { isUnusable, type Doubt, type Instance } from "./compare.ts";
import type { Tally } from "./decide.ts";

/** What is asked: whether the sides of a claim are equal at one index and one point. */
export interface Question {
  readonly world: World;
  readonly claim: Claim;
  readonly environment: Environment | undefined;
  readonly samples: Samples;
  readonly point: number;
  /** Something in the sides is hidden from doubles there: as many digits are wanted as there are. */
  readonly isHidden: boolean;
  /** Work that the answer may take, of about a microsecond each. */
  readonly budget: number;
  /** Of earlier questions about the same claim, by their worlds: what was computed for one need not be for the next. */
  readonly computed: Map<World, unknown>;
}

/** The answer, with both sides where they have a value, in decimal. */
export interface Answer {
  readonly outcome: "equal" | "different" | "unclear";
  /** Work that it took. */
  readonly work: number;
  readonly left?: string;
  readonly right?: string;
  /** How far apart they are, and that relative to the larger. */
  readonly apart?: string;
  readonly error?: number;
  /** Equal, but for what is so much smaller than what it is added to that no digits reach it: another point may say more. */
  readonly isBlunt?: boolean;
  /** Unclear, since a derivative is taken at a kink. */
  readonly isKinked?: boolean;
  /** Unclear, since a side has no value. */
  readonly isUndefined?: boolean;
}

export interface SecondOpinion {
  /** Answers in slices of some milliseconds. */
  settle(question: Question): Generator<void, Answer>;
}

/** Questions are costly; where a few of a claim are answered alike, so would be the rest. */
const questionsForClaim = 3;

/** Work for one question, and for all that are asked about a claim: what is left then stays as doubles found it. */
const questionBudget = 4_000_000;
const claimBudget = 5_000_000;

/** Work for all ways that nothing tells of, of claims that some other way tells of. */
const waysBudget = 1_000_000;

/** Asks about the instances that have no clear comparison, a doubtful one, or one that says too little. */
export function* settleDoubts(
  tallies: readonly Tally[],
  secondOpinion: (() => SecondOpinion) | undefined,
): Generator<void, void> {
  if (!secondOpinion) return;
  for (const tally of tallies) {
    if (tally.reason !== undefined) continue;
    if (tally.instances.flat().some(({ differed }) => differed > 0)) continue;
    const open = tally.instances.map((group) => group.filter(isOpen)).filter((group) => group.length > 0);
    const asked = [...new Set(open.flatMap(endsFirst))].slice(0, questionsForClaim);
    const inquiry: Inquiry = { claim: tally.claim, opinion: secondOpinion, left: claimBudget, computed: new Map() };
    for (const instance of asked) {
      yield* settle(inquiry, instance);
      yield;
    }
    // Unasked doubts share the answer of those that were asked.
    const areEqual = asked.every(({ agreed, doubtful, isBlunt }) => agreed > 0 && doubtful === 0 && !isBlunt);
    for (const instance of open.flat())
      if (areEqual) {
        instance.doubtful = 0;
        if (isUnusable(instance)) instance.agreed++;
      } else instance.isUnsettled = instance.agreed === 0 && instance.blurred > 0;
    yield* settleOtherWays({ ...inquiry, left: waysBudget }, tally.instances);
  }
}

/** Asks about the ways that conditions and kinks sent some points, and of which no point tells: the sides are other functions there. */
function* settleOtherWays(inquiry: Inquiry, groups: readonly (readonly Instance[])[]): Generator<void, void> {
  const sent = groups.map((group) => group.filter(({ ways }) => ways)).filter((group) => group.length > 0);
  for (const instance of new Set(sent.flatMap(endsFirst)))
    for (const found of instance.ways!.values()) {
      if (found === "told" || found === instance.doubt || instance.origin!.world.cuts.size > 0) continue;
      if (inquiry.left <= 0) return;
      const answer = yield* askAt(inquiry, instance, found);
      if (answer.outcome === "different") return conclude(instance, answer);
      noteValue(instance, answer);
      yield;
    }
}

/** What is special is so at an end, and the smallest sizes are answered soonest. */
function endsFirst(group: readonly Instance[]): Instance[] {
  return [group[0]!, group.at(-1)!, group[group.length >> 1]!, ...group];
}

function isOpen({ agreed, doubtful, blurred, isWeak, doubt, origin }: Instance): boolean {
  return doubt !== undefined && origin !== undefined && (isWeak || doubtful > 0 || (agreed === 0 && blurred > 0));
}

/** All that is asked about a claim. */
interface Inquiry {
  readonly claim: Claim;
  readonly opinion: () => SecondOpinion;
  /** Work that may still be done. */
  left: number;
  /** Nothing is kept from one claim to another: an answer must not depend on what else stands in the sheet. */
  readonly computed: Map<World, unknown>;
}

const noAnswer: Answer = { outcome: "unclear", work: 0 };

function* settle(inquiry: Inquiry, instance: Instance): Generator<void, void> {
  const { world } = instance.origin!;
  if (world.cuts.size > 0) return conclude(instance, noAnswer);
  conclude(instance, yield* ask(inquiry, instance));
}

function conclude(instance: Instance, answer: Answer): void {
  if (answer.isKinked) instance.isKinked = true;
  // The inverse of a matrix that is singular but for rounding errors looks as if it had a value.
  if (answer.isUndefined && instance.isObserved) instance.agreed = 0;
  if (answer.outcome === "equal" && answer.isBlunt) {
    instance.isBlunt = true;
  } else if (answer.outcome === "equal") {
    instance.agreed++;
    instance.doubtful = 0;
    noteValue(instance, answer);
  } else if (answer.outcome === "different") {
    instance.differed++;
    if (answer.left === undefined || answer.right === undefined) return;
    const [left, right] = [Number(answer.left), Number(answer.right)];
    instance.worst = {
      error: answer.error ?? 0,
      left,
      right,
      ...(left === right && { decimals: { left: answer.left, right: answer.right, apart: answer.apart ?? "" } }),
    };
  }
}

/** Sides that are equal and no 0 show something. */
function noteValue(instance: Instance, { outcome, left }: Answer): void {
  if (outcome === "equal" && Number(left ?? 0) !== 0) instance.nonzero = true;
}

/** Of points where nothing can be seen, so many are tried, and so many whose values are scattered over many powers of ten. */
const mostBluntPoints = 3;
const scatteredPoints = 8;

/** Asks at the point in doubt, and at others as long as what would decide is out of reach of all digits. */
function* ask(inquiry: Inquiry, instance: Instance): Generator<void, Answer> {
  const { samples, point, isHidden } = instance.doubt!;
  let answer = noAnswer;
  const shifts = Array.from({ length: Math.min(mostBluntPoints, samples.points) }, (_, shift) => shift);
  const scattered: Samples = { ...samples, points: scatteredPoints, pattern: "scattered" };
  const places = [
    ...shifts.map((shift) => ({ samples, point: (point + shift) % samples.points, isHidden })),
    ...Array.from({ length: scatteredPoints }, (_, at) => ({ samples: scattered, point: at, isHidden: true })),
  ];
  for (const [at, place] of places.entries()) {
    const found = yield* askAt(inquiry, instance, place);
    if (at === 0 || found.outcome !== "unclear") answer = found;
    if (!answer.isBlunt || inquiry.left <= 0) break;
  }
  return answer;
}

function* askAt(inquiry: Inquiry, instance: Instance, place: Doubt): Generator<void, Answer> {
  const { world, environment } = instance.origin!;
  const found = yield* inquiry.opinion().settle({
    world,
    claim: inquiry.claim,
    environment,
    ...place,
    budget: Math.min(questionBudget, inquiry.left),
    computed: inquiry.computed,
  });
  inquiry.left -= found.work;
  return found;
}
