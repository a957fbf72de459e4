/**
 * How the randomised tests run: from which seed, and how often or how long. `GRADUS_SEED` repeats a run; without it the
 * seed is always the same, so that a test that was green stays green until something changes. `npm test` on a CI server
 * takes a seed of the commit's own, and `npm run fuzz` lets each test run for a while instead of a number of times.
 */
import fc from "fast-check";

const seed = Number(process.env["GRADUS_SEED"] ?? 1);
const seconds = process.env["GRADUS_FUZZ_SECONDS"];

fc.configureGlobal({
  seed,
  reporter(outcome) {
    if (!outcome.failed) return;
    const report = fc.defaultReportMessage(outcome) ?? "";
    throw new Error(`GRADUS_SEED=${seed} repeats this.\n${report}`, { cause: outcome.errorInstance });
  },
});

/** For tests that `npm run fuzz` deepens: so many runs, or as many as there is time for. */
export function runs(count: number): { numRuns: number; interruptAfterTimeLimit?: number } {
  return seconds === undefined
    ? { numRuns: count }
    : { numRuns: 1e9, interruptAfterTimeLimit: Number(seconds) * 1_000 };
}
