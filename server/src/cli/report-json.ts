/** The report as JSON: one object for all sheets, with ranges as in LSP. The format is part of what Gradus promises. */
import type { Quantities } from "../check/compare.ts";
import { missingFrom } from "../check/own-lines.ts";
import type { Where } from "../check/verdict.ts";
import { problemDiagnostics } from "../features/diagnostics.ts";
import { redact, type ClaimView, type EvidenceView, type HintLevel } from "../features/hints.ts";
import type { CheckedSheet } from "../features/snapshot.ts";
import { countClaims } from "../features/summary.ts";
import type { Span } from "../syntax/span.ts";
import { printableJson } from "./printable.ts";

const formatVersion = 1;

export function jsonReport(sheets: readonly CheckedSheet[], level: HintLevel): string {
  const files = sheets.map((sheet) => fileOf(sheet, level));
  const claims = countClaims(sheets.flatMap(({ result }) => result.models.flatMap((model) => model.claims)));
  const { total, holds, fails, undecided } = claims;
  const problems = files.reduce((count, file) => count + file.problems.length, 0);
  const summary = { claims: total, holds, fails, undecided, problems };
  return printableJson(JSON.stringify({ version: formatVersion, files, summary }, undefined, 2));
}

function fileOf(sheet: CheckedSheet, level: HintLevel) {
  const { text, lines, result } = sheet;
  const range = ({ start, end }: Span) => ({ start: lines.position(start), end: lines.position(end) });
  const source = ({ start, end }: Span) => text.slice(start, end).replace(/\s+/g, " ").trim();
  const claimOf = (model: string | undefined, view: ClaimView) => ({
    range: range(view.claim.span),
    model: model ?? null,
    text: source(view.claim.span),
    kind: view.claim.kind,
    verdict: view.verdict,
    ...(view.evidence && { evidence: evidenceOf(view.evidence) }),
    ...(view.kind !== undefined && {
      cause: { kind: view.kind, message: view.what ?? "", range: range(view.fault) },
    }),
    ...(view.repair && { repair: { range: range(view.repair.span), text: view.repair.text } }),
    ...(view.reason !== undefined && { reason: view.reason }),
    ...(view.remarks.length > 0 && { remarks: view.remarks.map(({ code, message }) => ({ code, message })) }),
  });
  return {
    path: sheet.uri,
    problems: problemDiagnostics(sheet).map(({ code, severity, what, span }) => ({
      code,
      severity,
      message: what,
      range: range(span),
    })),
    claims: result.models.flatMap(({ model, claims }) =>
      claims.map((claim) => claimOf(model.name, redact(claim, level))),
    ),
    models: result.models.map(({ model, open, ownLines }) => ({
      name: model.name ?? null,
      backward: ownLines?.backward ?? "none",
      missing: ownLines ? missingFrom(ownLines) : [],
      open: open.map(({ span }) => source(span)),
    })),
  };
}

function evidenceOf(evidence: EvidenceView) {
  const { seed, points, sizes, worstError, at, yours, component } = evidence;
  return {
    seed,
    points,
    sizes: sizes.map(whereOf),
    ...(worstError !== undefined && { worstError: numbersOf(worstError) }),
    ...(at && { at: whereOf(at) }),
    ...(component && { component }),
    ...(evidence.mutations && { mutations: evidence.mutations }),
    ...(yours !== undefined && { yours: numbersOf(yours) }),
    ...(evidence.true !== undefined && { true: numbersOf(evidence.true) }),
  };
}

function whereOf(where: Where): Record<string, number> {
  return Object.fromEntries(where);
}

type JsonNumbers = number | string | readonly JsonNumbers[];

/** Nested lists for vectors and matrices. JSON has no word for numbers that are not finite. */
function numbersOf(values: Quantities): JsonNumbers {
  if (typeof values !== "number") return values.map(numbersOf);
  return Number.isFinite(values) ? values : String(values);
}
