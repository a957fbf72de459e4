/** Sheets inside Markdown: finds the fenced blocks of a page, and says of a sheet what the editor and the terminal would. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { problemDiagnostics, verdictDiagnostics } from "../../server/src/features/diagnostics.ts";
import { checked, createSnapshot, type CheckedSheet } from "../../server/src/features/snapshot.ts";
import { errorFinder } from "../../server/src/features/spoilt.ts";
import type { Span } from "../../server/src/syntax/span.ts";

export interface Block {
  /** What stands behind the fence: `gradus`, `gradus fragment`. */
  readonly info: string;
  readonly text: string;
  /** The line of the page at which its text starts, from 1 on. */
  readonly line: number;
  /** What a hidden comment above it says is to be put before it, for a fragment. */
  readonly prelude: string;
}

export interface Finding {
  readonly code: string;
  readonly span: Span;
}

export function readPage(name: string): string {
  return readFileSync(join(import.meta.dirname, "../../docs", name), "utf8");
}

/** The blocks of a page whose fence says `gradus`, each with the nearest `<!-- prelude … -->` above it. */
export function sheetsIn(page: string): Block[] {
  const blocks: Block[] = [];
  let prelude = "";
  for (const match of page.matchAll(/^<!-- prelude\n([\s\S]*?)-->$|^```(gradus[^\n]*)\n([\s\S]*?)^```$/gm)) {
    const [whole, hidden, info, text] = match;
    if (hidden !== undefined) prelude = hidden;
    if (info === undefined || text === undefined) continue;
    const line = page.slice(0, match.index + whole.indexOf("\n") + 1).split("\n").length;
    blocks.push({ info, text, line, prelude: info === "gradus" ? "" : prelude });
  }
  return blocks;
}

export function checkText(text: string): CheckedSheet {
  return checked(createSnapshot("documented.grad", 0, text));
}

/** Everything that is told of a sheet, and the remarks that only hovers show. */
export function findingsOf(sheet: CheckedSheet): Finding[] {
  const told = [...problemDiagnostics(sheet), ...verdictDiagnostics(sheet, "repair")];
  const remarks = sheet.result.models.flatMap(({ claims }) =>
    claims.flatMap((claim) => claim.remarks.map(({ code }) => ({ code, span: claim.claim.rightSpan }))),
  );
  const toldRemarks = new Set(told.map(({ code, span }) => `${code} ${span.start}`));
  return [...told, ...remarks.filter(({ code, span }) => !toldRemarks.has(`${code} ${span.start}`))];
}

const mark = /#! ?(.*)$/;

/** Remarks that stand beside so many claims that a page need not repeat them each time. */
const commonRemarks = new Set(["cost/count", "claim/inequality", "claim/partial-range"]);

/** Verdicts are not problems: their line is that of the claim's end. */
const verdictCodes = new Set(["claim/fails", "claim/undecided"]);

/** What is marked, as the lines of the sheet with what is expected at each. */
export function marksIn(text: string): string[] {
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

/** What a sheet gets, in the words of its marks. */
export function foundIn(sheet: CheckedSheet): string[] {
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

export const inOrder = (marks: readonly string[]) =>
  [...marks].sort((one, other) => parseInt(one) - parseInt(other) || (one < other ? -1 : 1));
