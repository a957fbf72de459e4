/**
 * How far verdicts can be trusted: random programs whose answer is known, right claims rewritten by algebraic identities and
 * claims with one slip, whose effect the oracle tells.
 */
import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { figure } from "../measure.ts";
import type { Part } from "../part.ts";
import { root } from "../project.ts";
import type { Row, Table } from "../table.ts";
import { addTo, createTally, type Score, type Trusting } from "../trusting.ts";
import type { Judgement } from "../../test/support/judgement.ts";

/** How many programs there are. */
const whole = Number(process.env["GRADUS_PROGRAMS"] ?? 10_000);
const few = 24;

export const trust: Part = {
  name: "trust",
  about: "false and undecided verdicts on 10,000 random programs with a known answer",
  async run({ quick }) {
    const programs = quick ? few : whole;
    const processes = Math.min(availableParallelism(), programs);
    const shares = Array.from({ length: processes }, (_, at) =>
      [at, at + 1].map((share) => Math.round((share * programs) / processes)),
    );
    const found = await Promise.all(shares.map(([from, to]) => inOwnProcess(from!, to!)));
    const scores = new Map<string, Score>();
    const reasons = new Map<string, number>();
    for (const each of found) {
      for (const line of each.told) console.error(line);
      for (const [kind, score] of Object.entries(each.scores)) addTo(scoreOf(scores, kind), score);
      for (const [reason, count] of Object.entries(each.reasons))
        reasons.set(reason, (reasons.get(reason) ?? 0) + count);
    }
    return [verdicts(scores), ...(reasons.size > 0 ? [undecided(reasons)] : [])];
  },
};

async function inOwnProcess(from: number, to: number): Promise<Trusting> {
  const program = join(root, ".cache/bench/one-trusting.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(from), String(to)], {
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout) as Trusting;
}

function scoreOf(scores: Map<string, Score>, kind: string): Score {
  if (!scores.has(kind)) scores.set(kind, createTally());
  return scores.get(kind)!;
}

function verdicts(scores: ReadonlyMap<string, Score>): Table {
  const rows = [...scores]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([kind, score]) => rowOf(kind, score));
  const all = createTally();
  for (const score of scores.values()) addTo(all, score);
  return {
    title: "Verdicts on random programs with a known answer",
    columns: [
      { name: "programs of" },
      { name: "number" },
      { name: "right claims" },
      { name: "marked wrong" },
      { name: "claims with a slip" },
      { name: "marked right" },
      { name: "slips that change nothing" },
      { name: "without a value" },
      { name: "programs undecided" },
      { name: "processor, a check", unit: "ms" },
    ],
    rows: [...rows, rowOf("all", all)],
    notes: [
      "Slips that change nothing, as the oracle finds, are right claims. Claims without a value at any point, a division by 0 or the like, are rightly undecided.",
    ],
  };
}

function rowOf(kind: string, { programs, undecided: open, judgements, milliseconds }: Score): Row {
  const count = (...wanted: Judgement[]): number =>
    wanted.reduce((sum, judgement) => sum + (judgements[judgement] ?? 0), 0);
  return [
    kind,
    programs,
    count("right, holds", "equivalent, holds", "false: right, fails"),
    count("false: right, fails"),
    count("wrong, fails", "false: wrong, holds"),
    count("false: wrong, holds"),
    count("equivalent, holds"),
    count("no value"),
    open,
    figure(milliseconds),
  ];
}

function undecided(reasons: ReadonlyMap<string, number>): Table {
  return {
    title: "Why claims were undecided",
    columns: [{ name: "reason" }, { name: "claims" }],
    rows: [...reasons].sort(([, one], [, other]) => other - one),
    notes: [],
  };
}
