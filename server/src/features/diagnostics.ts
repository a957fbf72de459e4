/** Diagnostics: the problems of all phases, the claims that fail or are undecided, and what is still to derive. */
import type { ModelResult, Remark } from "../check/verdict.ts";
import type { ExplainedModel } from "../explain/cause.ts";
import type { Fix, Problem, Related } from "../syntax/problem.ts";
import type { ProblemCode, Severity } from "../syntax/problem-codes.ts";
import type { Span } from "../syntax/span.ts";
import { redact, type ClaimView, type HintLevel } from "./hints.ts";
import type { AnalysedSheet, CheckedSheet, PhaseFailure } from "./snapshot.ts";
import { errorFinder, spoiltBy } from "./spoilt.ts";

export interface Diagnostic {
  readonly code: ProblemCode | Remark["code"] | "claim/fails" | "claim/undecided" | "derive/open" | "internal/failure";
  readonly severity: Severity;
  readonly span: Span;
  /** Of a claim: what is wrong, in a clause. Of a problem: what is wrong, why and what to do, in sentences. */
  readonly what: string;
  /** Of a failing claim: why, the point that shows it, and what to do. */
  readonly why?: string;
  readonly point?: string;
  readonly do?: string;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
}

/** Remarks that a writer should see without asking. The others are part of what a claim means; its hover shows them. */
const toldRemarks: ReadonlySet<Remark["code"]> = new Set([
  "claim/zero",
  "claim/restates",
  "claim/circle",
  "recover/forward-only",
  "adjoint/no-path",
  "cost/not-tight",
  "claim/one-way",
]);

/** How a clause about a claim becomes a sentence. */
const leads: { readonly [code in Diagnostic["code"]]?: (what: string) => string } = {
  "claim/fails": asSentence,
  "claim/undecided": (what) => `This is undecided: ${what}.`,
  "derive/open": (what) => `Still to derive: ${what}.`,
};

/** A clause as a sentence of its own. */
export function asSentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${clause.endsWith(".") ? "" : "."}`;
}

/** What is wrong, why, and what to do, as one text. */
export function messageOf({ code, what, why, point, do: advice }: Diagnostic): string {
  const head = leads[code]?.(what) ?? what;
  return [head, why, point, advice].filter((part) => part !== undefined).join("\n");
}

/** What is wrong with a sheet, whatever its claims say. */
export function problemDiagnostics({ problems, failure }: AnalysedSheet): Diagnostic[] {
  return [...(failure ? [failureDiagnostic(failure)] : []), ...problems.map(problemDiagnostic)];
}

/** What is to be said about a sheet's claims. */
export function verdictDiagnostics({ result, problems }: CheckedSheet, level: HintLevel): Diagnostic[] {
  const found = result.models.flatMap((model) => [
    ...claimDiagnostics(model, problems, level),
    ...model.open.map(openDiagnostic),
  ]);
  // Lines before the first model belong to each of them; what they have in common is told once.
  const seen = new Set<string>();
  return found.filter((diagnostic) => {
    const { code, span } = diagnostic;
    const key = `${code} ${span.start} ${span.end} ${messageOf(diagnostic)}`;
    return !seen.has(key) && seen.add(key);
  });
}

function problemDiagnostic({ code, severity, span, message, related, fixes }: Problem): Diagnostic {
  return { code, severity, span, what: message, related, fixes };
}

function failureDiagnostic({ phase }: PhaseFailure): Diagnostic {
  const lost = phase === "explaining" ? "the causes of its failures are missing" : "its claims are not checked";
  const what = `Gradus failed while ${phase} this sheet, so ${lost}. This is a bug in Gradus; please report it with the sheet.`;
  return { code: "internal/failure", severity: "error", span: { start: 0, end: 0 }, what, related: [], fixes: [] };
}

function claimDiagnostics(model: ExplainedModel, problems: readonly Problem[], level: HintLevel): Diagnostic[] {
  const hasError = errorFinder(problems);
  // Asked of undecided claims alone, and mostly there is none.
  let spoilt: ReturnType<typeof spoiltBy> | undefined;
  const isSpoilt = (claim: ClaimView["claim"]): boolean => (spoilt ??= spoiltBy(model.model, problems))(claim);
  return model.claims.flatMap((result) => {
    const view = redact(result, level);
    const remarks = view.remarks.filter(({ code }) => toldRemarks.has(code)).map((remark) => remarkOn(view, remark));
    const diagnostic = verdictDiagnostic(view, () => isSpoilt(view.claim));
    // Of an undecided claim whose own line has an error, the error says why.
    if (!diagnostic || (view.verdict === "undecided" && hasError(view.claim.span))) return remarks;
    return [diagnostic, ...remarks];
  });
}

/** What is to be said of a claim, unless it holds. It is `spoilt` where another line's error is in its way. */
export function verdictDiagnostic(view: ClaimView, spoilt = () => false): Diagnostic | undefined {
  if (view.verdict === "holds") return undefined;
  return view.verdict === "fails" ? failing(view) : undecided(view, spoilt() ? "information" : "warning");
}

function failing(view: ClaimView): Diagnostic {
  return {
    code: "claim/fails",
    severity: "error",
    span: view.fault,
    what: view.what ?? "this does not hold",
    ...(view.why !== undefined && { why: view.why }),
    ...(view.point !== undefined && { point: view.point }),
    ...(view.do !== undefined && { do: view.do }),
    related: view.related,
    fixes: view.repair ? [{ title: view.do ?? "Repair it", edits: [view.repair] }] : [],
  };
}

function undecided({ fault, reason }: ClaimView, severity: Severity): Diagnostic {
  return {
    code: "claim/undecided",
    severity,
    span: fault,
    what: reason ?? "no reason is known",
    related: [],
    fixes: [],
  };
}

function remarkOn({ claim }: ClaimView, { code, message, about }: Remark): Diagnostic {
  const related = about ? [{ span: about, message: "it stands here" }] : [];
  return { code, severity: "information", span: claim.rightSpan, what: message, related, fixes: [] };
}

/** What is to be said of something due that is not derived. */
export function openDiagnostic({ span }: ModelResult["open"][number]): Diagnostic {
  const what = "no claim about it holds for every index yet";
  return { code: "derive/open", severity: "information", span, what, related: [], fixes: [] };
}
