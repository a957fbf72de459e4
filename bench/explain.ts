/**
 * How well wrong lines are explained: every right claim of the gallery is spoilt by single faults of each kind, and what
 * `explain` says of it is held against what was done. Prints a table. `node bench/run.mjs` does not run it, since it takes
 * minutes: bundle and run this file alone, with how many faults of each kind to try for each claim.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { check, defaultOptions, finish } from "../server/src/check/check.ts";
import type { CauseKind } from "../server/src/explain/cause.ts";
import { createLine, type Edit } from "../server/src/explain/edit.ts";
import { explainClaim } from "../server/src/explain/explain-claim.ts";
import { editsOf } from "../server/src/explain/search.ts";
import { joinEdits } from "../server/src/explain/source.ts";
import { createWorkbench } from "../server/src/explain/workbench.ts";
import { analyse } from "../server/src/semantics/analyse.ts";
import { parse } from "../server/src/syntax/parser.ts";
import type { TextEdit } from "../server/src/syntax/problem.ts";

/** One fault in one claim. */
interface Fault {
  readonly kind: CauseKind;
  readonly edit: TextEdit;
}

interface Score {
  tried: number;
  flagged: number;
  untouched: number;
  kind: number;
  place: number;
  offered: number;
  right: number;
  readonly milliseconds: number[];
}

const folders = ["examples"];
const perKind = Number(process.argv[2] ?? 1);
/** All sheets of the gallery, if none is named. */
const only = process.argv.slice(3);

const scores = new Map<CauseKind, Score>();
for (const folder of folders.filter(existsSync))
  for (const name of readdirSync(folder).filter(
    (file) => file.endsWith(".grad") && (only.length === 0 || only.includes(file)),
  ))
    tryAll(name, readFileSync(join(folder, name), "utf8"));
printTable();

function checked(text: string, seed = defaultOptions.seed) {
  const read = parse(text);
  const analysis = analyse(read.sheet, { text });
  const problems = [...read.problems, ...analysis.problems].filter(({ severity }) => severity === "error");
  return { problems, result: finish(check(analysis, { ...defaultOptions, seed })) };
}

function tryAll(name: string, text: string): void {
  const before = checked(text).result;
  for (const [at, { model, claims }] of before.models.entries())
    for (const [number, { claim, verdict }] of claims.entries()) {
      if (verdict !== "holds" || claim.relation !== "=" || claim.kind === "cost") continue;
      const verdicts = claims.map((each) => each.verdict);
      for (const fault of faultsOf(createLine(createWorkbench(model), claim, text), name.length + number))
        tryFault(text, fault, at, number, verdicts);
    }
}

/** Faults of a claim: its small changes, each seen from the side of what would mend it. */
function faultsOf(line: ReturnType<typeof createLine>, start: number): Fault[] {
  const found = new Map<CauseKind, Fault[]>();
  for (const edit of editsOf(line)) {
    const change = joinEdits(line.text, edit.changes);
    const kind = mendedBy(edit);
    if (!change || !kind) continue;
    found.set(kind, [...(found.get(kind) ?? []), { kind, edit: change }]);
  }
  // Spread over the line, and elsewhere for each claim.
  return [...found.values()].flatMap((faults) =>
    Array.from({ length: Math.min(perKind, faults.length) }, (_, at) => faults[(start * 7 + at * 13) % faults.length]!),
  );
}

/** The cause that should come out when a right line is changed so. */
function mendedBy({ kind, what, told }: Edit): CauseKind | undefined {
  if (kind === "extra-term") return what.startsWith("the sum") ? "missing-sum" : "missing-term";
  if (kind === "missing-term") return "extra-term";
  if (kind === "missing-sum") return undefined;
  return told === "" ? undefined : kind;
}

function scoreOf(kind: CauseKind): Score {
  let score = scores.get(kind);
  if (!score)
    scores.set(
      kind,
      (score = { tried: 0, flagged: 0, untouched: 0, kind: 0, place: 0, offered: 0, right: 0, milliseconds: [] }),
    );
  return score;
}

function tryFault(text: string, { kind, edit }: Fault, at: number, number: number, before: readonly string[]): void {
  const spoilt = text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
  const { problems, result } = checked(spoilt);
  const model = result.models[at];
  const found = model?.claims[number];
  // What is no sentence any more, or has no shape, is another phase's to tell.
  if (problems.length > 0 || !model || !found || model.claims.length !== before.length || found.verdict === "undecided")
    return;
  if (found.verdict === "holds" && checked(spoilt, 77).result.models[at]!.claims[number]!.verdict === "holds") return;
  const score = scoreOf(kind);
  score.tried++;
  if (found.verdict === "fails") score.flagged++;
  if (model.claims.every(({ verdict }, other) => other === number || verdict === before[other])) score.untouched++;
  const begun = process.cpuUsage();
  const { cause } = finish(explainClaim(spoilt, model.model, found, defaultOptions));
  score.milliseconds.push(process.cpuUsage(begun).user / 1_000);
  if (!cause) return;
  if (cause.kind === kind) score.kind++;
  else if (process.env["SHOW"])
    console.error(
      `${kind} taken for ${cause.kind}: ${spoilt.slice(found.claim.span.start, found.claim.span.end)} | ${cause.told ?? cause.what}`,
    );
  const end = edit.span.start + edit.text.length;
  if (cause.kind !== "unknown" && cause.span.start <= end && edit.span.start <= cause.span.end) score.place++;
  if (!cause.repair) return;
  score.offered++;
  const repaired = spoilt.slice(0, cause.repair.span.start) + cause.repair.text + spoilt.slice(cause.repair.span.end);
  if (checked(repaired, 99).result.models[at]?.claims[number]?.verdict === "holds") score.right++;
}

function printTable(): void {
  const percent = (part: number, whole: number) => (whole === 0 ? "–" : `${Math.round((100 * part) / whole)}`);
  const quantile = (sorted: readonly number[], q: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
  const row = (name: string, { tried, flagged, untouched, kind, place, offered, right, milliseconds }: Score) => {
    const sorted = [...milliseconds].sort((one, other) => one - other);
    const times = [quantile(sorted, 0.5), quantile(sorted, 0.95)].map((time) => Math.round(time));
    return `| ${name} | ${tried} | ${percent(flagged, tried)} | ${percent(untouched, tried)} | ${percent(kind, tried)} | ${percent(place, tried)} | ${percent(offered, tried)} | ${percent(right, offered)} | ${times.join(" / ")} |`;
  };
  console.log(
    "| fault | tried | flagged | others untouched | kind | place | repair offered | of these right | ms, median / p95 |",
  );
  console.log("| --- | --: | --: | --: | --: | --: | --: | --: | --: |");
  for (const [kind, score] of [...scores].sort(([one], [other]) => one.localeCompare(other)))
    console.log(row(kind, score));
  const all: Score = { tried: 0, flagged: 0, untouched: 0, kind: 0, place: 0, offered: 0, right: 0, milliseconds: [] };
  for (const score of scores.values()) {
    for (const key of ["tried", "flagged", "untouched", "kind", "place", "offered", "right"] as const)
      all[key] += score[key];
    all.milliseconds.push(...score.milliseconds);
  }
  console.log(row("all", all));
}
