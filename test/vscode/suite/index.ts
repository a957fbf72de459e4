/** The entry that VS Code calls inside its extension host under Node: runs the suite and leaves its count in a file. */
import Mocha from "mocha";
import { writeFileSync } from "node:fs";
import { runSuite } from "./run-suite.ts";

export async function run(): Promise<void> {
  const { GRADUS_TEST_MARK = "", GRADUS_TEST_COLOUR, GRADUS_TEST_REPORT } = process.env;
  const stats = await runSuite(Mocha, GRADUS_TEST_MARK, GRADUS_TEST_COLOUR === "yes");
  if (GRADUS_TEST_REPORT) writeFileSync(GRADUS_TEST_REPORT, JSON.stringify(stats));
  if (stats.failures > 0) throw new Error(`${stats.failures} failed`);
}
