/**
 * A sheet at one version, with its phases: parsed, analysed, checked, explained. Each is computed once, when it is first asked for; a
 * feature names the phase it needs by the type of sheet that it takes. A phase that throws has a bug: it is told as data,
 * and the sheet goes on with what the phases before it found.
 */
import { check, defaultOptions, finish, type CheckOptions } from "../check/check.ts";
import type { CheckResult, ClaimResult } from "../check/verdict.ts";
import type { ExplainedResult } from "../explain/cause.ts";
import { explain } from "../explain/explain.ts";
import { withoutSettledDivisions } from "../semantics/settled-divisions.ts";
import { analyse } from "../semantics/analyse.ts";
import type { Analysis } from "../semantics/model.ts";
import type { Sheet } from "../syntax/ast.ts";
import { parse } from "../syntax/parser.ts";
import type { Problem } from "../syntax/problem.ts";
import { indexLines, type LineIndex } from "../syntax/span.ts";

export interface Snapshot {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly options: CheckOptions;
  readonly phases: { parsed?: ParsedSheet; analysed?: AnalysedSheet; checked?: CheckedSheet; explained?: CheckedSheet };
}

export interface ParsedSheet {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly lines: LineIndex;
  readonly sheet: Sheet;
  /** What the phases so far found wrong. */
  readonly problems: readonly Problem[];
  /** The first phase that threw, if one did. */
  readonly failure?: PhaseFailure;
}

export interface AnalysedSheet extends ParsedSheet {
  readonly analysis: Analysis;
}

export interface CheckedSheet extends AnalysedSheet {
  /** With the causes of failures once they are known. */
  readonly result: ExplainedResult;
}

export interface PhaseFailure {
  readonly phase: "reading" | "understanding" | "checking" | "explaining";
  /** For those who mend it. */
  readonly trace: string;
}

export function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

export function createSnapshot(
  uri: string,
  version: number,
  text: string,
  options: CheckOptions = defaultOptions,
): Snapshot {
  return { uri, version, text, options, phases: {} };
}

export function parsed(snapshot: Snapshot): ParsedSheet {
  return (snapshot.phases.parsed ??= parseText(snapshot));
}

export function analysed(snapshot: Snapshot): AnalysedSheet {
  return (snapshot.phases.analysed ??= analyseSheet(parsed(snapshot), snapshot.options));
}

/** Runs all phases to their end at once. */
export function checked(snapshot: Snapshot): CheckedSheet {
  return finish(checking(snapshot));
}

/** Reads and understands a sheet in slices of a few milliseconds; stop asking and the rest is not done. */
export function* analysing(snapshot: Snapshot): Generator<void, AnalysedSheet> {
  if (snapshot.phases.analysed) return snapshot.phases.analysed;
  parsed(snapshot);
  yield;
  const sheet = analysed(snapshot);
  yield;
  return sheet;
}

/** Checks it, too. */
export function* checking(snapshot: Snapshot): Generator<void, CheckedSheet> {
  if (snapshot.phases.checked) return snapshot.phases.checked;
  const sheet = yield* analysing(snapshot);
  return (snapshot.phases.checked = yield* checkSheet(sheet, snapshot.options));
}

/** Runs all phases to their end at once, the causes of failures included. */
export function explained(snapshot: Snapshot): CheckedSheet {
  return finish(explaining(snapshot));
}

/** The same in slices. A cause is a function of its claim and model, and no verdict waits for it. */
export function* explaining(snapshot: Snapshot): Generator<void, CheckedSheet> {
  if (snapshot.phases.explained) return snapshot.phases.explained;
  const sheet = yield* checking(snapshot);
  return (snapshot.phases.explained = yield* explainSheet(sheet, snapshot.options));
}

/** What can be said of a sheet while its check is under way. */
export function unchecked(sheet: AnalysedSheet): CheckedSheet {
  return { ...sheet, result: allUndecided(sheet.analysis, "it is still being checked") };
}

// ── The phases ──────────────────────────────────────────────────────────────────────────────────────────────────────

function parseText({ uri, version, text }: Snapshot): ParsedSheet {
  const common = { uri, version, text, lines: indexLines(text) };
  try {
    return { ...common, ...parse(text) };
  } catch (error) {
    const sheet: Sheet = { span: { start: 0, end: text.length }, statements: [], comments: [], calls: [] };
    return { ...common, sheet, problems: [], failure: { phase: "reading", trace: traceOf(error) } };
  }
}

function analyseSheet(sheet: ParsedSheet, { sizes }: CheckOptions): AnalysedSheet {
  try {
    const { text } = sheet;
    const analysis = analyse(sheet.sheet, { text, ...(sizes && { sizes }) });
    const doubts = withoutSettledDivisions(text, sheet.problems, analysis.models);
    return { ...sheet, analysis, problems: inOrder([...doubts, ...analysis.problems]) };
  } catch (error) {
    const analysis: Analysis = { models: [], problems: [] };
    return { failure: { phase: "understanding", trace: traceOf(error) }, ...sheet, analysis };
  }
}

function* checkSheet(sheet: AnalysedSheet, options: CheckOptions): Generator<void, CheckedSheet> {
  try {
    const result = yield* check(sheet.analysis, options);
    return { ...sheet, result, problems: inOrder([...sheet.problems, ...result.problems]) };
  } catch (error) {
    return {
      failure: { phase: "checking", trace: traceOf(error) },
      ...sheet,
      result: allUndecided(sheet.analysis, "the checker itself failed on this sheet"),
    };
  }
}

function* explainSheet(sheet: CheckedSheet, options: CheckOptions): Generator<void, CheckedSheet> {
  try {
    return { ...sheet, result: yield* explain(sheet.text, sheet.result, options) };
  } catch (error) {
    // The verdicts stand, without their causes.
    return { failure: { phase: "explaining", trace: traceOf(error) }, ...sheet };
  }
}

function allUndecided(analysis: Analysis, reason: string): CheckResult {
  const undecided = (claim: ClaimResult["claim"]): ClaimResult => ({
    claim,
    verdict: "undecided",
    reason,
    fault: claim.rightSpan,
    remarks: [],
    comparisons: [],
  });
  return {
    models: analysis.models.map((model) => ({ model, claims: model.claims.map(undecided), open: model.due })),
    problems: [],
  };
}

function inOrder(problems: Problem[]): Problem[] {
  return problems.sort((one, other) => one.span.start - other.span.start || one.span.end - other.span.end);
}
