/** Bundles the suite for VS Code's extension hosts, which load neither TypeScript nor our import extensions. */
import { build } from "esbuild";
import { join } from "node:path";
import { root } from "../../scripts/processes.mjs";

const options = {
  absWorkingDir: root,
  bundle: true,
  format: "cjs",
  sourcemap: "inline",
  logLevel: "warning",
};

/** The path of the bundle for Node. It stays inside the tree, where mocha is found. */
export async function bundleSuite() {
  const outfile = join(root, ".cache", "vscode-suite", "suite.js");
  const external = ["vscode", "mocha"];
  await build({
    ...options,
    entryPoints: ["test/vscode/suite/index.ts"],
    outfile,
    platform: "node",
    target: "node20",
    external,
  });
  return outfile;
}

/** Bundles the suite for a browser, mocha included. */
export async function bundleWebSuite(outfile) {
  await build({
    ...options,
    entryPoints: ["test/vscode/suite/index-web.ts"],
    outfile,
    platform: "browser",
    target: "es2022",
    external: ["vscode"],
    alias: { "node:assert/strict": "./test/vscode/suite/assert-in-browser.ts" },
  });
}
