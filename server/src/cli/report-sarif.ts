/**
 * The report as SARIF 2.1.0, the form in which code hosts and editors take findings. It lists what is wrong or open;
 * claims that hold are left out, since code hosts show every result as an alert, whatever its kind.
 */
import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from "node-sarif-builder";
import { isAbsolute, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { version } from "../../../package.json";
import { reasonFor } from "../features/code-reasons.ts";
import { messageOf, problemDiagnostics, verdictDiagnostics, type Diagnostic } from "../features/diagnostics.ts";
import type { HintLevel } from "../features/hints.ts";
import type { CheckedSheet } from "../features/snapshot.ts";
import type { Span } from "../syntax/span.ts";
import { printable, printableJson } from "./printable.ts";
import type { Complaint } from "./complaint.ts";

const levels = { error: "error", warning: "warning", information: "note" } as const;

/** `complaints` is what kept the program from checking all that it was asked to, `status` what it exits with. */
export function sarifReport(
  sheets: readonly CheckedSheet[],
  complaints: readonly Complaint[],
  { hints, status }: { hints: HintLevel; status: number },
): string {
  const found = sheets.map((sheet) => [...problemDiagnostics(sheet), ...verdictDiagnostics(sheet, hints)]);
  const codes = [...new Set(found.flat().map(({ code }) => code))].sort();
  const run = new SarifRunBuilder({
    tool: { driver: { name: "gradus", version, rules: [] } },
    columnKind: "utf16CodeUnits",
    newlineSequences: ["\r\n", "\n", "\r"],
    artifacts: sheets.map(({ uri, text }) => ({
      location: { uri: uriReference(uri) },
      sourceLanguage: "gradus",
      length: Buffer.byteLength(text),
    })),
    invocations: [
      {
        executionSuccessful: complaints.length === 0,
        exitCode: status,
        toolExecutionNotifications: complaints.map(({ path, message }) => ({
          level: "error" as const,
          message: { text: printable(message) },
          ...(path !== undefined && {
            locations: [{ physicalLocation: { artifactLocation: { uri: uriReference(path) } } }],
          }),
        })),
      },
    ],
  });
  for (const code of codes)
    run.addRule(new SarifRuleBuilder({ id: code, shortDescription: { text: reasonFor(code) } }));
  sheets.forEach((sheet, index) => {
    for (const diagnostic of found[index]!) run.addResult(new SarifResultBuilder(resultOf(sheet, diagnostic)));
  });
  const log = new SarifBuilder();
  log.addRun(run);
  return printableJson(JSON.stringify(log.buildSarifOutput(), undefined, 2));
}

/** One finding, with the places that it refers to and the changes that would mend it. */
function resultOf(sheet: CheckedSheet, diagnostic: Diagnostic) {
  const { code, severity, span, related, fixes } = diagnostic;
  const artifactLocation = () => ({ uri: uriReference(sheet.uri) });
  const region = (of: Span) => regionOf(sheet, of);
  return {
    ruleId: code,
    level: levels[severity],
    message: { text: printable(messageOf(diagnostic)) },
    locations: [{ physicalLocation: { artifactLocation: artifactLocation(), region: region(span) } }],
    ...(related.length > 0 && {
      relatedLocations: related.map(({ span, message }, id) => ({
        id: id + 1,
        physicalLocation: { artifactLocation: artifactLocation(), region: region(span) },
        message: { text: printable(message) },
      })),
    }),
    ...(fixes.length > 0 && {
      fixes: fixes.map(({ title, edits }) => ({
        description: { text: printable(title) },
        artifactChanges: [
          {
            artifactLocation: artifactLocation(),
            replacements: edits.map(({ span, text }) => ({
              deletedRegion: region(span),
              insertedContent: { text },
            })),
          },
        ],
      })),
    }),
  };
}

/** Lines and columns from 1; the end column is the one after the last character. */
function regionOf({ lines }: CheckedSheet, { start, end }: Span) {
  const [first, last] = [lines.position(start), lines.position(end)];
  return {
    startLine: first.line + 1,
    startColumn: first.character + 1,
    endLine: last.line + 1,
    endColumn: last.character + 1,
  };
}

/** A path as a URI: absolute ones with their scheme, others relative to where the program was called. */
function uriReference(path: string): string {
  if (isAbsolute(path)) return pathToFileURL(path).href;
  return path
    .split(sep)
    .map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, "\ufffd")))
    .join("/");
}
