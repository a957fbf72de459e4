/** The names of functions stand in three places, each for a reader of its own: the tables, the parser's words, the grammar. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { elementwiseSpellings } from "../../server/src/engine/elementwise.ts";
import { isBuiltInName } from "../../server/src/semantics/functions.ts";
import { tensorFunctionNames } from "../../server/src/semantics/tensor-functions.ts";
import { foldGreek } from "../../server/src/syntax/glyphs.ts";
import { functionNames } from "../../server/src/syntax/words.ts";

const grammar = readFileSync(new URL("../../syntaxes/gradus.tmLanguage.json", import.meta.url), "utf8");

/** Sums and products have patterns of their own. */
const folds = ["sum", "prod", "Σ", "Π"];

/** Every list of names that the grammar holds, `(?:abs|cos|…)`. */
const lists = [...grammar.matchAll(/\(\?:(abs\|[^)]*)\)/g)].map(([, names]) => names!.split("|"));

describe("the names of functions", () => {
  test("are words of the parser, so that prose is told from mathematics", () => {
    for (const name of [...elementwiseSpellings, ...tensorFunctionNames])
      expect(functionNames).toContain(foldGreek(name));
  });

  test("are all names of functions that there are", () => {
    for (const name of functionNames) expect([name, isBuiltInName(name)]).toEqual([name, true]);
  });

  test("are coloured by the grammar, each list of it", () => {
    expect(lists.length).toBeGreaterThan(0);
    const wanted = new Set([...functionNames].filter((name) => !folds.includes(name)));
    for (const list of lists) {
      const coloured = new Set(list.filter((name) => !folds.includes(name)).map(foldGreek));
      expect(coloured).toEqual(wanted);
    }
  });
});
