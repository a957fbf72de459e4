/**
 * How far verdicts can be trusted: random programs whose answer is known, right claims rewritten by algebraic identities and
 * claims with one slip, whose effect the oracle tells.
 */
import { seededDice } from "../../test/support/dice.ts";
import { isFalse, judgeProgram, type Judged, type Judgement } from "../../test/support/judgement.ts";
import { buildProgram, textOf, type KnownProgram } from "../../test/support/known-programs.ts";
import { figure } from "../measure.ts";
import type { Part } from "../part.ts";
import type { Row, Table } from "../table.ts";

/** How many programs there are, and from which seed: the same each time, so that two runs tell of the checker. */
const seed = 1;
const whole = Number(process.env["GRADUS_PROGRAMS"] ?? 10_000);
const few = 24;

/** What came out for one kind of program. */
interface Score {
  programs: number;
  /** Programs with a claim that should have been decided and was not. */
  undecided: number;
  readonly judgements: Map<Judgement, number>;
  readonly milliseconds: number[];
}

export const trust: Part = {
  name: "trust",
  about: "false and undecided verdicts on 10,000 random programs with a known answer",
  run({ quick }) {
    const scores = new Map<string, Score>();
    const reasons = new Map<string, number>();
    const programs = quick ? few : whole;
    for (let number = 0; number < programs; number++) {
      const program = buildProgram(seededDice(seed, number));
      const score = scoreOf(scores, program.kind);
      const judged = judgeProgram(program, (work) => {
        const begun = process.cpuUsage();
        const result = work();
        const { user, system } = process.cpuUsage(begun);
        score.milliseconds.push((user + system) / 1_000);
        return result;
      });
      note(score, judged, reasons);
      for (const each of judged) if (isWorthTelling(each)) tell(number, program, each);
    }
    return [verdicts(scores), ...(reasons.size > 0 ? [undecided(reasons)] : [])];
  },
};

function scoreOf(scores: Map<string, Score>, kind: string): Score {
  let score = scores.get(kind);
  if (!score) scores.set(kind, (score = { programs: 0, undecided: 0, judgements: new Map(), milliseconds: [] }));
  return score;
}

function note(score: Score, judged: readonly Judged[], reasons: Map<string, number>): void {
  score.programs++;
  if (judged.some(({ judgement }) => judgement === "undecided")) score.undecided++;
  for (const { judgement, told } of judged) {
    score.judgements.set(judgement, (score.judgements.get(judgement) ?? 0) + 1);
    if (judgement !== "undecided") continue;
    // Without the names and numbers of the program at hand.
    const reason = told.replace(/`[^`]*`/g, "…").replace(/^at [^,]*(, [A-Z] = \d+)*, /, "");
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
}

function isWorthTelling({ judgement }: Judged): boolean {
  return isFalse(judgement) || judgement === "undecided" || judgement === "unread";
}

/** What is needed to see it again. */
function tell(number: number, program: KnownProgram, { claim, judgement, told }: Judged): void {
  const slip = claim.slip === undefined ? "" : ` (${claim.slip})`;
  console.error(`program ${number} of seed ${seed}: ${judgement}${slip} ${told}\n  ${claim.text}\n${textOf(program)}`);
}

function verdicts(scores: ReadonlyMap<string, Score>): Table {
  const rows = [...scores]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([kind, score]) => rowOf(kind, score));
  const all: Score = { programs: 0, undecided: 0, judgements: new Map(), milliseconds: [] };
  for (const { programs, undecided: open, judgements, milliseconds } of scores.values()) {
    all.programs += programs;
    all.undecided += open;
    all.milliseconds.push(...milliseconds);
    for (const [judgement, count] of judgements)
      all.judgements.set(judgement, (all.judgements.get(judgement) ?? 0) + count);
  }
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
    wanted.reduce((sum, judgement) => sum + (judgements.get(judgement) ?? 0), 0);
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
