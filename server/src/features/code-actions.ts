/** Quick fixes: the changes that a problem offers, and the repair of a claim, for the part of the sheet that is asked about. */
import type { Fix } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import { problemDiagnostics, verdictDiagnostics, type Diagnostic } from "./diagnostics.ts";
import type { HintLevel } from "./hints.ts";
import type { CheckedSheet } from "./snapshot.ts";
import { overlaps } from "./spoilt.ts";

export interface QuickFix extends Fix {
  readonly diagnostic: Diagnostic;
  /** The only way to fix the problem. */
  readonly preferred: boolean;
}

/** The claims that fail in the part that is asked about. */
export function failuresIn(sheet: CheckedSheet, asked: Span, level: HintLevel): Diagnostic[] {
  return verdictDiagnostics(sheet, level).filter(({ code, span }) => code === "claim/fails" && overlaps(span, asked));
}

export function quickFixes(sheet: CheckedSheet, asked: Span, level: HintLevel): QuickFix[] {
  return [...problemDiagnostics(sheet), ...verdictDiagnostics(sheet, level)]
    .filter(({ span }) => overlaps(span, asked))
    .flatMap((diagnostic) =>
      diagnostic.fixes.map((fix) => ({ ...fix, diagnostic, preferred: diagnostic.fixes.length === 1 })),
    );
}
