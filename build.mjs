/**
 * Bundles the extension (dist/client.js), the language server (dist/server.js) and the command line (dist/cli.js).
 *
 *   node build.mjs [--watch] [--production]
 */
import { context } from "esbuild";
import { existsSync, rmSync } from "node:fs";

const watch = process.argv.includes("--watch");
const production = process.argv.includes("--production");

const bundles = [
  { entry: "client/src/extension.ts", outfile: "dist/client.js", external: ["vscode"] },
  { entry: "server/src/lsp/node-main.ts", outfile: "dist/server.js" },
  { entry: "server/src/cli/main.ts", outfile: "dist/cli.js", banner: "#!/usr/bin/env node" },
];

const missing = bundles.filter(({ entry }) => !existsSync(new URL(entry, import.meta.url)));
if (missing.length > 0) {
  console.error(`build: no ${missing.map(({ entry }) => entry).join(", no ")}`);
  process.exit(1);
}

rmSync(new URL("dist", import.meta.url), { recursive: true, force: true });
const contexts = await Promise.all(
  bundles.map(({ entry, outfile, external = [], banner }) =>
    context({
      absWorkingDir: import.meta.dirname,
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      // Packages such as vscode-languageserver also offer an ES module build, which bundles smaller.
      mainFields: ["module", "main"],
      external,
      banner: banner === undefined ? {} : { js: banner },
      minify: production,
      sourcemap: production ? false : "linked",
      legalComments: production ? "none" : "inline",
      logLevel: "info",
    }),
  ),
);

try {
  if (watch) {
    await Promise.all(contexts.map((bundle) => bundle.watch()));
  } else {
    await Promise.all(contexts.map((bundle) => bundle.rebuild()));
    await Promise.all(contexts.map((bundle) => bundle.dispose()));
  }
} catch {
  // esbuild has printed what is wrong and where.
  process.exit(1);
}
