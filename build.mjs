/**
 * Bundles the extension (dist/client.js), the language server (dist/server.js), the command line (dist/cli.js), and the
 * oracle that the latter two load when doubles can't decide (dist/oracle.js).
 *
 *   node build.mjs [--watch] [--production]
 */
import { context } from "esbuild";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundledPackages, notices } from "./scripts/third-party-notices.mjs";

const root = import.meta.dirname;
const watch = process.argv.includes("--watch");
const production = process.argv.includes("--production");

const bundles = [
  { entry: "client/src/extension.ts", outfile: "dist/client.js", external: ["vscode"] },
  { entry: "server/src/lsp/node-main.ts", outfile: "dist/server.js" },
  { entry: "server/src/cli/main.ts", outfile: "dist/cli.js" },
  { entry: "server/src/oracle/second-opinion.ts", outfile: "dist/oracle.js" },
];

const missing = bundles.filter(({ entry }) => !existsSync(join(root, entry)));
if (missing.length > 0) {
  console.error(`build: no ${missing.map(({ entry }) => entry).join(", no ")}`);
  process.exit(1);
}

rmSync(join(root, "dist"), { recursive: true, force: true });
const contexts = await Promise.all(
  bundles.map(({ entry, outfile, external = [] }) =>
    context({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      // Where a package also offers an ES module build, that one bundles smaller.
      mainFields: ["module", "main"],
      external,
      minify: production,
      sourcemap: production ? false : "linked",
      legalComments: "none",
      metafile: true,
      logLevel: "info",
    }),
  ),
);

try {
  if (watch) {
    await Promise.all(contexts.map((bundle) => bundle.watch()));
  } else {
    const results = await Promise.all(contexts.map((bundle) => bundle.rebuild()));
    await Promise.all(contexts.map((bundle) => bundle.dispose()));
    const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
    if (production) writeFileSync(join(root, "dist", "third-party-notices.txt"), notices(bundledPackages(inputs)));
  }
} catch {
  // esbuild has printed what is wrong and where.
  process.exit(1);
}
