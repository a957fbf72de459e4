/**
 * A real VS Code for machines that have none: the VS Code server out of npm's `code-server` package, with the Node that it
 * needs, served on this machine only and shown by any browser.
 */
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { cacheFolder } from "./cache-folder.mjs";
import { Failure, npm, run } from "./processes.mjs";

const NODE_PACKAGE = `node-${process.platform}-${process.arch}`;
const DEPENDENCIES = { "code-server": "4.139.1", [NODE_PACKAGE]: "24.21.0" };
const START_TIMEOUT = 60_000;

const QUIET_SETTINGS = {
  "security.workspace.trust.enabled": false,
  "chat.disableAIFeatures": true,
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
};

/** Whether the host runs on this platform at all. */
export const hostSupported = process.platform === "linux" && ["x64", "arm64"].includes(process.arch);

/** Installs the host in the cache where it is not there yet. A folder with its final name is always complete. */
export async function ensureHost() {
  if (!hostSupported) throw new Failure("The VS Code host runs on Linux (x64, arm64) only. Install VS Code instead.");
  const stamp = createHash("sha256").update(JSON.stringify(DEPENDENCIES)).digest("hex").slice(0, 12);
  const folder = join(cacheFolder(), `host-${stamp}`);
  if (!existsSync(folder)) {
    mkdirSync(cacheFolder(), { recursive: true });
    const building = mkdtempSync(join(cacheFolder(), "building-"));
    try {
      writeFileSync(join(building, "package.json"), JSON.stringify({ private: true, dependencies: DEPENDENCIES }));
      const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
      await npm(["install", ...flags], { cwd: building, quiet: true });
      // A second, inner installation: a later `npm ci` in the outer folder would remove it, hence the fresh folder.
      await npm(["install", "--omit=dev", ...flags], { cwd: vscodeFolder(building), quiet: true });
      if (!existsSync(folder)) renameSync(building, folder);
    } finally {
      rmSync(building, { recursive: true, force: true });
    }
  }
  return { node: join(folder, "node_modules", NODE_PACKAGE, "bin", "node"), vscode: vscodeFolder(folder) };
}

function vscodeFolder(folder) {
  return join(folder, "node_modules", "code-server", "lib", "vscode");
}

/**
 * Starts the host with one extension installed. Its state is thrown away when it stops; only who knows the token gets in.
 *
 * @param {{ vsix: string, settings?: object, env?: Record<string, string>, automation?: boolean }} options `env` reaches
 *   the extension host; with `automation` the page tells its driver how a test suite inside it ended.
 * @returns `address(folder, payload)` of a window, `remoteUri(path)` of a file, `writeSettings(settings)`, `stop()`
 */
export async function startHost({ vsix, settings = {}, env = {}, automation = false }) {
  const { node, vscode } = await ensureHost();
  const home = mkdtempSync(join(tmpdir(), "gradus-host-"));
  const token = randomBytes(16).toString("hex");
  mkdirSync(join(home, "data", "data", "Machine"), { recursive: true });
  mkdirSync(join(home, "user", "User"), { recursive: true });
  const writeSettings = (more) =>
    writeFileSync(join(home, "user", "User", "settings.json"), JSON.stringify({ ...QUIET_SETTINGS, ...more }));
  writeSettings(settings);
  writeFileSync(join(home, "token"), token, { mode: 0o600 });

  const clean = {
    PATH: [join(node, ".."), process.env.PATH].join(delimiter),
    HOME: home,
    TMPDIR: home,
    LANG: "C.UTF-8",
    EXTENSIONS_GALLERY: "{}",
    ...env,
  };
  const folders = [
    ["--server-data-dir", join(home, "data")],
    ["--user-data-dir", join(home, "user")],
    ["--extensions-dir", join(home, "extensions")],
  ].flat();
  const server = [join(vscode, "out", "server-main.js"), ...folders, "--accept-server-license-terms"];
  const remove = () => rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  try {
    await run(node, [...server, "--install-extension", vsix, "--force"], { env: clean, cwd: home, quiet: true });
  } catch (error) {
    remove();
    throw error;
  }

  const options = ["--telemetry-level", "off", "--host", "127.0.0.1", "--port", "0"];
  if (automation) options.push("--enable-smoke-test-driver");
  const child = spawn(node, [...server, ...options, "--connection-token-file", join(home, "token")], {
    cwd: home,
    env: clean,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => {
    if (child.pid === undefined) return;
    try {
      // The whole group: the extension host and our language server go with it.
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has gone by itself.
    }
  };
  process.once("exit", kill);
  const stop = async () => {
    process.removeListener("exit", kill);
    const gone = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
    kill();
    await gone;
    remove();
  };

  let port;
  try {
    port = await listeningPort(child);
  } catch (error) {
    await stop();
    throw error;
  }
  const authority = `127.0.0.1:${port}`;
  return {
    writeSettings,
    remoteUri: (path) => `vscode-remote://${authority}${path}`,
    address: (folder, payload = []) =>
      `http://${authority}/?tkn=${token}&folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
    stop,
  };
}

function listeningPort(child) {
  return new Promise((resolve, reject) => {
    let log = "";
    const timer = setTimeout(() => reject(new Failure(`The VS Code host did not start:\n${log}`)), START_TIMEOUT);
    const settle = (action) => {
      clearTimeout(timer);
      action();
    };
    const read = (chunk) => {
      log = (log + chunk).slice(-20_000);
      const port = /listening on (\d+)/.exec(log)?.[1];
      if (port !== undefined) settle(() => resolve(Number(port)));
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("error", (error) => settle(() => reject(error)));
    child.once("exit", (status) => settle(() => reject(new Failure(`The VS Code host ended (${status}):\n${log}`))));
  });
}
