/**
 * Uses Gradus as a person would: opens a sheet in the packaged extension's real VS Code, breaks a line, sees it turn red,
 * reads why, and takes the slip back; in a light, a dark and a high-contrast theme.
 *
 *   node test/vscode/person.mjs [--screenshots]      with the flag, the pictures of docs/images are taken anew
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { cacheFolder } from "../../scripts/cache-folder.mjs";
import { CHROMIUM_FLAGS, ensureChromium } from "../../scripts/chromium.mjs";
import { startHost } from "../../scripts/host.mjs";
import { packageExtension, vsixPath } from "../../scripts/package.mjs";
import { Failure, main, root } from "../../scripts/processes.mjs";

const THEMES = { light: "Default Light Modern", dark: "Default Dark Modern", contrast: "Default High Contrast" };
const TIMEOUT = 60_000;
const RIGHT_SIDE = "bar h[t] o[t] (1 - tanh(c[t])^2)";
const SLIP = " + bar c[t+1] f[t+1]";

const SETTINGS = {
  "editor.minimap.enabled": false,
  "editor.fontSize": 14,
  "editor.scrollBeyondLastLine": false,
  // Below the line, so that the forward equations stay in the picture.
  "editor.hover.above": false,
  "files.autoSave": "off",
  "workbench.activityBar.location": "hidden",
  "workbench.layoutControl.enabled": false,
  "window.commandCenter": false,
  "breadcrumbs.enabled": false,
};

const pictures = join(cacheFolder(), "pictures");

/** Runs the whole story; resolves with the number of things seen, rejects at the first that is not there. */
export async function runPerson(vsix) {
  mkdirSync(pictures, { recursive: true });
  const executablePath = await ensureChromium();
  const scratch = mkdtempSync(join(tmpdir(), "gradus-person-"));
  let host;
  let browser;
  let seen = 0;
  try {
    host = await startHost({ vsix });
    browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
    for (const [variant, theme] of Object.entries(THEMES)) {
      host.writeSettings({ ...SETTINGS, "workbench.colorTheme": theme });
      const workspace = join(scratch, variant);
      cpSync(join(import.meta.dirname, "workspace"), workspace, { recursive: true });
      const context = await browser.newContext({ viewport: { width: 960, height: 740 }, deviceScaleFactor: 2 });
      const page = await context.newPage();
      page.setDefaultTimeout(TIMEOUT);
      try {
        seen += await slipAndRepair(page, host, workspace, variant);
      } catch (error) {
        const picture = join(cacheFolder(), `person-failed-${variant}.png`);
        await page.screenshot({ path: picture });
        throw new Failure(`${variant}: ${error.message}\nThe screen at that moment: ${picture}`);
      } finally {
        await context.close();
      }
    }
    return seen;
  } finally {
    await browser?.close();
    await host?.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function slipAndRepair(page, host, workspace, variant) {
  let seen = 0;
  const sees = async (what, wait) => {
    await wait;
    seen += 1;
    console.log(`  ✓ ${variant}: ${what}`);
  };
  const squiggle = page.locator(".squiggly-error").first();
  const lens = (title) => page.locator(".codelens-decoration", { hasText: title }).first();
  const status = (text) => page.locator(".statusbar-item", { hasText: text });

  await page.goto(host.address(workspace, [["openFile", host.remoteUri(join(workspace, "lstm.grad"))]]));
  const line = page.locator(".view-line", { hasText: "bar c[t] = bar h[t] o[t]" }).first();
  await line.waitFor();
  await page.keyboard.press("Control+b");
  await sees("the lens says that all claims hold", lens("✓ 8 of 8 hold").waitFor());
  await sees("so does the status bar", status("8 of 8 hold").waitFor());
  await sees("nothing is underlined", squiggle.waitFor({ state: "detached" }));

  await line.click();
  await page.keyboard.press("End");
  for (const _ of SLIP) await page.keyboard.press("Backspace");
  const released = performance.now();
  await sees("the line that lost a path is underlined", squiggle.waitFor());
  const milliseconds = (performance.now() - released).toFixed(0);
  await sees(`the lens counts it (red after ${milliseconds} ms)`, lens("✗ 1 of 8 fails").waitFor());
  await sees("so does the status bar", status("1 of 8 fails").waitFor());

  // The underline lies beneath the text: to a mouse it is only a place, the right side's, as wide as its letters.
  const { x, y, width, height } = await squiggle.boundingBox();
  const hover = (text) => page.locator(".monaco-hover:visible", { hasText: text }).first();
  await page.mouse.move(x + width / 2, y + height / 2);
  await sees("the hover says through what the missing path goes", hover(/c\[t\+1\]/).waitFor());
  await page.screenshot({ path: join(pictures, `slip-${variant}.png`) });
  await page.mouse.move(x + 2 * width, y - 8 * height);
  await page.locator(".monaco-hover:visible").waitFor({ state: "detached" });
  await page.mouse.move(x - (1.5 * width) / RIGHT_SIDE.length, y + height / 2);
  await sees("a hover over = shows both sides", page.locator(".monaco-hover:visible table").waitFor());
  await page.screenshot({ path: join(pictures, `both-sides-${variant}.png`) });

  await page.keyboard.press("Escape");
  await page.keyboard.type(SLIP);
  await sees("the repaired line is clean again", squiggle.waitFor({ state: "detached" }));
  await sees("the lens says that all claims hold", lens("✓ 8 of 8 hold").waitFor());
  await sees("no notification was shown", page.locator(".notification-toast").waitFor({ state: "detached" }));
  return seen;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const vsix = vsixPath();
    if (!existsSync(vsix)) await packageExtension();
    console.log(`${await runPerson(vsix)} seen, in ${Object.keys(THEMES).length} themes; pictures in ${pictures}`);
    if (process.argv.includes("--screenshots")) publish(["light", "dark"]);
  });
}

/** Copies the pictures of some themes to where the README shows them. */
function publish(variants) {
  const folder = join(root, "docs", "images");
  mkdirSync(folder, { recursive: true });
  for (const name of ["slip", "both-sides"].flatMap((scene) => variants.map((variant) => `${scene}-${variant}.png`))) {
    cpSync(join(pictures, name), join(folder, name));
  }
}
