/**
 * Everything that must be green, on a fresh clone too. Stops at the first step that fails; the last line of a good run
 * counts the tests: `N passed, 0 failed`.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureChromium } from "./chromium.mjs";
import { ensureDependencies } from "./dependencies.mjs";
import { ensureHost, hostSupported } from "./host.mjs";
import { packageExtension } from "./package.mjs";
import { Failure, main, npm, root, run, runPackage } from "./processes.mjs";
import { seedOfCommit } from "./seed.mjs";
import { step } from "./steps.mjs";
import { ensureWebHost } from "./web-host.mjs";

await main(async () => {
  let passed = 0;
  await step("Packages", ensureDependencies);
  await step("Types", () => npm(["run", "--silent", "typecheck"], { quiet: true }));
  await step("Lint", () => npm(["run", "--silent", "lint"], { quiet: true }));
  await step("Format", () => runPackage("prettier", ["--check", "--log-level", "warn", "."], { quiet: true }));
  await step("Nothing unused", () => runPackage("knip", ["--no-progress"], { quiet: true }));
  await step("Build", () => run(process.execPath, ["build.mjs"], { quiet: true }));
  passed += await step("Tests", runVitest);
  passed += await step("Grammar", runGrammar);
  const vsix = await step("Package", async () => {
    const { vsix, size, files } = await packageExtension();
    console.log(`  ${(size / 1000).toFixed(0)} kB, ${files} files`);
    return vsix;
  });
  passed += hostSupported ? await runInHost(vsix) : await runInElectron(vsix);
  console.log(`${passed} passed, 0 failed`);
});

async function runVitest() {
  // On a CI server each commit tries other cases than the one before; GRADUS_SEED repeats them.
  if (process.env.CI) process.env.GRADUS_SEED ??= String(seedOfCommit());
  console.log(`  GRADUS_SEED=${process.env.GRADUS_SEED ?? 1}`);
  const report = join(root, ".cache", "vitest.json");
  mkdirSync(join(root, ".cache"), { recursive: true });
  await runPackage("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]);
  const { numPassedTests, numTotalTests } = JSON.parse(readFileSync(report, "utf8"));
  if (numPassedTests === 0) throw new Failure("No test ran.");
  if (numPassedTests < numTotalTests) throw new Failure(`${numTotalTests - numPassedTests} tests were skipped.`);
  return numPassedTests;
}

async function runGrammar() {
  const output = await npm(["run", "--silent", "test:grammar"]);
  return output.match(/^\W*✓/gmu)?.length ?? 0;
}

// The runners need packages, which are there only now.
async function runInHost(vsix) {
  await step("A browser and VS Code (installed the first time)", async () => {
    await ensureChromium();
    await ensureHost();
    await ensureWebHost();
  });
  const { runSuite } = await import("../test/vscode/run-in-host.mjs");
  const { runSuite: runWebSuite } = await import("../test/vscode/run-in-web-host.mjs");
  const { runHardships } = await import("../test/vscode/hardships.mjs");
  const { runPerson } = await import("../test/vscode/person.mjs");
  const inside = await step("Inside VS Code", () => runSuite(vsix));
  const inBrowser = await step("Inside VS Code for the Web", () => runWebSuite(vsix));
  const hardships = await step("In a browser that denies something", () => runHardships(vsix));
  const person = await step("As a person sees it", () => runPerson(vsix));
  return inside + inBrowser + hardships + person;
}

async function runInElectron(vsix) {
  const { runSuite } = await import("../test/vscode/run-in-electron.mjs");
  console.log("The run as a person sees it needs Linux and is left out here.");
  return step("Inside VS Code", () => runSuite(vsix));
}
