/** Explains one claim: the cause of a failure, and that what holds could have failed. A function of the claim, its model and its text alone. */
import type { CheckOptions } from "../check/check.ts";
import type { ClaimResult } from "../check/verdict.ts";
import type { Values } from "../engine/evaluate.ts";
import type { Claim, Model } from "../semantics/model.ts";
import { chooseSizes, wideVariant } from "../semantics/sizes.ts";
import { boundaryCause } from "./boundary.ts";
import type { Cause, ExplainedClaim } from "./cause.ts";
import { contributionsOf } from "./contributions.ts";
import { costCause } from "./cost-cause.ts";
import { diagonalCause } from "./diagonal.ts";
import { createLine, type Line } from "./edit.ts";
import { multiples } from "./edit-multiples.ts";
import { missingTerms, nameContributions, pathTerms, type NamedPath } from "./missing.ts";
import type { Notation } from "./notation.ts";
import { areComplete, givesAnything, pathsOf, writePaths } from "./paths.ts";
import { mutationsOf } from "./mutations.ts";
import { immediateReading, otherAdjoint, otherReading } from "./readings.ts";
import { searchRepair, type Searched } from "./search.ts";
import { judgedTerms, termsUnder } from "./terms.ts";
import { createTrial, evaluateTrial, holdsFor, share, type Trial } from "./trial.ts";
import { causeFrom, chainCause, elsewhere, inNotation, partlyRight, unknownCause } from "./wording.ts";
import { createWorkbench } from "./workbench.ts";

/** Sides that differ by less than this, relative to the larger one, are told apart by the second opinion only. */
const leastDifference = 1e-11;

export function* explainClaim(
  text: string,
  model: Model,
  result: ClaimResult,
  options: CheckOptions,
): Generator<void, ExplainedClaim> {
  if (result.verdict === "holds") return yield* withMutations(text, model, result, options);
  if (result.verdict !== "fails") return result;
  return { ...result, cause: (yield* causeOf(text, model, result, options)) ?? unknownCause(result) };
}

/** Adds what small changes of a right line were tried; of an inequality most still hold, which says nothing. */
function* withMutations(
  text: string,
  model: Model,
  result: ClaimResult,
  options: CheckOptions,
): Generator<void, ExplainedClaim> {
  const { claim, evidence } = result;
  if (claim.kind === "cost" || claim.relation !== "=" || !evidence) return result;
  const mutations = yield* mutationsOf(text, model, claim, options);
  return mutations ? { ...result, evidence: { ...evidence, mutations } } : result;
}

/** The cause; nothing for claims that are no equations, of which the observed point says all. */
function* causeOf(
  text: string,
  model: Model,
  result: ClaimResult,
  options: CheckOptions,
): Generator<void, Cause | undefined> {
  const { claim } = result;
  if (claim.kind === "cost") return yield* costCause(text, model, claim, options);
  if (claim.relation !== "=") return undefined;
  const difference = Math.min(1, result.evidence?.worstError ?? 1);
  if (difference < leastDifference) return undefined;
  const variant = variantOf(model, result, options);
  if (yield* isRightOfChain(model, claim, options)) return chainCause(result);
  const bench = createWorkbench(model);
  const trial = createTrial(bench, claim, options, { variant, isFresh: false, difference });
  if (!trial) return undefined;
  share(trial, claim.right);
  const line = createLine(bench, claim, text);
  const paths = contributionsTo(trial, line.notation);
  yield;
  const cause = yield* causeAmong(trial, line, paths, result, options);
  const related = cause.related.length > 0 ? cause.related : (result.explanation?.related ?? []);
  return inNotation(
    { ...cause, related },
    line,
    paths.map(({ user }) => user),
  );
}

function* causeAmong(
  trial: Trial,
  line: Line,
  paths: readonly NamedPath[],
  result: ClaimResult,
  options: CheckOptions,
): Generator<void, Cause> {
  const { text, claim } = line;
  const { found, values, lastly } = yield* searchRepair(trial, line, options, (values) => {
    const known = completeOf(trial, values, paths);
    return {
      mending: [...missingTerms(trial, values, known, line), ...multiples(trial, values, line)],
      terms: pathTerms(trial, values, known, line),
    };
  });
  const known = completeOf(trial, values, paths);
  const contributions = contributionsOf(trial, values, known, line, result);
  // A line that lacks paths may be about the one equation alone, as papers often mean ∂.
  const lacksPaths = found !== undefined && found !== "right" && found.kind === "missing-term";
  const immediate = lacksPaths ? yield* immediateReading(text, line.model, claim, options, trial.variant) : undefined;
  const cause =
    found === "right"
      ? elsewhere(result)
      : found
        ? (immediate ?? causeFrom(found, text, claim.kind === "adjoint"))
        : ((yield* boundaryCause(trial, values, known, line, options)) ??
          (yield* diagonalCause(trial, values, known, line)) ??
          (yield* otherAdjoint(trial, line, options)) ??
          (yield* otherReading(text, line.model, claim, options, trial.variant)) ??
          (yield* causeLastly(lastly, line)) ??
          partlyRight(trial, values, result, judgedTerms(claim, contributions)));
  // What is right but at one end may also be taken for a path that only that end has.
  const atEnd =
    found && cause.kind === "missing-term" ? yield* boundaryCause(trial, values, known, line, options) : undefined;
  const terms = found && !atEnd && !immediate ? termsUnder(text, claim, cause, known.length > 0) : cause.terms;
  return { ...(atEnd ?? { ...cause, terms }), ...(contributions && { contributions }) };
}

/** What is found last of all, where nothing else explains the line. */
function* causeLastly(lastly: Searched["lastly"], { text, claim }: Line): Generator<void, Cause | undefined> {
  const found = lastly && (yield* lastly());
  return found && causeFrom(found, text, claim.kind === "adjoint");
}

/** Whether a step of a chain fails only because the one before it does: it says what the chain's first side is. */
function* isRightOfChain(model: Model, claim: Claim, options: CheckOptions): Generator<void, boolean> {
  if (claim.left === claim.subject || claim.span.start !== claim.relationSpan.start) return false;
  for (const [variant, isFresh] of [
    [0, false],
    [1, true],
  ] as const) {
    const chained: Claim = { ...claim, left: claim.subject };
    const trial = createTrial(createWorkbench(model), chained, options, { variant, isFresh, difference: 1 });
    yield;
    if (!trial) return false;
    const rights = trial.places.map(({ right }) => right);
    if (!holdsFor(trial, evaluateTrial(trial), rights)) return false;
    yield;
  }
  return true;
}

/** The variant of the sizes at which the claim was seen to fail. */
function variantOf(model: Model, { evidence }: ClaimResult, { sizes }: CheckOptions): number {
  const at = new Map(evidence?.at);
  for (let variant = 0; variant <= wideVariant; variant++)
    if ([...chooseSizes(model.sizes, model.indices, variant, sizes)].every(([name, value]) => at.get(name) === value))
      return variant;
  return 0;
}

/** The paths through which the claim's subject acts on the loss, written out beside it. */
function contributionsTo(trial: Trial, notation: Notation): NamedPath[] {
  const paths = pathsOf(trial.bench.model, trial.claim);
  return paths.length > 0 && writePaths(trial, paths) ? nameContributions(trial, paths, notation) : [];
}

/** Paths are of use only if they are all there are. Those that lead nowhere give nothing, and are none. */
function completeOf(trial: Trial, values: Values, paths: readonly NamedPath[]): readonly NamedPath[] {
  if (paths.length === 0 || !areComplete(trial, values, paths)) return [];
  return paths.filter((path) => givesAnything(trial, values, path));
}
