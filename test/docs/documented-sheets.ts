/** Sheets inside Markdown: finds the fenced blocks of a page, and says of a sheet what the editor and the terminal would. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { problemDiagnostics, verdictDiagnostics } from "../../server/src/features/diagnostics.ts";
import { checked, createSnapshot, type CheckedSheet } from "../../server/src/features/snapshot.ts";
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
