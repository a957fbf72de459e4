/** The layers, proved: imports go down only, the core knows neither a protocol nor a machine, and `vscode` stays in the client. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** For each folder, the folders and packages it may import from besides itself. */
const allowed: Record<string, readonly string[]> = {
  "server/src/syntax": [],
  "server/src/engine": [],
  "server/src/semantics": ["server/src/syntax", "server/src/engine"],
  "server/src/unroll": ["server/src/syntax", "server/src/semantics", "server/src/engine"],
  "server/src/oracle": ["server/src/semantics", "server/src/engine", "server/src/unroll", "server/src/check", "mathjs"],
  "server/src/node": ["server/src/check", "node:"],
  "server/src/browser": ["server/src/check"],
  "server/src/check": ["server/src/syntax", "server/src/semantics", "server/src/engine", "server/src/unroll"],
  "server/src/explain": [
    "server/src/syntax",
    "server/src/semantics",
    "server/src/engine",
    "server/src/unroll",
    "server/src/check",
  ],
  "server/src/features": [
    "server/src/syntax",
    "server/src/semantics",
    "server/src/engine",
    "server/src/unroll",
    "server/src/check",
    "server/src/explain",
  ],
  "server/src/lsp": [
    "server/src/features",
    "server/src/check",
    "server/src/syntax",
    "server/src/node",
    "server/src/browser",
    "vscode-languageserver",
    "vscode-languageserver-textdocument",
    "package.json",
    "node:",
  ],
  "server/src/cli": [
    "server/src/features",
    "server/src/check",
    "server/src/semantics",
    "server/src/syntax",
    "server/src/node",
    "commander",
    "picocolors",
    "node-sarif-builder",
    "fast-xml-builder",
    "package.json",
    "node:",
  ],
  // What a symbol is called is one table, for the server and for the editor that replaces names as they are typed.
  // A page without a machine behind it: it knows what it is told, and not by whom.
  "client/page": ["client/src/why-answer.ts"],
  "client/src": ["vscode", "vscode-languageclient", "server/src/syntax/typed-symbols.ts"],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name).replaceAll("\\", "/"));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/^(?:import|export)\b[^;]*?from "([^"]+)";|^import "([^"]+)";|\bimport\("([^"]+)"\)/gm)].map(
    (match) => {
      const name = (match[1] ?? match[2] ?? match[3])!;
      const to = name.startsWith(".") ? relative(root, resolve(root, dirname(file), name)).replaceAll("\\", "/") : name;
      return { from: file, to };
    },
  );
}

function isAllowed(folder: string, to: string): boolean {
  return [folder, ...allowed[folder]!].some(
    (place) => to === place || to.startsWith(`${place}/`) || (place.endsWith(":") && to.startsWith(place)),
  );
}

describe("imports go down", () => {
  test.each(Object.keys(allowed))("%s", (folder) => {
    const upward = sources(folder)
      .flatMap(importsOf)
      .filter(({ to }) => !isAllowed(folder, to))
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(upward).toEqual([]);
  });

  test("every folder of the server has its place", () => {
    const folders = readdirSync(join(root, "server/src"), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.map(({ name }) => `server/src/${name}`).filter((name) => !(name in allowed))).toEqual([]);
  });

  test("the rule would catch an upward import", () => {
    expect(isAllowed("server/src/engine", "server/src/syntax/span.ts")).toBe(false);
    expect(isAllowed("server/src/check", "vscode-languageserver/node")).toBe(false);
    expect(isAllowed("server/src/lsp", "vscode-languageserver/node")).toBe(true);
  });
});

describe("what runs on a desktop and in a browser knows neither", () => {
  const desktop = ["client/src/extension.ts", "server/src/lsp/node-main.ts"];
  const browser = [
    "client/src/extension-web.ts",
    "client/src/server-worker.ts",
    "server/src/lsp/browser-main.ts",
    "server/src/browser/second-opinion.ts",
  ];
  const shared = ["client/src", "server/src/lsp"].flatMap(sources).filter((file) => !desktop.includes(file));

  test.each([
    ["Node", shared, /\/node(\/|$)|^node:/],
    ["a browser", [...shared, ...desktop].filter((file) => !browser.includes(file)), /\/browser(\/|$)/],
  ])("%s", (_place, files, foreign) => {
    const imports = files.flatMap(importsOf).filter(({ to }) => foreign.test(to));
    expect(imports.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });
});

describe("every file says its job", () => {
  const files = Object.keys(allowed).flatMap(sources);
  test.each(files)("%s", (file) => {
    expect(readFileSync(join(root, file), "utf8")).toMatch(/^(#!.*\n)?\/\*\*/);
  });
});
