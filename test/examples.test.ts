/** The gallery: every line of a worked derivation holds, and of its wrong twin just the marked lines fail. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check, finish } from "../server/src/check/check.ts";
import { analyse } from "../server/src/semantics/analyse.ts";
import { parse } from "../server/src/syntax/parser.ts";
import { indexLines } from "../server/src/syntax/span.ts";

const root = join(import.meta.dirname, "..");
const gallery = join(root, "examples");
const mistakes = join(gallery, "mistakes");

function sheetsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".grad"));
}

/** What stands at each claim, by the line where it ends, and every problem of the sheet. */
function checked(text: string) {
  const { sheet, problems } = parse(text);
  const analysis = analyse(sheet, { text });
  const result = finish(check(analysis));
  const lines = indexLines(text);
  const claims = result.models.flatMap((model) => model.claims);
  return {
    problems: [...problems, ...analysis.problems, ...result.problems].map(
      ({ severity, code, span, message }) =>
        `${severity} in line ${lines.position(span.start).line + 1}: ${code} ${message}`,
    ),
    claims: claims.map(({ claim, verdict }) => ({ line: lines.position(claim.span.end).line + 1, verdict })),
    open: result.models.flatMap((model) => model.open.map(({ span }) => text.slice(span.start, span.end))),
  };
}

describe("a worked derivation", () => {
  test.each(sheetsIn(gallery))("%s holds line by line, without a problem", (name) => {
    const { problems, claims, open } = checked(readFileSync(join(gallery, name), "utf8"));
    expect(problems).toEqual([]);
    expect(claims.filter(({ verdict }) => verdict !== "holds")).toEqual([]);
    expect(claims.length).toBeGreaterThanOrEqual(5);
    expect(open).toEqual([]);
  });
});

describe("its wrong twin", () => {
  test.each(sheetsIn(mistakes))("%s fails in the marked lines and in no other", (name) => {
    const text = readFileSync(join(mistakes, name), "utf8");
    const marked = text.split("\n").flatMap((content, at) => {
      const verdict = /#! (holds|fails)$/.exec(content)?.[1];
      return verdict === undefined ? [] : [{ line: at + 1, verdict }];
    });
    const { problems, claims } = checked(text);
    expect(problems).toEqual([]);
    expect(claims).toEqual(marked);
    expect(marked.map(({ verdict }) => verdict)).toContain("fails");
    expect(sheetsIn(gallery)).toContain(name);
  });

  test("says in words what is wrong", () => {
    const wordless = sheetsIn(mistakes).flatMap((name) =>
      readFileSync(join(mistakes, name), "utf8")
        .split("\n")
        .filter((content) => content.endsWith("#! fails") && !/# \S.*#! fails$/.test(content)),
    );
    expect(wordless).toEqual([]);
  });
});

test("the gallery's page lists every sheet, and nothing else", () => {
  const page = readFileSync(join(root, "docs/gallery.md"), "utf8");
  const listed = [...page.matchAll(/^- \[`[^`]+`\]\(\.\.\/([^)]+)\): \S/gm)].map(([, path]) => path);
  const present = [
    ...sheetsIn(gallery).map((name) => `examples/${name}`),
    ...sheetsIn(mistakes).map((name) => `examples/mistakes/${name}`),
  ];
  expect(listed).toHaveLength(present.length);
  expect(new Set(listed)).toEqual(new Set(present));
});
