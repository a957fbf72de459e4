/** Confirms a repair: the sheet is read again with the change made, and the claim checked at fresh points, as any other. */
import { checkModel } from "../check/check-model.ts";
import type { CheckOptions } from "../check/check.ts";
import { analyse } from "../semantics/analyse.ts";
import type { Claim, Model } from "../semantics/model.ts";
import { parse } from "../syntax/parser.ts";
import type { TextEdit } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import { loneModel } from "../syntax/split-models.ts";

/** Fresh points are those of another seed. */
const freshSeed = 7_919;

/**
 * Whether a claim as it would be under another reading holds at fresh points, as any other is checked; and on every way that
 * conditions, `max` and kinks send them: one reading may well leave the ways out on which the line is wrong.
 */
export function* holdsInFull(model: Model, claim: Claim, options: CheckOptions): Generator<void, boolean> {
  const { result } = yield* checkModel(
    { ...model, claims: [claim], due: [] },
    { ...options, seed: options.seed + freshSeed },
  );
  const [only] = result.claims;
  return only?.verdict === "holds" && only.remarks.every(({ code }) => code !== "claim/one-way");
}

/**
 * The sheet with nothing in it but the model and the claim, each where it stood: the other claims of the model are blank,
 * and so are the models before and after.
 */
function withoutOthers(text: string, model: Model, claim: Claim): string {
  const kept = claim.kind === "inverse" ? model.claims.filter(({ kind }) => kind === "inverse") : [claim];
  const others = model.claims.filter((each, at) => !kept.includes(each) && standsAlone(each, model.claims[at + 1]));
  let done = "";
  let at = 0;
  for (const { span } of others) {
    const start = withMark(text, span.start);
    if (start < at) continue;
    const end = withCondition(text, span.end, model);
    done += text.slice(at, start) + blank(text.slice(start, end));
    at = end;
  }
  const alone = done + text.slice(at);
  // With no other item beside it, the mark of a list would be a sign.
  const { start } = claim.span;
  const mark = withMark(alone, start);
  return alone.slice(0, mark) + blank(alone.slice(mark, start)) + alone.slice(start);
}

/** Behind the words that a sentence has for a claim, the `for $t < T$.` of its line: they would go on with the line above. */
function withCondition(text: string, end: number, { claims, definitions }: Model): number {
  const lineEnd = end + /^[^\r\n]*/.exec(text.slice(end))![0].length;
  const isFree = [...claims, ...definitions].every(({ span }) => span.start >= lineEnd || span.end <= end);
  return isFree ? lineEnd : end;
}

/** Where a claim starts with the mark of a list before it, `- ` or `* `. */
function withMark(text: string, start: number): number {
  const found = /(?:^|[\r\n])[ \t]*([-−–*·•∙][ \t]+)$/u.exec(text.slice(Math.max(0, start - 40), start));
  return found ? start - found[1]!.length : start;
}

/** Steps of a chain need the steps before them. */
function standsAlone(claim: Claim, next: Claim | undefined): boolean {
  const isStep = (each: Claim) => each.span.start === each.relationSpan.start;
  return !isStep(claim) && !(next && isStep(next));
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}

/** Whether the claim, changed so, is read without a problem and holds. Yields between slices. */
export function* isConfirmed(
  text: string,
  model: Model,
  claim: Claim,
  edit: TextEdit,
  options: CheckOptions,
): Generator<void, boolean> {
  const { text: alone, cut } = loneModel(withoutOthers(text, model, claim), model.span.start);
  const [from, to] = [edit.span.start - cut, edit.span.end - cut];
  const changed = alone.slice(0, from) + edit.text + alone.slice(to);
  const reread = parse(changed);
  yield;
  const analysis = analyse(reread.sheet, { text: changed, ...(options.sizes && { sizes: options.sizes }) });
  yield;
  const same = analysis.models.at(-1);
  const repaired = same?.claims.find(({ span }) => span.start === claim.span.start - cut);
  if (!same || !repaired || repaired.trouble !== undefined || same.name !== model.name) return false;
  const end = claim.span.end - cut + edit.text.length - (to - from);
  const isHere = ({ span }: { span: Span }) => span.start < end && span.end > claim.span.start - cut;
  if ([...reread.problems, ...analysis.problems].some((problem) => problem.severity === "error" && isHere(problem)))
    return false;
  // Lines that recover a state give their values to those after them.
  const claims = claim.kind === "inverse" ? same.claims.filter(({ kind }) => kind === "inverse") : [repaired];
  const { result } = yield* checkModel({ ...same, claims, due: [] }, { ...options, seed: options.seed + freshSeed });
  return result.claims[claims.indexOf(repaired)]?.verdict === "holds";
}
