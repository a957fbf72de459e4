/** Runs the suite inside the extension host of the real VS Code server, with the packaged extension installed. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startHost } from "../../scripts/host.mjs";
import { packageExtension, vsixPath } from "../../scripts/package.mjs";
import { Failure, main } from "../../scripts/processes.mjs";
import { bundleSuite } from "./bundle-suite.mjs";
import { runInPage } from "./run-in-page.mjs";

const MARK = "[suite] ";

/** Runs the suite against a package; resolves with mocha's count, rejects where anything fails. */
export async function runSuite(vsix) {
  const suite = await bundleSuite();
  const scratch = mkdtempSync(join(tmpdir(), "gradus-suite-"));
  const workspace = join(scratch, "workspace");
  const report = join(scratch, "report.json");
  cpSync(join(import.meta.dirname, "workspace"), workspace, { recursive: true });
  const others = [];
  const print = (line) => (line.startsWith(MARK) ? console.log(line.slice(MARK.length)) : others.push(line));
  let host;
  try {
    host = await startHost({
      vsix,
      automation: true,
      env: {
        GRADUS_TEST_REPORT: report,
        GRADUS_TEST_MARK: MARK,
        GRADUS_TEST_COLOUR: process.stdout.isTTY ? "yes" : "no",
      },
    });
    const payload = [
      ["extensionDevelopmentPath", host.remoteUri(join(import.meta.dirname, "driver"))],
      ["extensionTestsPath", host.remoteUri(suite)],
    ];
    const status = await runInPage(host.address(workspace, payload), print);
    if (!existsSync(report)) throw new Failure(`The suite did not run. VS Code says:\n${others.join("\n")}`);
    const { passes, failures } = JSON.parse(readFileSync(report, "utf8"));
    if (status !== 0 || failures > 0 || passes === 0) {
      throw new Failure(`In VS Code: ${passes} passed, ${failures} failed, exit status ${status}`);
    }
    return passes;
  } finally {
    await host?.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const vsix = vsixPath();
    if (!existsSync(vsix)) await packageExtension();
    console.log(`${await runSuite(vsix)} passed in VS Code`);
  });
}
