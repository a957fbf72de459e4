/** Judges the verdicts on random programs, and counts what they turned out to be. */
import { seededDice } from "../test/support/dice.ts";
import { isFalse, judgeProgram, type Judged, type Judgement } from "../test/support/judgement.ts";
import { buildProgram, textOf, type KnownProgram } from "../test/support/known-programs.ts";

/** The same each time, so that two runs tell of the checker. */
const seed = 1;

/** What came out for one kind of program. */
export interface Score {
  programs: number;
  /** Programs with a claim that should have been decided and was not. */
  undecided: number;
  readonly judgements: Partial<Record<Judgement, number>>;
  readonly milliseconds: number[];
}

/** What came of some programs, as plain data. */
export interface Trusting {
  /** By the kind of the program. */
  readonly scores: Record<string, Score>;
  /** Why claims were undecided, and how many. */
  readonly reasons: Record<string, number>;
  /** What is needed to see again what was false or undecided. */
  readonly told: readonly string[];
}

export function createTally(): Score {
  return { programs: 0, undecided: 0, judgements: {}, milliseconds: [] };
}

export function addTo(sum: Score, { programs, undecided, judgements, milliseconds }: Score): void {
  sum.programs += programs;
  sum.undecided += undecided;
  sum.milliseconds.push(...milliseconds);
  for (const [judgement, count] of Object.entries(judgements) as [Judgement, number][])
    sum.judgements[judgement] = (sum.judgements[judgement] ?? 0) + count;
}

/** Judges the programs numbered `from` up to but not including `to`. */
export function judgeAll(from: number, to: number): Trusting {
  const scores: Record<string, Score> = {};
  const reasons: Record<string, number> = {};
  const told: string[] = [];
  for (let number = from; number < to; number++) {
    const program = buildProgram(seededDice(seed, number));
    const score = (scores[program.kind] ??= createTally());
    const judged = judgeProgram(program, (work) => {
      const begun = process.cpuUsage();
      const result = work();
      const { user, system } = process.cpuUsage(begun);
      score.milliseconds.push((user + system) / 1_000);
      return result;
    });
    const judgements: Partial<Record<Judgement, number>> = {};
    for (const each of judged) {
      judgements[each.judgement] = (judgements[each.judgement] ?? 0) + 1;
      if (each.judgement === "undecided") {
        // Without the names and numbers of the program at hand.
        const reason = each.told.replace(/`[^`]*`/g, "…").replace(/^at [^,]*(, [A-Z] = \d+)*, /, "");
        reasons[reason] = (reasons[reason] ?? 0) + 1;
      }
      if (isWorthTelling(each)) told.push(wordsFor(number, program, each));
    }
    addTo(score, { programs: 1, undecided: judgements.undecided ? 1 : 0, judgements, milliseconds: [] });
  }
  return { scores, reasons, told };
}

function isWorthTelling({ judgement }: Judged): boolean {
  return isFalse(judgement) || judgement === "undecided" || judgement === "unread";
}

/** What is needed to see it again. */
function wordsFor(number: number, program: KnownProgram, { claim, judgement, told }: Judged): string {
  const slip = claim.slip === undefined ? "" : ` (${claim.slip})`;
  return `program ${number} of seed ${seed}: ${judgement}${slip} ${told}\n  ${claim.text}\n${textOf(program)}`;
}
