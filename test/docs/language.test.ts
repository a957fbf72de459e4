/**
 * The reference, run: each sheet in `docs/language.md` and `docs/counting.md` has exactly the verdicts, errors, warnings and remarks that
 * are written behind its lines.
 *
 *     bar h[t] = w bar h[t+1]     #! fails
 *     bar z = 0                   #! holds, remark [claim/zero], remark [adjoint/no-path]
 *     a = b = c                   #! holds, fails
 */
import { describe, expect, test } from "vitest";
import { errorFinder } from "../../server/src/features/spoilt.ts";
import type { CheckedSheet } from "../../server/src/features/snapshot.ts";
import { checkText, findingsOf, readPage, sheetsIn, type Finding } from "./documented-sheets.ts";

const mark = /#! ?(.*)$/;

/** Remarks that stand beside so many claims that a page need not repeat them each time. */
const commonRemarks = new Set(["cost/count", "claim/inequality", "claim/partial-range"]);

/** Verdicts are not problems: their line is that of the claim's end. */
const verdictCodes = new Set(["claim/fails", "claim/undecided"]);

/** What is marked, as the lines of the sheet with what is expected at each. */
function marksIn(text: string): string[] {
  return text.split("\n").flatMap((line, number) =>
    (mark.exec(line)?.[1] ?? "")
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .map((part) => `${number + 1} ${part}`),
  );
}

/** What is told twice of one place counts once. */
function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((each) => [`${each.code} ${each.span.start}`, each])).values()];
}

function foundIn(sheet: CheckedSheet): string[] {
  const lineOf = (offset: number) => sheet.lines.position(offset).line + 1;
  const marked = marksIn(sheet.text);
  const hasError = errorFinder(sheet.problems);
  const verdicts = sheet.result.models
    .flatMap(({ claims }) => claims)
    // A claim whose own line has an error is undecided for that reason.
    .filter(({ claim, verdict }) => verdict !== "undecided" || !hasError(claim.span))
    .map(({ claim, verdict }) => `${lineOf(claim.span.end)} ${verdict}`);
  const severities = new Map(sheet.problems.map(({ code, severity }) => [code as string, severity as string]));
  const findings = distinct(findingsOf(sheet)).flatMap(({ code, span }) => {
    if (verdictCodes.has(code)) return [];
    const line = lineOf(span.start);
    if (code === "derive/open") return [`${line} open`];
    const remark = `${lineOf(span.end)} remark [${code}]`;
    if (!severities.has(code)) return commonRemarks.has(code) && !marked.includes(remark) ? [] : [remark];
    return [`${line} ${severities.get(code)} [${code}]`];
  });
  return [...findings, ...verdicts];
}

const inOrder = (marks: readonly string[]) =>
  [...marks].sort((one, other) => parseInt(one) - parseInt(other) || (one < other ? -1 : 1));

const pages = ["language.md", "counting.md"].map((name) => ({ name, blocks: sheetsIn(readPage(name)) }));

describe.each(pages)("each sheet of $name", ({ blocks }) => {
  test.each(blocks.map((block) => [`line ${block.line}`, block] as const))("%s", (_, { text, prelude }) => {
    const sheet = checkText(`${prelude}${text}`);
    expect(inOrder(foundIn(sheet))).toEqual(inOrder(marksIn(sheet.text)));
  });
});

test("the sheets show every verdict", () => {
  const marks = pages.flatMap(({ blocks }) => blocks.flatMap(({ text }) => marksIn(text)));
  const kinds = marks.map((mark) => mark.replace(/^\d+ (\w+).*/, "$1"));
  expect(new Set(kinds)).toEqual(new Set(["holds", "fails", "undecided", "open", "error", "warning", "remark"]));
});
