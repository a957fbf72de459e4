/**
 * The report as JUnit's XML, the form in which CI servers and grading tools take the outcome of tests: a suite for each
 * sheet, a test for each claim, for what is still to derive, and for each error of the text.
 */
import XmlBuilder from "fast-xml-builder";
import type { ModelResult } from "../check/verdict.ts";
import {
  openDiagnostic,
  problemDiagnostics,
  verdictDiagnostic,
  verdictDiagnostics,
  type Diagnostic,
} from "../features/diagnostics.ts";
import { redact, type HintLevel } from "../features/hints.ts";
import type { CheckedSheet } from "../features/snapshot.ts";
import type { Span } from "../syntax/span.ts";
import type { Complaint } from "./complaint.ts";
import { printable } from "./printable.ts";
import { plainMessage } from "./report-text.ts";

/** A test. It passed where it has neither a failure nor an error. */
interface TestCase {
  readonly "@name": string;
  readonly "@classname": string;
  readonly error?: Trouble;
  readonly failure?: Trouble;
}

interface Trouble {
  readonly "@type": string;
  readonly "@message": string;
  readonly "#text"?: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly TestCase[];
  /** Warnings and remarks. */
  readonly notes: string;
}

/** `complaints` is what kept the program from checking all that it was asked to: each is a test with an error. */
export function junitReport(
  sheets: readonly CheckedSheet[],
  complaints: readonly Complaint[],
  { hints }: { hints: HintLevel },
): string {
  const suites = [...sheets.map((sheet) => suiteOf(sheet, hints)), ...complaints.map(unchecked)];
  const writer = new XmlBuilder({
    format: true,
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    suppressEmptyNode: true,
    // Else an attribute whose value is "true" loses it.
    suppressBooleanAttributes: false,
  });
  const xml = writer.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: {
      "@name": "gradus",
      ...countsOf(suites.flatMap(({ cases }) => cases)),
      testsuite: suites.map(({ name, cases, notes }) => ({
        "@name": name,
        ...countsOf(cases),
        testcase: cases,
        ...(notes !== "" && { "system-out": notes }),
      })),
    },
  });
  return xml.trimEnd();
}

function countsOf(cases: readonly TestCase[]) {
  return {
    "@tests": cases.length,
    "@failures": cases.filter(({ failure }) => failure).length,
    "@errors": cases.filter(({ error }) => error).length,
  };
}

function suiteOf(sheet: CheckedSheet, level: HintLevel): Suite {
  const name = oneLine(sheet.uri);
  const problems = problemDiagnostics(sheet);
  const errors = problems.filter(({ severity }) => severity === "error");
  const notes = [
    ...problems.filter(({ severity }) => severity !== "error"),
    ...verdictDiagnostics(sheet, level).filter(({ code }) => !isTested(code)),
  ];
  return {
    name,
    cases: [
      ...errors.map((problem) => ({
        "@name": nameOf(sheet, problem.span, problem.code),
        "@classname": name,
        error: troubleOf(sheet, problem),
      })),
      ...sheet.result.models.flatMap((result) => casesOf(sheet, result, level)),
    ],
    notes: notes.map((diagnostic) => xmlText(plainMessage(sheet, diagnostic))).join("\n\n"),
  };
}

/** Codes whose findings are tests of their own. */
function isTested(code: Diagnostic["code"]): boolean {
  return code === "claim/fails" || code === "claim/undecided" || code === "derive/open";
}

function casesOf(sheet: CheckedSheet, { model, claims, open }: ModelResult, level: HintLevel): TestCase[] {
  const classname = model.name === undefined ? oneLine(sheet.uri) : `${oneLine(sheet.uri)}.${oneLine(model.name)}`;
  const source = ({ start, end }: Span) => sheet.text.slice(start, end);
  return [
    ...claims.map((result) => {
      const view = redact(result, level);
      const diagnostic = verdictDiagnostic(view);
      return {
        "@name": nameOf(sheet, view.claim.span, source(view.claim.span)),
        "@classname": classname,
        ...(diagnostic && {
          [view.verdict === "fails" ? "failure" : "error"]: troubleOf(sheet, diagnostic),
        }),
      };
    }),
    ...open.map((due) => ({
      "@name": nameOf(sheet, due.span, `derive ${source(due.span)}`),
      "@classname": classname,
      failure: troubleOf(sheet, openDiagnostic(due)),
    })),
  ];
}

function unchecked({ path, message }: Complaint): Suite {
  const name = path === undefined ? "gradus" : oneLine(path);
  const error = { "@type": "gradus/unchecked", "@message": oneLine(message) };
  return { name, cases: [{ "@name": "can be checked", "@classname": name, error }], notes: "" };
}

function nameOf({ lines }: CheckedSheet, { start }: Span, text: string): string {
  return `${lines.position(start).line + 1}: ${oneLine(text)}`;
}

function troubleOf(sheet: CheckedSheet, diagnostic: Diagnostic): Trouble {
  return {
    "@type": diagnostic.code,
    "@message": oneLine(diagnostic.what),
    "#text": xmlText(plainMessage(sheet, diagnostic)),
  };
}

/** XML has no character for these two, escaped or not. Control characters are away by now, but for tabs and line breaks. */
function xmlText(text: string): string {
  return text.replace(/[\ufffe\uffff]/g, "\ufffd");
}

/** For attributes, in which line breaks do not last. */
function oneLine(text: string): string {
  return xmlText(printable(text.replace(/\s+/g, " ").trim()));
}
