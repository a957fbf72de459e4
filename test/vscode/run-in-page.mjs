/** Opens a window of VS Code whose address names a test suite, and waits until the suite has ended. */
import { format } from "node:util";
import { chromium } from "playwright-core";
import { CHROMIUM_FLAGS, ensureChromium } from "../../scripts/chromium.mjs";
import { Failure } from "../../scripts/processes.mjs";

const RUN_TIMEOUT = 5 * 60_000;

/** Resolves with the suite's exit status: 0 where it resolved. Each line that VS Code or the suite logs is printed. */
export async function runInPage(address, print) {
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage();
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Failure("The suite in VS Code did not end in time.")), RUN_TIMEOUT);
      const settle = (action) => {
        clearTimeout(timer);
        action();
      };
      page.on("crash", () => settle(() => reject(new Failure("VS Code's page crashed."))));
      const open = async () => {
        await page.exposeFunction("codeAutomationLog", (_type, args) => print(format(...args)));
        await page.exposeFunction("codeAutomationExit", (code) => settle(() => resolve(code)));
        await page.goto(address);
      };
      open().catch((error) => settle(() => reject(error)));
    });
  } finally {
    await browser.close();
  }
}
