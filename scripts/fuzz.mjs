/**
 * Runs the randomised tests for a while, round after round, each from a seed of its own that is printed. Stops at the first
 * finding; its seed repeats it.
 *
 *   npm run fuzz -- [--minutes N] [--seed N] [FILTER…]      60 minutes unless told; filters are parts of test files' names
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Failure, main, root, run, runPackage } from "./processes.mjs";
import { freshSeed } from "./seed.mjs";

const targets = [
  "test/syntax/robustness.test.ts",
  "test/syntax/print.test.ts",
  "test/engine/random-programs.test.ts",
  "test/cli/random-sheets.test.ts",
  "test/wire/random-edits.test.ts",
  "test/properties/claims.test.ts",
  "test/properties/derivatives.test.ts",
  "test/properties/invariance.test.ts",
];

/** How long one test runs in one round. */
const secondsForTest = 20;

await main(async () => {
  const { values, positionals } = parseArgs({
    options: { minutes: { type: "string", default: "60" }, seed: { type: "string" } },
    allowPositionals: true,
  });
  const files = targets.filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)));
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Failure("--minutes wants a number above 0.");
  if (files.length === 0) throw new Failure(`No test to fuzz is called ${positionals.join(" or ")}.`);
  const first = values.seed === undefined ? freshSeed() : Number(values.seed);
  if (!Number.isSafeInteger(first)) throw new Failure("--seed wants a whole number.");
  await run(process.execPath, [join(root, "build.mjs")], { quiet: true });
  const end = Date.now() + minutes * 60_000;
  for (let seed = first; Date.now() < end; seed++) {
    console.log(`\nGRADUS_SEED=${seed}, ${Math.ceil((end - Date.now()) / 60_000)} minutes to go`);
    const left = Math.max(1, Math.ceil((end - Date.now()) / 1_000));
    process.env.GRADUS_SEED = String(seed);
    process.env.GRADUS_FUZZ_SECONDS = String(Math.min(secondsForTest, left));
    await runPackage("vitest", ["run", "--testTimeout=1200000", ...files]);
  }
});
