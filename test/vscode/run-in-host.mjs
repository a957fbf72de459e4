/** Runs the suite inside the extension host of the real VS Code server, with the packaged extension installed. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "node:util";
import { chromium } from "playwright-core";
import { CHROMIUM_FLAGS, ensureChromium } from "../../scripts/chromium.mjs";
import { startHost } from "../../scripts/host.mjs";
import { packageExtension, vsixPath } from "../../scripts/package.mjs";
import { Failure, main } from "../../scripts/processes.mjs";
import { bundleSuite } from "./bundle-suite.mjs";

const RUN_TIMEOUT = 5 * 60_000;
const MARK = "[suite] ";

/** Runs the suite against a package; resolves with mocha's count, rejects where anything fails. */
export async function runSuite(vsix) {
  const suite = await bundleSuite();
  const executablePath = await ensureChromium();
  const scratch = mkdtempSync(join(tmpdir(), "gradus-suite-"));
  const workspace = join(scratch, "workspace");
  const report = join(scratch, "report.json");
  cpSync(join(import.meta.dirname, "workspace"), workspace, { recursive: true });
  const others = [];
  const print = (line) => (line.startsWith(MARK) ? console.log(line.slice(MARK.length)) : others.push(line));
  let host;
  let browser;
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
    browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
    const page = await browser.newPage();
    const status = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Failure("The suite in VS Code did not end in time.")), RUN_TIMEOUT);
      const settle = (action) => {
        clearTimeout(timer);
        action();
      };
      page.on("crash", () => settle(() => reject(new Failure("VS Code's page crashed."))));
      const open = async () => {
        await page.exposeFunction("codeAutomationLog", (_type, args) => print(format(...args)));
        await page.exposeFunction("codeAutomationExit", (code) => settle(() => resolve(code)));
        const payload = [
          ["extensionDevelopmentPath", host.remoteUri(join(import.meta.dirname, "driver"))],
          ["extensionTestsPath", host.remoteUri(suite)],
        ];
        await page.goto(host.address(workspace, payload));
      };
      open().catch((error) => settle(() => reject(error)));
    });
    if (!existsSync(report)) throw new Failure(`The suite did not run. VS Code says:\n${others.join("\n")}`);
    const { passes, failures } = JSON.parse(readFileSync(report, "utf8"));
    if (status !== 0 || failures > 0 || passes === 0) {
      throw new Failure(`In VS Code: ${passes} passed, ${failures} failed, exit status ${status}`);
    }
    return passes;
  } finally {
    await browser?.close();
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
