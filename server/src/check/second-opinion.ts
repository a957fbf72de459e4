/**
 * The second opinion: what doubles can't decide is put before an evaluation in high precision that shares no arithmetic
 * with the first. This layer only knows what it asks; who answers is handed in.
 */
import type { Samples } from "../engine/draw.ts";
import type { Environment } from "../semantics/indices.ts";
import type { Claim } from "../semantics/model.ts";
import type { World } from "../unroll/world.ts";
import { isUnusable, type Instance } from "./compare.ts";
import type { Tally } from "./decide.ts";

/** What is asked: whether the sides of a claim are equal at one index and one point. */
export interface Question {
  readonly world: World;
  readonly claim: Claim;
  readonly environment: Environment | undefined;
  readonly samples: Samples;
  readonly point: number;
  /** Something in the sides is hidden from doubles: as many digits are wanted as there are. */
  readonly isHidden: boolean;
}

/** The answer, with both sides where they have a value, in decimal. */
export interface Answer {
  readonly outcome: "equal" | "different" | "unclear";
  readonly left?: string;
  readonly right?: string;
}

export interface SecondOpinion {
  settle(question: Question): Answer;
}

/** Questions are costly; where a few of a claim are answered alike, so would be the rest. */
const questionsForClaim = 3;

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
    for (const instance of asked) {
      settle(tally.claim, instance, secondOpinion());
      yield;
    }
    // Unasked doubts share the answer of those that were asked.
    if (asked.every(({ agreed, doubtful }) => agreed > 0 && doubtful === 0))
      for (const instance of open.flat()) {
        instance.doubtful = 0;
        if (isUnusable(instance)) instance.agreed++;
      }
  }
}

/** What is special is so at an end, and the smallest sizes are answered soonest. */
function endsFirst(group: readonly Instance[]): Instance[] {
  return [group[0]!, group.at(-1)!, group[group.length >> 1]!, ...group];
}

function isOpen({ agreed, doubtful, blurred, isWeak, doubt, origin }: Instance): boolean {
  return doubt !== undefined && origin !== undefined && (isWeak || doubtful > 0 || (agreed === 0 && blurred > 0));
}

function settle(claim: Claim, instance: Instance, opinion: SecondOpinion): void {
  const { samples, point } = instance.doubt!;
  const { world, environment } = instance.origin!;
  const answer: Answer =
    world.cuts.size > 0
      ? { outcome: "unclear" }
      : opinion.settle({ world, claim, environment, samples, point, isHidden: instance.isWeak });
  // Below what doubles hold, that two sides differ is more than can be known of a difference of differences.
  if (answer.outcome === "different" && isVanishing(answer)) return;
  if (answer.outcome === "equal") {
    instance.agreed++;
    instance.doubtful = 0;
  } else if (answer.outcome === "different") {
    instance.differed++;
    const [left, right] = [Number(answer.left), Number(answer.right)];
    const scale = Math.max(Math.abs(left), Math.abs(right));
    if (answer.left !== undefined)
      instance.worst = { error: scale === 0 ? 0 : Math.abs(left - right) / scale, left, right };
  } else if (instance.agreed === 0 && !isUnusable(instance)) instance.doubtful++;
}

/** Smaller than doubles hold with all their digits. */
const vanishing = 2 ** -1022;

function isVanishing({ left, right }: Answer): boolean {
  if (left === undefined || right === undefined) return false;
  return Math.max(Math.abs(Number(left)), Math.abs(Number(right))) < vanishing;
}
