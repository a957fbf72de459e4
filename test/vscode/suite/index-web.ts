/** The entry that VS Code calls inside its extension host in a browser: runs the suite and logs its count. */
import "mocha/mocha.js";
import { runSuite } from "./run-suite.ts";

/** Which lines of the log are ours, and which of them is the count; `run-in-web-host.mjs` reads them. */
const MARK = "[suite] ";
const COUNT = "[count] ";

export async function run(): Promise<void> {
  const { passes, failures } = await runSuite(Mocha, MARK, false);
  console.log(COUNT + JSON.stringify({ passes, failures }));
  if (failures > 0) throw new Error(`${failures} failed`);
}
