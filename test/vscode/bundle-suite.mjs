/** Bundles the suite for VS Code's extension host, which loads neither TypeScript nor our import extensions. */
import { build } from "esbuild";
import { join } from "node:path";
import { root } from "../../scripts/processes.mjs";

/** The path of the bundle. It stays inside the tree, where mocha is found. */
export async function bundleSuite() {
  const outfile = join(root, ".cache", "vscode-suite", "suite.js");
  await build({
    absWorkingDir: root,
    entryPoints: ["test/vscode/suite/index.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["vscode", "mocha"],
    sourcemap: "inline",
    logLevel: "warning",
  });
  return outfile;
}
