/**
 * What Gradus does in a browser that denies it something: it says so once, and what can work does. Each story runs in VS Code
 * for the Web with the packaged extension, of which a file is taken away, or in a browser that is told to refuse.
 *
 *   node test/vscode/hardships.mjs
 */
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { cacheFolder } from "../../scripts/cache-folder.mjs";
import { CHROMIUM_FLAGS, ensureChromium } from "../../scripts/chromium.mjs";
import { packageExtension, vsixPath } from "../../scripts/package.mjs";
import { Failure, main } from "../../scripts/processes.mjs";
import { startWebHost } from "../../scripts/web-host.mjs";

const TIMEOUT = 60_000;
const STORIES = { workerMissing, workersForbidden, workerDies, oracleMissing, storageDenied, originsApart };

/** Runs all stories; resolves with the number of things seen, rejects at the first that is not there. */
export async function runHardships(vsix) {
  let seen = 0;
  for (const [name, story] of Object.entries(STORIES)) {
    seen += await inWindow(vsix, name, story);
  }
  return seen;
}

async function inWindow(vsix, name, story) {
  const scratch = mkdtempSync(join(tmpdir(), "gradus-hardship-"));
  const workspace = join(scratch, "sheets");
  cpSync(join(import.meta.dirname, "workspace"), workspace, { recursive: true });
  const host = await startWebHost({ vsix, workspace });
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    // Everything is on this machine here, so a page of one origin has to ask this machine for one of another.
    args: [...CHROMIUM_FLAGS, "--disable-features=LocalNetworkAccessChecks"],
  });
  const context = await browser.newContext({ viewport: { width: 960, height: 740 } });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT);
  let seen = 0;
  const sees = async (what, wait) => {
    await wait;
    seen += 1;
    console.log(`  ✓ ${name}: ${what}`);
  };
  try {
    await story({ host, context, page, sees, ...onScreen(page) });
    await sees("no notification was shown", page.locator(".notification-toast").waitFor({ state: "detached" }));
    return seen;
  } catch (error) {
    const picture = join(cacheFolder(), `hardship-failed-${name}.png`);
    await page.screenshot({ path: picture }).catch(() => undefined);
    throw new Failure(`${name}: ${error.message}\nThe screen at that moment: ${picture}`);
  } finally {
    await browser.close();
    await host.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Where things stand in a window. */
function onScreen(page) {
  const status = (text) => page.locator(".statusbar-item", { hasText: text });
  return {
    status,
    stopped: status("Gradus has stopped"),
    /** Resolves when the output says so, on however many lines. */
    async outputSays(words) {
      const lines = page.locator(".output-view .view-lines");
      // While VS Code still restores its layout it forgets which panel it was told to show.
      for (let attempt = 0; attempt < 5 && !(await lines.isVisible()); attempt++) {
        await runCommand(page, "Gradus: Show Output");
        await lines.waitFor({ timeout: 5_000 }).catch(() => undefined);
      }
      const spaced = new RegExp(words.replaceAll(" ", "\\s*"));
      await lines.filter({ hasText: spaced }).waitFor();
    },
  };
}

/** The bundle of the server can't be fetched: it is asked for once, and again when the person asks for it. */
async function workerMissing({ host, context, page, sees, status, stopped, outputSays }) {
  const bundle = join(host.extension, "dist", "server-web.js");
  renameSync(bundle, `${bundle}.away`);
  const asked = requestsFor(context, "server-web.js");
  await page.goto(host.address([["openFile", host.sheet("lstm.grad")]]));
  await sees("the status bar says that Gradus has stopped", stopped.waitFor());
  await sees("the output says why", outputSays("web worker could not be started"));
  await sees("it does not try in a loop", equal(asked.length, 1));
  renameSync(`${bundle}.away`, bundle);
  // The item is that of the sheet which has the focus.
  await page.locator(".view-line", { hasText: "model LSTM" }).first().click();
  await stopped.click();
  await sees("a click starts it when the bundle is there", status("8 of 8 hold").waitFor());
  await sees("which asks for the bundle once more", equal(asked.length, 2));
}

/** The extension host may start no worker of its own. */
async function workersForbidden({ host, context, page, sees, stopped, outputSays }) {
  let refused = 0;
  await context.route("**/extensionHostWorkerMain.js", async (route) => {
    const response = await route.fetch();
    const denial = "self.Worker = class { constructor() { throw new DOMException('denied', 'SecurityError'); } };\n";
    refused += 1;
    await route.fulfill({ response, body: denial + (await response.text()) });
  });
  await page.goto(host.address([["openFile", host.sheet("lstm.grad")]]));
  await sees("the status bar says that Gradus has stopped", stopped.waitFor());
  await sees("the browser did refuse", equal(refused, 1));
  await sees("the output says why", outputSays("SecurityError"));
}

/** An error leaves the worker while it serves: another takes its place without a word. */
async function workerDies({ host, page, sees, status }) {
  await page.goto(host.address([["openFile", host.sheet("doubtful.grad")]]));
  await sees("the sheet is checked, the second opinion with it", status("1 of 3 fails").waitFor());
  const asked = await Promise.all(page.workers().map((worker) => worker.evaluate(() => "gradusOracle" in globalThis)));
  const server = page.workers().find((_worker, at) => asked[at]);
  const gone = new Promise((resolve) => server.once("close", resolve));
  await server.evaluate(() => {
    setTimeout(() => {
      throw new Error("out of its mind");
    });
  });
  await sees("the worker that failed is ended", gone);
  await page.locator(".view-line", { hasText: "bar a = 2 a" }).first().click();
  await page.keyboard.press("End");
  await page.keyboard.type(" + a");
  await sees("the next edit is checked", status("2 of 3 fail").waitFor());
}

/** The second opinion can't be fetched: what doubles can't decide stays undecided, and nothing else. */
async function oracleMissing({ host, context, page, sees, status, outputSays }) {
  rmSync(join(host.extension, "dist", "oracle.js"));
  const asked = requestsFor(context, "oracle.js");
  await page.goto(host.address([["openFile", host.sheet("doubtful.grad")]]));
  await sees("what needs it is undecided, the other claim holds", status("2 of 3 undecided").waitFor());
  await page.locator(".view-line", { hasText: "bar a = 2 a" }).first().click();
  await page.keyboard.press("End");
  await page.keyboard.type(" + a");
  await sees("a slip elsewhere is found", status("1 of 3 fails").waitFor());
  await sees("the output says why", outputSays("second opinion can't be loaded"));
  await sees("it was asked for once", equal(asked.length, 1));
}

/** The browser lets the site keep nothing in a database. (Without any storage at all VS Code itself does not start.) */
async function storageDenied({ host, context, page, sees, status }) {
  const asked = requestsFor(context, "oracle.js");
  await context.addInitScript(() => {
    const deny = () => {
      throw new DOMException("denied", "SecurityError");
    };
    Object.defineProperty(globalThis, "indexedDB", { get: deny });
  });
  await page.goto(host.address([["openFile", host.sheet("lstm.grad")]]));
  const denied = await page.evaluate(() => {
    try {
      return indexedDB === undefined;
    } catch (error) {
      return error.name === "SecurityError";
    }
  });
  await sees("the browser did deny storage", equal(denied, true));
  await sees("the sheet is checked all the same", status("8 of 8 hold").waitFor());
  await sees("the second opinion is not fetched before it is needed", equal(asked.length, 0));
}

/** Extensions run in a frame of an origin of their own, as on vscode.dev, and their scripts come from another. */
async function originsApart({ host, context, page, sees, status }) {
  const address = new URL(host.address([["openFile", host.sheet("doubtful.grad")]]));
  const served = address.href;
  address.hostname = "localhost";
  // VS Code has such frames where it knows of which version of itself it is.
  const version = { commit: "0123456789012345678901234567890123456789", quality: "insider" };
  const asAttribute = (text) => text.replaceAll('"', "&quot;");
  await context.route(address.href, async (route) => {
    const response = await route.fetch({ url: served, headers: { host: address.host } });
    const opening = asAttribute('"productConfiguration":{');
    const known = asAttribute(JSON.stringify(version).slice(1, -1));
    await route.fulfill({ response, body: (await response.text()).replace(opening, `${opening}${known},`) });
  });
  const asked = requestsFor(context, "server-web.js");
  await page.goto(address.href);
  await sees("the sheet is checked, the second opinion with it", status("1 of 3 fails").waitFor());
  const frame = page.frames().find((found) => /webWorkerExtensionHostIframe/.test(found.url()));
  const origins = [new URL(frame.url()).origin, new URL(asked[0]).origin];
  await sees("the two origins differ", equal(origins[0] === origins[1], false));
}

function requestsFor(context, name) {
  const requests = [];
  context.on("request", (request) => {
    if (new URL(request.url()).pathname.endsWith(`/${name}`)) requests.push(request.url());
  });
  return requests;
}

async function runCommand(page, title) {
  await page.keyboard.press("F1");
  const input = page.locator(".quick-input-widget input");
  await input.waitFor();
  await page.keyboard.type(title);
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: title }).waitFor();
  await page.keyboard.press("Enter");
}

function equal(found, expected) {
  return found === expected ? Promise.resolve() : Promise.reject(new Error(`${found} instead of ${expected}`));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const vsix = vsixPath();
    if (!existsSync(vsix)) await packageExtension();
    console.log(`${await runHardships(vsix)} seen`);
  });
}
