/**
 * Sheets whose claims are marked with what must come out: `#! holds`, `#! fails [cause]`, `#! undecided`, `#! error [code
 * family]`. A cause that isn't named may be any; `[unknown]` says that any will do.
 * Those of the project, and those that stand beside it where they do.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check, defaultOptions, finish } from "../server/src/check/check.ts";
import { explain } from "../server/src/explain/explain.ts";
import { settle } from "../server/src/oracle/second-opinion.ts";
import { analyse } from "../server/src/semantics/analyse.ts";
import { parse } from "../server/src/syntax/parser.ts";
import { indexLines } from "../server/src/syntax/span.ts";

/** One line for each mark: `12 holds`, and what was found there. */
function verdicts(text: string): { expected: string[]; found: string[] } {
  const { sheet, problems } = parse(text);
  const analysis = analyse(sheet, { text });
  const result = finish(
    explain(text, finish(check(analysis, { ...defaultOptions, secondOpinion: () => ({ settle }) })), defaultOptions),
  );
  const lines = indexLines(text);
  const lineOf = (offset: number) => lines.position(offset).line;
  const claims = result.models.flatMap((model) => model.claims);
  const all = [...problems, ...analysis.problems, ...result.problems].filter(({ severity }) => severity === "error");
  const expected: string[] = [];
  const found: string[] = [];
  for (const [line, content] of text.split(/\r\n|\n|\r/).entries()) {
    const mark = /#! *(holds|fails|undecided|error)(?: *\[([^\]]+)\])?/.exec(content);
    if (!mark) continue;
    const claim = claims.find((each) => lineOf(each.claim.span.end) === line);
    const error = all.find(({ span }) => lineOf(span.start) === line);
    const family = error?.code.split("/")[0];
    const wanted = mark[1] === "error" ? mark[2]?.split("/")[0] : undefined;
    const cause = mark[1] === "fails" && mark[2] !== "unknown" ? mark[2] : undefined;
    const detail = wanted ?? cause;
    expected.push(`${line + 1} ${mark[1]}${detail === undefined ? "" : ` ${detail}`}`);
    const asError = wanted === undefined ? "error" : `error ${family}`;
    const asVerdict = cause === undefined ? claim?.verdict : `${claim?.verdict} ${claim?.cause?.kind}`;
    found.push(`${line + 1} ${mark[1] === "error" && error ? asError : (asVerdict ?? "nothing")}`);
  }
  return { expected, found };
}

function checkFolder(folder: string): void {
  const sheets = readdirSync(folder).filter((name) => name.endsWith(".grad"));
  test.each(sheets)("%s", (name) => {
    const { expected, found } = verdicts(readFileSync(join(folder, name), "utf8"));
    expect(found).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
  });
}

describe("the project's own sheets", () => checkFolder(join(import.meta.dirname, "fixtures/marked")));

const beside = join(import.meta.dirname, "../../shared/cases");
if (existsSync(beside)) describe("sheets beside the project", () => checkFolder(beside));
else console.warn("No marked sheets stand beside the project, so only its own are tested.");
