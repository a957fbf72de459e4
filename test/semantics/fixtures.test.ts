/** The problems of names, indices and shapes, and of the unrolled model, exactly as drawn in `test/fixtures/semantics`. */
import { join } from "node:path";
import { describe } from "vitest";
import { check, finish } from "../../server/src/check/check.ts";
import { analyse } from "../../server/src/semantics/analyse.ts";
import { parse } from "../../server/src/syntax/parser.ts";
import { testFixtures } from "../support/fixtures.ts";
import { annotationOf } from "../support/problem-annotations.ts";

describe("problems stand where they are drawn", () => {
  testFixtures(join(import.meta.dirname, "../fixtures/semantics"), (text) => {
    const { sheet, problems } = parse(text);
    const analysis = analyse(sheet, { text });
    const unrolled = finish(check(analysis)).problems;
    return [...problems, ...analysis.problems, ...unrolled].map((problem) => annotationOf(text, problem));
  });
});
