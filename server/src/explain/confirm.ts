/** Confirms a repair: the sheet is read again with the change made, and the claim checked at fresh points, as any other. */
import { checkModel } from "../check/check-model.ts";
import type { CheckOptions } from "../check/check.ts";
import { analyse } from "../semantics/analyse.ts";
import type { Claim, Model } from "../semantics/model.ts";
import { parse } from "../syntax/parser.ts";
import type { TextEdit } from "../syntax/problem.ts";

/** Fresh points are those of another seed. */
const freshSeed = 7_919;

/** Whether the claim, changed so, is read without a problem and holds. Yields between slices. */
export function* isConfirmed(
  text: string,
  model: Model,
  claim: Claim,
  edit: TextEdit,
  options: CheckOptions,
): Generator<void, boolean> {
  const changed = text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
  const reread = parse(changed);
  yield;
  const analysis = analyse(reread.sheet, { text: changed, ...(options.sizes && { sizes: options.sizes }) });
  yield;
  const same = analysis.models.find(({ name, span }) => name === model.name && span.start === model.span.start);
  const repaired = same?.claims.find(
    ({ span, relationSpan }) => span.start === claim.span.start && relationSpan.start === claim.relationSpan.start,
  );
  if (!same || !repaired || repaired.trouble !== undefined) return false;
  const grown = changed.length - text.length;
  const isHere = ({ span }: { span: { start: number; end: number } }) =>
    span.start < claim.span.end + grown && span.end > claim.span.start;
  if (
    [...reread.problems, ...analysis.problems].some((problem) => problem.severity !== "information" && isHere(problem))
  )
    return false;
  const alone: Model = { ...same, claims: [repaired], due: [] };
  const { result } = yield* checkModel(alone, { ...options, seed: options.seed + freshSeed });
  return result.claims[0]?.verdict === "holds";
}
