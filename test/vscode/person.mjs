/**
 * Uses Gradus as a person would: opens a sheet in the packaged extension's real VS Code, breaks a line, sees it turn red,
 * reads why, in a hover and in the panel, and takes the slip back; in a light, a dark and a high-contrast theme, with the server beside VS Code and in
 * the browser.
 *
 *   node test/vscode/person.mjs [--screenshots]      with the flag, the pictures of docs/images are taken anew
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { cacheFolder } from "../../scripts/cache-folder.mjs";
import { CHROMIUM_FLAGS, ensureChromium } from "../../scripts/chromium.mjs";
import { startHost } from "../../scripts/host.mjs";
import { packageExtension, vsixPath } from "../../scripts/package.mjs";
import { Failure, main, root } from "../../scripts/processes.mjs";
import { startWebHost } from "../../scripts/web-host.mjs";

const THEMES = { light: "Default Light Modern", dark: "Default Dark Modern", contrast: "Default High Contrast" };
const SIZE = { width: 960, height: 800 };
const NARROW = { ...SIZE, width: 600 };
const TIMEOUT = 60_000;
const LINE = "bar c[t] = bar h[t] o[t]";
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

const SHEETS = join(import.meta.dirname, "workspace");
const pictures = join(cacheFolder(), "pictures");

/** Where a person may meet Gradus: each starts a VS Code that shows the sheet in a theme, at an address. */
const PLACES = { desktop: startServed, browser: startInBrowser };

/** Runs the whole story everywhere; resolves with the number of things seen, rejects at the first that is not there. */
export async function runPerson(vsix) {
  mkdirSync(pictures, { recursive: true });
  let seen = 0;
  for (const [name, start] of Object.entries(PLACES)) seen += await runIn(name, start, vsix);
  return seen;
}

/** A browser with a profile of its own. A panel's page comes from an origin of its own, which must be allowed to keep things. */
async function openBrowser(profile) {
  mkdirSync(join(profile, "Default"), { recursive: true });
  const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
  writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(preferences));
  return chromium.launchPersistentContext(profile, {
    executablePath: await ensureChromium(),
    args: CHROMIUM_FLAGS,
    viewport: SIZE,
    deviceScaleFactor: 2,
  });
}

