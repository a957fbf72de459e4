/** How well wrong lines are explained: every right claim is spoilt, and what is said of it held against what was done. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { CauseKind } from "../../server/src/explain/cause.ts";
import { quantile } from "../measure.ts";
import type { Part } from "../part.ts";
import { root } from "../project.ts";
import { createDoubles, createScore, type Doubles, type Score, type Spoiling } from "../spoiling.ts";
import type { Row, Table } from "../table.ts";

export const explain: Part = {
  name: "explain",
  about: "faults of each kind in every right claim: flagged, told, mended; and two faults at once",
  async run({ quick }) {
    const sheets = quick ? ["examples/momentum-scalar.grad"] : [...sheetsIn("examples"), ...cases()];
    const processes = Math.min(availableParallelism(), sheets.length);
    const shares = Array.from({ length: processes }, (_, at) => sheets.filter((_, sheet) => sheet % processes === at));
    const found = await Promise.all(shares.map(inOwnProcess));
    const missed = found.flatMap((each) => each.missed);
    const folder = join(root, ".cache/bench");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "explain-missed.txt"), `${missed.join("\n")}\n`);
    const scores = gathered(found);
    return [singles(scores), twos(found.map((each) => each.doubles)), confusions(scores)];
  },
};

function sheetsIn(folder: string): string[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".grad"));
  return names.sort().map((name) => `${folder}/${name}`);
}

/** The marked sheets that stand beside the project, where they do. */
function cases(): string[] {
  if (existsSync(join(root, "../shared/cases"))) return sheetsIn("../shared/cases");
  console.warn("No marked sheets stand beside the project, so only the gallery is spoilt.");
  return [];
}

async function inOwnProcess(sheets: readonly string[]): Promise<Spoiling> {
  const program = join(root, ".cache/bench/one-spoiling.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...sheets], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as Spoiling;
}

const counts = ["tried", "flagged", "untouched", "kind", "asSmall", "place", "offered", "right"] as const;

/** The scores of all processes, by the kind of the fault. */
function gathered(found: readonly Spoiling[]): Map<CauseKind, Score> {
  const scores = new Map<CauseKind, Score>();
  for (const { scores: own } of found)
    for (const [kind, score] of Object.entries(own) as [CauseKind, Score][]) {
      if (!scores.has(kind)) scores.set(kind, createScore());
      addTo(scores.get(kind)!, score);
    }
  return scores;
}

function addTo(sum: Score, score: Score): void {
  for (const key of counts) sum[key] += score[key];
  sum.milliseconds.push(...score.milliseconds);
  for (const [kind, count] of Object.entries(score.takenFor) as [CauseKind, number][])
    sum.takenFor[kind] = (sum.takenFor[kind] ?? 0) + count;
}

// ── Tables ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Percent, rounded down: 100 are all. */
function percent(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : Math.floor((1_000 * part) / whole) / 10;
}

function singles(scores: ReadonlyMap<CauseKind, Score>): Table {
  const row = (name: string, score: Score): Row => [
    name,
    score.tried,
    percent(score.flagged, score.tried),
    percent(score.untouched, score.tried),
    percent(score.kind, score.tried),
    percent(score.place, score.tried),
    percent(score.offered, score.tried),
    percent(score.right, score.offered),
    ...(score.milliseconds.length === 0 ? [] : [0.5, 0.95].map((q) => quantile(score.milliseconds, q))),
  ];
  const all = createScore();
  for (const score of scores.values()) addTo(all, score);
  const tried = inOrder(scores).filter(([, score]) => score.tried > 0);
  return {
    title: "One fault",
    columns: [
      { name: "fault" },
      { name: "tried" },
      { name: "flagged", unit: "%" },
      { name: "others untouched", unit: "%" },
      { name: "kind", unit: "%" },
      { name: "place", unit: "%" },
      { name: "repair offered", unit: "%" },
      { name: "of these right", unit: "%" },
      { name: "to the cause, median", unit: "ms" },
      { name: "95 of 100", unit: "ms" },
    ],
    rows: [...tried.map(([kind, score]) => row(kind, score)), row("all", all)],
    notes: [
      `Of the kinds, ${all.asSmall.toLocaleString("en-US")} count as right since what was told mends the line and changes no more tokens of it than the fault did.`,
    ],
  };
}

function inOrder<Value>(map: ReadonlyMap<CauseKind, Value>): [CauseKind, Value][] {
  return [...map].sort(([one], [other]) => one.localeCompare(other));
}

function twos(found: readonly Doubles[]): Table {
  const score = createDoubles();
  for (const each of found) for (const key of Object.keys(score) as (keyof Doubles)[]) score[key] += each[key];
  return {
    title: "Two faults in one line",
    columns: [
      { name: "tried" },
      { name: "flagged", unit: "%" },
      { name: "others untouched", unit: "%" },
      { name: "no cause told" },
      { name: "one change mends it" },
      { name: "one of the two told" },
      { name: "told wrongly" },
    ],
    rows: [
      [
        score.tried,
        percent(score.flagged, score.tried),
        percent(score.untouched, score.tried),
        score.unknown,
        score.mended,
        score.one,
        score.wrong,
      ],
    ],
    notes: [],
  };
}

function confusions(scores: ReadonlyMap<CauseKind, Score>): Table {
  const rows = inOrder(scores).flatMap(([kind, { takenFor }]): Row[] => {
    const told = Object.entries(takenFor).sort(([, one], [, other]) => other - one);
    return told.length === 0 ? [] : [[kind, told.map(([other, count]) => `${other} ${count}`).join(", ")]];
  });
  return {
    title: "Told as another kind",
    columns: [{ name: "fault" }, { name: "told as, how often" }],
    rows: rows.length > 0 ? rows : [["none", ""]],
    notes: [],
  };
}
