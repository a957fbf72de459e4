/** The problems of the syntax layer, exactly as drawn in `test/fixtures/syntax`. */
import { join } from "node:path";
import { describe } from "vitest";
import { parse } from "../../server/src/syntax/parser.ts";
import { testFixtures } from "../support/fixtures.ts";
import { annotationOf } from "../support/problem-annotations.ts";

describe("problems stand where they are drawn", () => {
  testFixtures(join(import.meta.dirname, "../fixtures/syntax"), (text) =>
    parse(text).problems.map((problem) => annotationOf(text, problem)),
  );
});
