/** Spoils every right claim of some sheets by faults, and holds what is said of each against what was done. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { checkModel } from "../server/src/check/check-model.ts";
import { check, defaultOptions, finish, type CheckOptions } from "../server/src/check/check.ts";
import { createMemory, type Memory } from "../server/src/check/memory.ts";
import type { ClaimResult, ModelResult } from "../server/src/check/verdict.ts";
import type { Cause, CauseKind } from "../server/src/explain/cause.ts";
import { tokenDistance } from "../server/src/explain/distance.ts";
import { explainClaim } from "../server/src/explain/explain-claim.ts";
import { settle } from "../server/src/oracle/second-opinion.ts";
import { analyse } from "../server/src/semantics/analyse.ts";
import { parse } from "../server/src/syntax/parser.ts";
import { applied, faultsOf, someOf, type Fault } from "./faults.ts";
import { root } from "./project.ts";

const options: CheckOptions = { ...defaultOptions, secondOpinion: () => ({ settle }) };

/** So many faults of each kind are tried for each claim, and so many lines with two. */
const faultsOfKind = 1;
const doubles = 1;

/** What came of it, as plain data. */
export interface Spoiling {
  /** By the kind of the fault. */
  readonly scores: Partial<Record<CauseKind, Score>>;
  readonly doubles: Doubles;
  /** The lines of which something was told wrongly or not at all. */
  readonly missed: readonly string[];
}

/** Spoils the claims of these sheets, files by their paths in the project. */
export function spoilAll(sheets: readonly string[]): Spoiling {
  const scores: Partial<Record<CauseKind, Score>> = {};
  const double = createDoubles();
  const missed: string[] = [];
  for (const sheet of sheets) {
    const [name, text] = [basename(sheet), readFileSync(join(root, sheet), "utf8")];
    const memory = createMemory();
    for (const [at, { claims, model }] of checked(text, memory).models.entries())
      for (const [number, { claim, verdict }] of claims.entries()) {
        if (verdict !== "holds" || claim.relation !== "=" || claim.kind === "cost") continue;
        const place: Place = { name, text, at, number, before: claims, memory };
        const start = name.length + number;
        const faults = faultsOf(model, claim, text);
        for (const [kind, all] of faults) {
          const score = (scores[kind] ??= createScore());
          for (const fault of someOf(all, faultsOfKind, start)) tryFault(place, fault, score, missed);
        }
        const all = [...faults.values()].flat();
        for (const first of someOf(all, doubles, start)) tryTwo(place, first, start, double, missed);
      }
  }
  return { scores, doubles: double, missed };
}

function read(text: string) {
  const { sheet, problems } = parse(text);
  const analysis = analyse(sheet, { text });
  return { analysis, isWrong: [...problems, ...analysis.problems].some(({ severity }) => severity === "error") };
}

/** A check of the whole sheet after an edit: what means what it meant is remembered, as in an editor. */
function checked(text: string, memory: Memory) {
  const { analysis, isWrong } = read(text);
  return { isWrong, models: finish(check(analysis, { ...options, memory })).models };
}

/** Whether one claim holds at points of its own. */
function holdsElsewhere(text: string, { at, number }: Place, seed: number): boolean {
  const { models } = read(text).analysis;
  const model = models[at];
  const claim = model?.claims[number];
  if (!model || !claim) return false;
  const claims = claim.kind === "inverse" ? model.claims.filter(({ kind }) => kind === "inverse") : [claim];
  const { result } = finish(checkModel({ ...model, claims, due: [] }, { ...options, seed }));
  return result.claims[claims.indexOf(claim)]?.verdict === "holds";
}

// ── One fault ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** The claim that is spoilt, and the verdicts before. */
interface Place {
  readonly name: string;
  readonly text: string;
  /** The numbers of its model and of the claim in it. */
  readonly at: number;
  readonly number: number;
  readonly before: readonly ClaimResult[];
  /** Of the sheet. */
  readonly memory: Memory;
}

export interface Score {
  tried: number;
  flagged: number;
  untouched: number;
  kind: number;
  /** Of these, by another change that is as small. */
  asSmall: number;
  place: number;
  offered: number;
  right: number;
  readonly milliseconds: number[];
  readonly takenFor: Partial<Record<CauseKind, number>>;
}

export function createScore(): Score {
  const counts = { tried: 0, flagged: 0, untouched: 0, kind: 0, asSmall: 0, place: 0, offered: 0, right: 0 };
  return { ...counts, milliseconds: [], takenFor: {} };
}

interface Spoilt {
  readonly text: string;
  readonly model: ModelResult;
  readonly claim: ClaimResult;
}

/** The sheet with the fault in it; undefined where that is no sentence any more, or means the same as before. */
function spoil({ text, at, number, before, memory }: Place, { change }: Fault): Spoilt | undefined {
  const spoilt = applied(text, change);
  const { isWrong, models } = checked(spoilt, memory);
  const model = models[at];
  const claim = model?.claims[number];
  // What makes no sense or has no shape is another phase's to tell.
  if (isWrong || !claim || model.claims.length !== before.length || claim.verdict === "undecided") return undefined;
  return { text: spoilt, model, claim };
}

