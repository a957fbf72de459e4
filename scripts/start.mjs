/**
 * From a fresh clone to a sheet being checked: installs, builds, checks the LSTM example in the terminal, and opens it in VS
 * Code with the extension.
 *
 *   npm start [-- --web | --no-open]     in VS Code for the Web, without a server behind it; or not at all
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ensureDependencies } from "./dependencies.mjs";
import { hostSupported, startHost } from "./host.mjs";
import { packageExtension } from "./package.mjs";
import { Failure, main, root, run } from "./processes.mjs";
import { step } from "./steps.mjs";
import { startWebHost } from "./web-host.mjs";

const EXAMPLES = join(root, "examples");
const SHEET = join(EXAMPLES, "lstm.grad");

await main(async () => {
  await step("Packages", ensureDependencies);
  await step("Build", () => run(process.execPath, ["build.mjs"], { quiet: true }));
  await step("The LSTM example, in the terminal", () => {
    const { status } = spawnSync(process.execPath, ["dist/cli.js", "check", "examples/lstm.grad"], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
    });
    if (status !== 0) throw new Failure(`gradus check ended with exit status ${status}`);
  });
  if (process.argv.includes("--no-open")) return;
  if (process.argv.includes("--web")) return serve(inBrowser);
  const code = findCode();
  if (code !== undefined) return openDesktop(code);
  console.log("There is no `code` on the PATH: a real VS Code is served to the browser instead.\n");
  return serve(hostSupported ? besideServer : inBrowser);
});

function findCode() {
  const names = process.platform === "win32" ? ["code.cmd", "code.exe"] : ["code"];
  const places = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return places.find(existsSync);
}

function openDesktop(code) {
  // VS Code refuses to run as root unless it gets a profile of its own.
  const asRoot = process.getuid?.() === 0;
  const profile = asRoot ? ["--no-sandbox", "--user-data-dir", mkdtempSync(join(tmpdir(), "gradus-profile-"))] : [];
  const args = [...profile, "--new-window", `--extensionDevelopmentPath=${root}`, EXAMPLES, "--goto", SHEET];
  return step("VS Code", async () => {
    // On Windows `code` is a batch file, which only a shell runs.
    const shell = process.platform === "win32";
    await run(shell ? `"${code}"` : code, shell ? args.map((arg) => `"${arg}"`) : args, { shell });
    console.log("  examples/lstm.grad is open in a new window. Change a line and see.");
  });
}

async function serve(start) {
  const { vsix } = await step("Package", packageExtension);
  const { address, stop } = await step("VS Code (the first time, it is installed in the cache: about a minute)", () =>
    start(vsix),
  );
  console.log(`Open this address in a browser on this machine. Ctrl-C ends it.\n\n  ${address}\n`);
  await new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, resolve);
  });
  await stop();
}

async function besideServer(vsix) {
  const host = await startHost({ vsix });
  return { address: host.address(EXAMPLES, [["openFile", host.remoteUri(SHEET)]]), stop: host.stop };
}

async function inBrowser(vsix) {
  const host = await startWebHost({ vsix, workspace: EXAMPLES });
  console.log("  What you change stays in the browser and is gone when the page is closed.");
  return { address: host.address([["openFile", host.sheet("lstm.grad")]]), stop: host.stop };
}
