/**
 * `npm run bench`: bundles the product as it is shipped, and the bench, beside one another, and runs the bench.
 * Arguments are handed on; `npm run bench -- --help` lists them.
 */
import { build } from "esbuild";
import { join } from "node:path";
import { main, root, run } from "../scripts/processes.mjs";

/** Not `dist`: whoever works with that goes on working with it. */
const folder = join(root, ".cache", "bench");

await main(async () => {
  await run(process.execPath, ["build.mjs", "--production", "--to", join(folder, "dist")], { cwd: root, quiet: true });
  await build({
    absWorkingDir: root,
    entryPoints: ["bench/main.ts", "bench/one-length.ts", "bench/one-spoiling.ts", "bench/one-trusting.ts"],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "warning",
  });
  await run(process.execPath, ["--expose-gc", join(folder, "main.mjs"), ...process.argv.slice(2)], { cwd: root });
});