/** Whether the oracle says that the line still holds, at points and sizes of its own. */
function isEquivalent({ text, claim }: Spoilt, place: Place): boolean {
  return claim.verdict === "holds" && [77, 78].every((seed) => holdsElsewhere(text, place, seed));
}

/** Of a chain, the next step is about the one that is spoilt; lines that recover a state live on those before them. */
function othersUntouched({ model, claim }: Spoilt, { number, before }: Place): boolean {
  const isNext = (other: ClaimResult) =>
    other.claim.leftSpan.start === claim.claim.rightSpan.start ||
    (other.claim.kind === "inverse" && claim.claim.kind === "inverse");
  return model.claims.every((other, at) => at === number || isNext(other) || other.verdict === before[at]!.verdict);
}

function causeOf(
  { text, model, claim }: Spoilt,
  { memory }: Place,
): { cause: Cause | undefined; milliseconds: number } {
  const begun = process.cpuUsage();
  const { cause } = finish(explainClaim(text, model.model, claim, { ...options, memory }));
  const { user, system } = process.cpuUsage(begun);
  return { cause, milliseconds: (user + system) / 1_000 };
}

/** Whether the repair makes the line hold, at points that the search has not seen. */
function mends({ text }: Spoilt, { repair }: Cause, place: Place): boolean {
  return repair !== undefined && holdsElsewhere(applied(text, repair), place, 99);
}

function tryFault(place: Place, fault: Fault, score: Score, missed: string[]): void {
  const spoilt = spoil(place, fault);
  if (!spoilt || isEquivalent(spoilt, place)) return;
  const told = (what: string) => missed.push(`${place.name} ${fault.kind}: ${what}\n    ${lineOf(spoilt)}`);
  score.tried++;
  if (othersUntouched(spoilt, place)) score.untouched++;
  else told("touches others");
  if (spoilt.claim.verdict !== "fails") return void told("not flagged");
  score.flagged++;
  const { cause, milliseconds } = causeOf(spoilt, place);
  score.milliseconds.push(milliseconds);
  if (!cause) return void told("no cause");
  const isMended = mends(spoilt, cause, place);
  if (cause.repair) {
    score.offered++;
    if (isMended) score.right++;
    else told(`wrong repair ${JSON.stringify(cause.repair.text)}`);
  }
  const ways = cause.repair ? tokenDistance(spoilt.text, applied(spoilt.text, cause.repair)) : Infinity;
  // What mends the line and changes no more of it than the fault did may as well have been the fault.
  const isAsSmall = isMended && ways <= tokenDistance(spoilt.text, place.text);
  const isKind = cause.kind === fault.kind;
  if (isKind || isAsSmall) score.kind++;
  else score.takenFor[cause.kind] = (score.takenFor[cause.kind] ?? 0) + 1;
  if (!isKind && isAsSmall) score.asSmall++;
  const { start } = fault.change.span;
  const touches = cause.span.start <= start + fault.change.text.length && start <= cause.span.end;
  const isPlace = isAsSmall || (cause.kind !== "unknown" && touches);
  if (isPlace) score.place++;
  if (!isPlace || !(isKind || isAsSmall) || !cause.repair)
    told(
      `${isKind ? "" : `taken for ${cause.kind}; `}${isPlace ? "" : "elsewhere; "}${cause.repair ? "" : "no repair; "}${cause.told ?? cause.what}`,
    );
}

function lineOf({ text, claim: { claim } }: Spoilt): string {
  return text.slice(claim.span.start, claim.span.end).replace(/\s+/g, " ");
}

// ── Two at once ─────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Doubles {
  tried: number;
  flagged: number;
  untouched: number;
  unknown: number;
  one: number;
  mended: number;
  wrong: number;
}

export function createDoubles(): Doubles {
  return { tried: 0, flagged: 0, untouched: 0, unknown: 0, one: 0, mended: 0, wrong: 0 };
}

/** A second fault in the line that has the first. */
function tryTwo(place: Place, first: Fault, start: number, score: Doubles, missed: string[]): void {
  const once = spoil(place, first);
  if (!once) return;
  const all = [...faultsOf(once.model.model, once.claim.claim, once.text).values()].flat();
  const [second] = someOf(all, 1, start + 3);
  const twice = second && spoil({ ...place, text: once.text }, second);
  if (!twice || isEquivalent(twice, place)) return;
  score.tried++;
  if (othersUntouched(twice, place)) score.untouched++;
  const told = (what: string) =>
    missed.push(`${place.name} ${first.kind} and ${second.kind}: ${what}\n    ${lineOf(twice)}`);
  if (twice.claim.verdict !== "fails") return void told("not flagged");
  score.flagged++;
  const { cause } = causeOf(twice, place);
  if (!cause || cause.kind === "unknown") score.unknown++;
  else if (cause.repair && mends(twice, cause, place)) score.mended++;
  else if (!cause.repair && (cause.kind === first.kind || cause.kind === second.kind)) score.one++;
  else {
    score.wrong++;
    told(`${cause.kind}: ${cause.told ?? cause.what}`);
  }
}
