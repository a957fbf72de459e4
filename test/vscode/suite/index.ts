/** The entry that VS Code calls inside its extension host: runs the suite with mocha and leaves its count in a file. */
import Mocha from "mocha";
import { writeFileSync } from "node:fs";
import { format } from "node:util";

export async function run(): Promise<void> {
  // VS Code's own messages go the same way; the mark tells ours from them.
  const { GRADUS_TEST_MARK = "", GRADUS_TEST_COLOUR } = process.env;
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => console.log(GRADUS_TEST_MARK + format(...args));
  const mocha = new Mocha({
    ui: "bdd",
    timeout: 60_000,
    slow: 5_000,
    color: GRADUS_TEST_COLOUR === "yes",
    forbidOnly: true,
    forbidPending: true,
  });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await import("./checking.test.ts");
  await import("./reading.test.ts");
  await import("./manifest.test.ts");
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.once("end", () => {
      const { GRADUS_TEST_REPORT } = process.env;
      if (GRADUS_TEST_REPORT) writeFileSync(GRADUS_TEST_REPORT, JSON.stringify(runner.stats));
    });
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}
