/** What a browser loads of the bundles: classic scripts, since workers that are modules are not to be had everywhere. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";
import { describe, expect, test } from "vitest";

const bundle = (name: string): string => readFileSync(join(import.meta.dirname, "../../dist", name), "utf8");

describe("bundles for a browser", () => {
  // As a script, `import` and `export` are errors, as they are in a classic worker.
  test.each(["server-web.js", "oracle.js"])("%s is a classic script", (name) => {
    expect(new Script(bundle(name))).toBeInstanceOf(Script);
  });

  test.each(["client-web.js", "server-web.js", "oracle.js"])("%s asks for no module of Node's", (name) => {
    const required = [...bundle(name).matchAll(/\brequire\("([^"]+)"\)/g)].map(([, module]) => module);
    expect(required.filter((module) => module !== "vscode")).toEqual([]);
  });

  test.each(["client-web.js", "server-web.js", "oracle.js"])("%s keeps nothing in the browser", (name) => {
    expect(bundle(name)).not.toMatch(/\b(localStorage|sessionStorage|indexedDB|caches\.open)\b/);
  });

  test("high precision is in the oracle's bundle only", () => {
    expect(bundle("oracle.js")).toContain("DecimalError");
    expect(bundle("server-web.js")).not.toContain("DecimalError");
  });
});
