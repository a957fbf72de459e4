/**
 * Mutations: a claim that holds could have failed. Small changes of it, the slips that people make, are tried at the
 * points of its check; those that no point at all tells from the claim say the same thing and don't count.
 */
import type { CheckOptions } from "../check/check.ts";
import { assignments } from "../semantics/elements.ts";
import { lookUp, type Environment, type IndexExpr } from "../semantics/indices.ts";
import type { Claim, Model } from "../semantics/model.ts";
import { chooseSizes } from "../semantics/sizes.ts";
import type { CauseKind, Mutations } from "./cause.ts";
import { createLine, type Edit } from "./edit.ts";
import { areAlwaysOne } from "./sameness.ts";
import { editsWithout } from "./search.ts";
import {
  atFreshPoints,
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
  // At points of the check, at all indices, of two sizes; what is left then is tried elsewhere, to tell the overlooked from
  // the same. Of many indices, one is looked at before the others: it most often tells all.
  for (const [variant, meant] of [...inTheMiddle(model, claim, options), [0, claim], [1, claim]] as const) {
    if (missed.length === 0) break;
    const trial = createTrial(bench, meant, options, { variant, isFresh: false, difference: 1 });
    if (!trial) break;
    const unseen = yield* unseenBy(trial, missed);
    tried += missed.length - unseen.length;
    caught += missed.length - unseen.length;
    // What says the same whatever the values are is not told from the claim anywhere. At one index, `a[i]` may be `a[j]`.
    missed = meant === claim ? unseen.filter(({ right }) => !areAlwaysOne(trial, claim.right, right)) : unseen;
    yield;
    if (variant === 0 || missed.length === 0) continue;
    tried += missed.length - (yield* unseenBy(atFreshPoints(trial), missed)).length;
  }
  return tried === 0 ? undefined : { tried, caught };
}

/** From so many ways to choose the indices on there are many; the one in the middle of so many is looked at. */
const manyWays = 12;
const mostWays = 64;

/** At the smallest sizes, the claim with its indices fixed in the middle of their ranges; nothing where there are few ways. */
function inTheMiddle(model: Model, claim: Claim, options: CheckOptions): (readonly [variant: 0, Claim])[] {
  const sizes = chooseSizes(model.sizes, model.indices, 0, options.sizes);
  const some: (Environment | undefined)[] = [];
  for (const environment of assignments(claim.loops, claim.conditions, sizes, undefined)) {
    some.push(environment);
    if (some.length === mostWays) break;
  }
  if (some.length < manyWays) return [];
  const middle = some[some.length >> 1];
  const at = (name: string): IndexExpr => ({ kind: "literal", span: claim.span, value: lookUp(middle, name)! });
  return [[0, { ...claim, loops: claim.loops.map((loop) => ({ ...loop, from: at(loop.name), to: at(loop.name) })) }]];
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
