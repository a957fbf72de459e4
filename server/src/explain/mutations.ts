/**
 * Mutations: a claim that holds could have failed. Small changes of it, the slips that people make, are tried at the
 * points of its check; those that no point at all tells from the claim say the same thing and don't count.
 */
import type { CheckOptions } from "../check/check.ts";
import type { Claim, Model } from "../semantics/model.ts";
import type { CauseKind, Mutations } from "./cause.ts";
import { createLine, type Edit } from "./edit.ts";
import { editsWithout } from "./search.ts";
import {
  createTrial,
  evaluateTrial,
  failuresOf,
  norm,
  openAt,
  share,
  writeCandidate,
  type Place,
  type Trial,
} from "./trial.ts";
import { createWorkbench } from "./workbench.ts";

/** So many changes of each kind are tried. */
const mostOfKind = 4;

/** Changes between which others may work. */
const slice = 64;

/** The changes that were tried and those that fail; nothing where none makes sense. */
export function* mutationsOf(
  text: string,
  model: Model,
  claim: Claim,
  options: CheckOptions,
): Generator<void, Mutations | undefined> {
  const bench = createWorkbench(model);
  let missed: readonly Edit[] = yield* someOfEachKind(editsWithout(createLine(bench, claim, text)));
  let [tried, caught] = [0, 0];
  // At points of the check, of two sizes; what is left then is tried elsewhere, to tell the overlooked from the same.
  for (const [variant, isFresh] of [
    [0, false],
    [1, false],
    [1, true],
  ] as const) {
    if (missed.length === 0) break;
    const trial = createTrial(bench, claim, options, { variant, isFresh, difference: 1 });
    if (!trial) break;
    const unseen = yield* unseenBy(trial, missed);
    if (!isFresh) caught += missed.length - unseen.length;
    tried += missed.length - unseen.length;
    missed = unseen;
    yield;
  }
  return tried === 0 ? undefined : { tried, caught };
}

function* someOfEachKind(edits: Iterable<Edit>): Generator<void, Edit[]> {
  const counts = new Map<CauseKind, number>();
  const chosen: Edit[] = [];
  let seen = 0;
  for (const edit of edits) {
    if (++seen % slice === 0) yield;
    const count = counts.get(edit.kind) ?? 0;
    if (count >= mostOfKind) continue;
    counts.set(edit.kind, count + 1);
    chosen.push(edit);
  }
  return chosen;
}

/** The changes with which the claim still holds at the trial's points. */
function* unseenBy(trial: Trial, changes: readonly Edit[]): Generator<void, Edit[]> {
  share(trial, trial.claim.right);
  const open = yield* openAt(trial, tellingPlace(trial), changes);
  const written = open.flatMap((edit) => {
    const candidate = writeCandidate(trial, edit.right);
    return candidate ? [{ edit, candidate }] : [];
  });
  const values = evaluateTrial(trial);
  return written.filter(({ candidate }) => failuresOf(trial, values, candidate).length === 0).map(({ edit }) => edit);
}

/** A place at which the sides are not 0, where there is one. */
function tellingPlace(trial: Trial): Place {
  const values = evaluateTrial(trial);
  const { tape } = trial.world;
  return trial.places.find(({ left }) => norm(tape, values, left, 0) > 0) ?? trial.places[0]!;
}
