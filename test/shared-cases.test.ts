/** The marked sheets that stand beside the project: each claim must come out as its mark says. Skipped where they are absent. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check, finish } from "../server/src/check/check.ts";
import { analyse } from "../server/src/semantics/analyse.ts";
import { parse } from "../server/src/syntax/parser.ts";
import { indexLines } from "../server/src/syntax/span.ts";

const folder = join(import.meta.dirname, "../../shared/cases");

/** The sheets whose kind the language reaches so far. */
const reached = ["lstm.grad", "lstm-slips.grad", "pasted-latex.grad"];

/** One line for each mark: `12 holds`, and what was found there. */
function verdicts(text: string): { expected: string[]; found: string[] } {
  const { sheet, problems } = parse(text);
  const analysis = analyse(sheet);
  const result = finish(check(analysis));
  const lines = indexLines(text);
  const lineOf = (offset: number) => lines.position(offset).line;
  const claims = result.models.flatMap((model) => model.claims);
  const all = [...problems, ...analysis.problems, ...result.problems].filter(({ severity }) => severity === "error");
  const expected: string[] = [];
  const found: string[] = [];
  for (const [line, content] of text.split("\n").entries()) {
    const mark = /#! *(holds|fails|undecided|error)(?: *\[([^\]]+)\])?/.exec(content);
    if (!mark) continue;
    const claim = claims.find(({ claim }) => lineOf(claim.span.end) === line);
    const error = all.find(({ span }) => lineOf(span.start) === line);
    expected.push(`${line + 1} ${mark[1]}${mark[1] === "error" ? ` ${mark[2]}` : ""}`);
    found.push(`${line + 1} ${error ? `error ${error.code.split("/")[0]}` : (claim?.verdict ?? "nothing")}`);
  }
  return { expected, found };
}

const present = existsSync(folder);
if (!present) console.warn("The marked sheets are not beside the project; their test is skipped.");

describe.runIf(present)("marked sheets", () => {
  const sheets = present ? readdirSync(folder).filter((name) => reached.includes(name)) : [];
  test.each(sheets)("%s", (name) => {
    const { expected, found } = verdicts(readFileSync(join(folder, name), "utf8"));
    expect(found).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
  });
});
