/** Runs the suite inside the extension host of VS Code for the Web, with the packaged extension beside it. */
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageExtension, vsixPath } from "../../scripts/package.mjs";
import { Failure, main } from "../../scripts/processes.mjs";
import { startWebHost } from "../../scripts/web-host.mjs";
import { bundleWebSuite } from "./bundle-suite.mjs";
import { runInPage } from "./run-in-page.mjs";

const MARK = "[suite] ";
const COUNT = "[count] ";

/** Runs the suite against a package; resolves with mocha's count, rejects where anything fails. */
export async function runSuite(vsix) {
  const scratch = mkdtempSync(join(tmpdir(), "gradus-web-suite-"));
  const driver = join(scratch, "driver");
  cpSync(join(import.meta.dirname, "driver"), driver, { recursive: true });
  const entry = join(driver, "suite.js");
  await bundleWebSuite(entry);
  const others = [];
  const counts = [];
  const print = (line) => {
    if (line.startsWith(MARK)) console.log(line.slice(MARK.length));
    else if (line.startsWith(COUNT)) counts.push(JSON.parse(line.slice(COUNT.length)));
    else others.push(line);
  };
  let host;
  try {
    host = await startWebHost({ vsix, workspace: join(import.meta.dirname, "workspace"), suite: { driver, entry } });
    const status = await runInPage(host.address(), print);
    if (counts.length === 0) throw new Failure(`The suite did not run. VS Code says:\n${others.join("\n")}`);
    const [{ passes, failures }] = counts;
    if (status !== 0 || failures > 0 || passes === 0) {
      throw new Failure(`In the browser: ${passes} passed, ${failures} failed, exit status ${status}`);
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
    console.log(`${await runSuite(vsix)} passed in VS Code for the Web`);
  });
}
