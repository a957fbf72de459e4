/**
 * A real VS Code for machines that have none: the VS Code server out of npm's `code-server` package, with the Node that it
 * needs, served on this machine only and shown by any browser.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { cachedPackages, INSTALL_FLAGS } from "./cached-packages.mjs";
import { startListening } from "./listening-process.mjs";
import { Failure, npm, run } from "./processes.mjs";

const NODE_PACKAGE = `node-${process.platform}-${process.arch}`;
const DEPENDENCIES = { "code-server": "4.139.1", [NODE_PACKAGE]: "24.21.0" };

const QUIET_SETTINGS = {
  "security.workspace.trust.enabled": false,
  "chat.disableAIFeatures": true,
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  // A clone is a repository, and the folder that is opened lies inside it.
  "git.openRepositoryInParentFolders": "never",
};

/** Whether the host runs on this platform at all. */
export const hostSupported = process.platform === "linux" && ["x64", "arm64"].includes(process.arch);

/** Installs the host in the cache where it is not there yet. */
export async function ensureHost() {
  if (!hostSupported) throw new Failure("The VS Code host runs on Linux (x64, arm64) only. Install VS Code instead.");
  // A second, inner installation: a later `npm ci` in the outer folder would remove it, hence the fresh folder.
  const finish = (building) =>
    npm(["install", "--omit=dev", ...INSTALL_FLAGS], { cwd: vscodeFolder(building), quiet: true });
  const folder = await cachedPackages("host", DEPENDENCIES, finish);
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
  let listening;
  try {
    const args = [...server, ...options, "--connection-token-file", join(home, "token")];
    listening = await startListening(node, args, { cwd: home, env: clean });
  } catch (error) {
    remove();
    throw error;
  }
  const authority = `127.0.0.1:${listening.port}`;
  return {
    writeSettings,
    remoteUri: (path) => `vscode-remote://${authority}${path}`,
    address: (folder, payload = []) =>
      `http://${authority}/?tkn=${token}&folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
    async stop() {
      await listening.stop();
      remove();
    },
  };
}