async function runIn(name, start, vsix) {
  const scratch = mkdtempSync(join(tmpdir(), "gradus-person-"));
  const profiles = mkdtempSync(join(tmpdir(), "gradus-profiles-"));
  let place;
  let seen = 0;
  try {
    place = await start(vsix, scratch);
    for (const [variant, theme] of Object.entries(THEMES)) {
      const context = await openBrowser(join(profiles, variant));
      const [page] = context.pages();
      page.setDefaultTimeout(TIMEOUT);
      try {
        await page.goto(place.show(variant, theme));
        seen += await slipAndRepair(page, `${name}-${variant}`);
        seen += await askWhy(page, `${name}-${variant}`);
        seen += await typeLikeAStudent(page, `${name}-${variant}`);
        seen += await ownMistake(page, `${name}-${variant}`);
        seen += await readActivation(page, `${name}-${variant}`);
      } catch (error) {
        const picture = join(cacheFolder(), `person-failed-${name}-${variant}.png`);
        await page.screenshot({ path: picture }).catch(() => undefined);
        throw new Failure(`${name}, ${variant}: ${error.message}\nThe screen at that moment: ${picture}`);
      } finally {
        await context.close();
      }
    }
    return seen;
  } finally {
    await place?.stop();
    for (const folder of [scratch, profiles]) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function startServed(vsix, scratch) {
  const host = await startHost({ vsix });
  return {
    show(variant, theme) {
      host.writeSettings({ ...SETTINGS, "workbench.colorTheme": theme });
      const workspace = join(scratch, variant);
      cpSync(SHEETS, workspace, { recursive: true });
      return host.address(workspace, [["openFile", host.remoteUri(join(workspace, "lstm.grad"))]]);
    },
    stop: host.stop,
  };
}

async function startInBrowser(vsix, scratch) {
  cpSync(SHEETS, scratch, { recursive: true });
  mkdirSync(join(scratch, ".vscode"));
  const host = await startWebHost({ vsix, workspace: scratch });
  return {
    show(_variant, theme) {
      const settings = JSON.stringify({ ...SETTINGS, "workbench.colorTheme": theme });
      writeFileSync(join(scratch, ".vscode", "settings.json"), settings);
      return host.address([["openFile", host.sheet("lstm.grad")]]);
    },
    stop: host.stop,
  };
}

/** Counts what is seen, and says it. */
function witness(variant) {
  const sees = async (what, wait) => {
    await wait;
    sees.count += 1;
    console.log(`  ✓ ${variant}: ${what}`);
  };
  sees.count = 0;
  return sees;
}

async function slipAndRepair(page, variant) {
  const sees = witness(variant);
  const squiggle = page.locator(".squiggly-error").first();
  const lens = (title) => page.locator(".codelens-decoration", { hasText: title }).first();
  const status = (text) => page.locator(".statusbar-item", { hasText: text });

  await page.locator(".view-line", { hasText: LINE }).first().waitFor();
  await page.keyboard.press("Control+b");
  await sees("the lens says that all claims hold", lens("✓ 8 of 8 hold").waitFor());
  await sees("so does the status bar", status("8 of 8 hold").waitFor());
  await sees("nothing is underlined", squiggle.waitFor({ state: "detached" }));

  await makeSlip(page);
  const released = performance.now();
  await sees("the line that lost a path is underlined", squiggle.waitFor());
  const milliseconds = (performance.now() - released).toFixed(0);
  await sees(`the lens counts it (red after ${milliseconds} ms)`, lens("✗ 1 of 8 fails").waitFor());
  await sees("so does the status bar", status("1 of 8 fails").waitFor());

  await sees("a lens above the line asks why, once nobody types", lens("Why?").waitFor());

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
  return sees.count;
}

/** Takes a path out of a line, key by key. */
async function makeSlip(page) {
  await page.locator(".view-line", { hasText: LINE }).first().click();
  await page.keyboard.press("End");
  for (const _ of SLIP) await page.keyboard.press("Backspace");
}

/** What the panel shows: VS Code keeps the page of an extension in a frame within a frame. */
function panelOf(page) {
  return page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");
}

/** Makes the slip again and asks why: reads the panel, follows it to an equation, and sees it follow the line. */
async function askWhy(page, variant) {
  const sees = witness(variant);
  const panel = panelOf(page);
  const heading = (text) => panel.locator("h1", { hasText: text });
  const lens = page.locator(".codelens-decoration a", { hasText: "Why?" });
  await makeSlip(page);
  await lens.click();
  await sees("the panel says what is missing", heading("A path is missing: the one through c[t+1]").waitFor());
  await sees("the missing path is drawn", panel.locator("svg .edge.missing").first().waitFor({ state: "attached" }));
  await sees(
    "the other one is right",
    panel.locator(".branches .right", { hasText: "h[t] = o[t] tanh(c[t])" }).waitFor(),
  );
  await sees("what each path gives is in a table", panel.locator("tr.missing", { hasText: "0.02355" }).waitFor());
  await page.screenshot({ path: join(pictures, `why-${variant}.png`) });

  await page.setViewportSize(NARROW);
  await sees("nothing is cut off where it is narrow", fits(panel));
  await page.screenshot({ path: join(pictures, `why-narrow-${variant}.png`) });
  await page.setViewportSize(SIZE);

  await panel.locator("button.equation", { hasText: "c[t] = f[t] c[t-1]" }).focus();
  // VS Code hears of it by message; a person presses no key before that.
  await page.locator(".editor-group-container.active .tab", { hasText: "Why?" }).waitFor();
  await page.keyboard.press("Enter");
  const cursor = (text) => page.locator(".statusbar-item", { hasText: text });
  await sees("Enter on an equation puts the cursor into its line", cursor("Ln 12, Col 1").waitFor());
  await page.locator(".view-line", { hasText: LINE }).first().click();
  await page.keyboard.press("End");
  await page.keyboard.type(SLIP);
  await sees("the panel says that the mended line holds", heading("This line holds now").waitFor());
  await page.screenshot({ path: join(pictures, `why-mended-${variant}.png`) });
  await sees("the lens goes when nobody types", lens.waitFor({ state: "detached" }));
  await page.locator(".tab", { hasText: "Why?" }).click({ button: "middle" });
  await panel.locator("h1").waitFor({ state: "detached" });
  await page.locator(".view-line", { hasText: LINE }).first().click();
  return sees.count;
}

/** Resolves when the panel is as narrow as its frame and its lines end at its boxes. */
function fits(panel) {
  return panel.locator("html").evaluate(
    (html) =>
      new Promise((resolve) => {
        const placeOf = (selector) => html.querySelector(selector).getBoundingClientRect();
        const look = () => {
          const gap = placeOf(".to").left - placeOf(".head:last-child").right;
          if (html.scrollWidth <= html.clientWidth && Math.abs(gap) < 1) resolve();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

/** Goes on with the sheet as one who knows LaTeX and not the tool: symbols by their names, names out of the list. */
async function typeLikeAStudent(page, variant) {
  const sees = witness(variant);
  const row = (text) => page.locator(".suggest-widget.visible .monaco-list-row", { hasText: text }).first();
  const line = (text) => page.locator(".view-line", { hasText: text }).first();

  await page.keyboard.press("Control+End");
  await page.keyboard.type("\\par");
  await sees("half of \\partial is offered as ∂", row("∂").waitFor());
  await page.screenshot({ path: join(pictures, `symbols-${variant}.png`) });
  await page.keyboard.type("tialh[t]/\\partialo[t] = tanh(c[t])");
  await sees("the names have become symbols", line("∂h[t]/∂o[t] = tanh(c[t])").waitFor());
  await page.keyboard.press("Enter");

  await page.keyboard.type("bar w");
  await sees("what is still to be derived is offered behind bar", row("w_gh").waitFor());
  await page.screenshot({ path: join(pictures, `completion-${variant}.png`) });
  await page.keyboard.type("_ox");
  await sees("the list follows what is typed", row("w_gh").waitFor({ state: "detached" }));
  await page.keyboard.type(" = sum[t](bar o[t] \\sigma'(w_ox x[t] + w_oh h[t-1]) x[t])");
  await sees("brackets were closed once", line("σ'(w_ox x[t] + w_oh h[t-1]) x[t])").waitFor());
  await sees("both lines hold", page.locator(".statusbar-item", { hasText: "10 of 10 hold" }).waitFor());
  await page.screenshot({ path: join(pictures, `typed-${variant}.png`) });
  return sees.count;
}

/** What the README asks for first: a sheet of one's own, with a slip in it. */
async function ownMistake(page, variant) {
  const sees = witness(variant);
  await page.keyboard.press("Control+b");
  await page.locator(".explorer-folders-view").hover();
  await page.locator('[aria-label="New File..."]').first().click();
  await page.locator(".explorer-folders-view input").first().waitFor();
  await page.keyboard.type(`mine-${variant}.grad`);
  await page.keyboard.press("Enter");
  await page.locator(".tab.active", { hasText: `mine-${variant}.grad` }).waitFor();
  await page.keyboard.press("Control+b");
  await page.locator(".editor-instance .monaco-editor").first().click();
  await page.keyboard.type("param a\nloss L = a^3\nbar a = 2 a^2");
  const lens = page.locator(".codelens-decoration", { hasText: "✗ 1 of 1 fails" }).first();
  await sees("the lens of a new sheet counts its slip", lens.waitFor());
  // The whole right side is underlined at first, and then the part that is found to be wrong.
  const narrow = await page.waitForFunction(() => {
    const { x, y, width, height } = document.querySelector(".squiggly-error")?.getBoundingClientRect() ?? {};
    return width < 20 && { x: x + width / 2, y: y + height / 2 };
  });
  await sees("nothing but the slip is underlined", narrow);
  const { x, y } = await narrow.jsonValue();
  await page.mouse.move(x, y);
  const hover = page.locator(".monaco-hover:visible", { hasText: "is wrong" }).first();
  await sees("the hover says that this number is wrong", hover.waitFor());
  const clip = { x: 0, y: 0, width: 960, height: 300 };
  await page.screenshot({ path: join(pictures, `mine-${variant}.png`), clip });

  await page.keyboard.press("Control+s");
  await page.keyboard.press("F1");
  await page.keyboard.type("Why? Explain");
  await page.keyboard.press("Enter");
  const heading = panelOf(page).locator("h1", { hasText: "is wrong" });
  await sees("the palette asks why, without a mouse", heading.waitFor());
  await sees(
    "no notification was shown after all this",
    page.locator(".notification-toast").waitFor({ state: "detached" }),
  );
  return sees.count;
}

/** What VS Code itself says of how long the extension took to start. Told and not judged: machines differ. */
async function readActivation(page, variant) {
  const sees = witness(variant);
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").first().waitFor();
  await page.keyboard.type("Show Running Extensions");
  await page.keyboard.press("Enter");
  const row = page.locator(".runtime-extensions-editor .monaco-list-row", { hasText: /Gradus[^]*Activation: \d+ms/ });
  await row.first().waitFor();
  const [, milliseconds] = /Activation: (\d+)ms/.exec(await row.first().innerText());
  await sees(`VS Code counts the extension among those that run (activated in ${milliseconds} ms)`, row);
  return sees.count;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const vsix = vsixPath();
    if (!existsSync(vsix)) await packageExtension();
    const seen = await runPerson(vsix);
    console.log(`${seen} seen, in ${Object.keys(THEMES).length} themes; pictures in ${pictures}`);
    if (process.argv.includes("--screenshots")) publish();
  });
}

/** Copies the pictures that documents show to where they are. */
function publish() {
  const folder = join(root, "docs", "images");
  mkdirSync(folder, { recursive: true });
  const copy = (from, to) => cpSync(join(pictures, `${from}.png`), join(folder, `${to}.png`));
  for (const theme of ["light", "dark"]) {
    for (const scene of ["slip", "both-sides"]) copy(`${scene}-desktop-${theme}`, `${scene}-${theme}`);
    copy(`slip-browser-${theme}`, `browser-${theme}`);
    copy(`why-desktop-${theme}`, `why-${theme}`);
  }
  copy("completion-desktop-light", "completion-light");
  copy("mine-desktop-light", "first-light");
}
