/**
 * Bundles the extension and the language server, each for a desktop (dist/client.js, dist/server.js) and for a browser
 * (dist/client-web.js, dist/server-web.js), the command XX
 *
 *   node build.mjs [--watch | --to FOLDER] [--production]
 */
import { context } from "esbuild";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { bundledPackages, notices } from "./scripts/third-party-notices.mjs";

const root = import.meta.dirname;
const watch = process.argv.includes("--watch");
const production = process.argv.includes("--production");
const to = process.argv.indexOf("--to");
const dist = resolve(root, to === -1 ? "dist" : process.argv[to + 1]);

// Where a package also offers an ES module build, that one bundles smaller.
const node = { platform: "node", target: "node20", format: "cjs", mainFields: ["module", "main"] };
// A module of Node's is an error here.
const browser = { platform: "browser", target: "es2022", mainFields: ["browser", "module", "main"] };

const bundles = [
  { ...node, entry: "client/src/extension.ts", outfile: "dist/client.js", external: ["vscode"] },
  { ...node, entry: "server/src/lsp/node-main.ts", outfile: "dist/server.js" },
  { ...node, entry: "server/src/cli/main.ts", outfile: "dist/cli.js" },
  {
    ...browser,
    entry: "client/src/extension-web.ts",
    outfile: "dist/client-web.js",
    format: "cjs",
    external: ["vscode"],
  },
  { ...browser, entry: "client/page/why-page.ts", outfile: "dist/why-page.js", format: "iife" },
  { ...browser, entry: "client/page/why-page.css", outfile: "dist/why-page.css" },
  { ...browser, entry: "server/src/lsp/browser-main.ts", outfile: "dist/server-web.js", format: "iife" },
  {
    ...browser,
    entry: "server/src/oracle/second-opinion.ts",
    outfile: "dist/oracle.js",
    // A script that a worker imports finds a global variable; Node's `require`, the same as a module.
    format: "iife",
    globalName: "gradusOracle",
    footer: { js: 'if (typeof module === "object") module.exports = gradusOracle;' },
  },
];

const missing = bundles.filter(({ entry }) => !existsSync(join(root, entry)));
if (missing.length > 0) {
  console.error(`build: no ${missing.map(({ entry }) => entry).join(", no ")}`);
  process.exit(1);
}

const contexts = await Promise.all(
  bundles.map(({ entry, ...options }) =>
    context({
      ...options,
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      minify: production,
      sourcemap: production ? false : "linked",
      legalComments: "none",
      metafile: true,
      logLevel: "info",
      write: watch,
    }),
  ),
);

if (watch) {
  await Promise.all(contexts.map((bundle) => bundle.watch()));
} else {
  const results = await Promise.all(contexts.map((bundle) => bundle.rebuild())).catch(() => undefined);
  await Promise.all(contexts.map((bundle) => bundle.dispose()));
  // esbuild has printed what is wrong and where.
  if (results === undefined) process.exit(1);
  const files = results.flatMap(({ outputFiles }) =>
    outputFiles.map(({ path, contents }) => [basename(path), contents]),
  );
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  if (production) files.push(["third-party-notices.txt", notices(bundledPackages(inputs))]);
  replaceDist(files);
}

/** Puts files in the place of what is in dist, one by one and each at once: whoever runs the old ones meanwhile can go on. */
function replaceDist(files) {
  mkdirSync(dist, { recursive: true });
  for (const [name, contents] of files) {
    const partial = join(dist, `.${name}.${process.pid}`);
    const isCommand = contents[0] === "#".charCodeAt() && contents[1] === "!".charCodeAt();
    writeFileSync(partial, contents, { mode: isCommand ? 0o755 : 0o644 });
    renameSync(partial, join(dist, name));
  }
  const names = new Set(files.map(([name]) => name));
  for (const name of readdirSync(dist)) if (!names.has(name) && !name.startsWith(".")) rmSync(join(dist, name));
}
