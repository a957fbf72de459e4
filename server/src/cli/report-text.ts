/** The report for people: each message with the line it is about, what is wrong, why and what to do, and a summary. */
import pc from "picocolors";
import { verdictDiagnostics, problemDiagnostics, type Diagnostic } from "../features/diagnostics.ts";
import type { HintLevel } from "../features/hints.ts";
import type { CheckedSheet } from "../features/snapshot.ts";
import { addSummaries, summaryOf, type Summary } from "../features/summary.ts";
import { excerpt } from "./excerpt.ts";
import { statusOf } from "./exit-status.ts";
import { printable } from "./printable.ts";

export interface TextReport {
  /** Everything about one sheet. */
  sheet(sheet: CheckedSheet): string;
  /** The last line of a report on several. */
  total(sheets: readonly CheckedSheet[]): string;
}

type Colours = ReturnType<typeof pc.createColors>;

export function createTextReport(settings: { hints: HintLevel; colour: boolean }, several: boolean): TextReport {
  const colours = pc.createColors(settings.colour);
  let isFirst = true;
  return {
    sheet(sheet) {
      const shown = [...problemDiagnostics(sheet), ...verdictDiagnostics(sheet, settings.hints).filter(isNews)].sort(
        (one, other) => one.span.start - other.span.start || one.span.end - other.span.end,
      );
      const messages = shown.map((diagnostic) => `${message(sheet, diagnostic, colours)}\n\n`);
      const path = several ? `${colours.bold(printable(sheet.uri))}  ` : "";
      const gap = shown.length > 0 && !isFirst ? "\n" : "";
      isFirst = false;
      return `${gap}${messages.join("")}${path}${summaryLine(summaryOf(sheet), colours)}`;
    },
    total: (sheets) =>
      `\n${colours.bold(`${sheets.length} sheets`)}  ${summaryLine(addSummaries(sheets.map(summaryOf)), colours)}`,
  };
}

/** What is undecided only because another line has an error is counted in the summary; the error is shown. */
function isNews({ code, severity }: Diagnostic): boolean {
  return code !== "claim/undecided" || severity !== "information";
}

/** A message without colours. */
export function plainMessage(sheet: CheckedSheet, diagnostic: Diagnostic): string {
  return message(sheet, diagnostic, pc.createColors(false));
}

// ── One message ─────────────────────────────────────────────────────────────────────────────────────────────────────

function message(sheet: CheckedSheet, diagnostic: Diagnostic, colours: Colours): string {
  const { line, character } = sheet.lines.position(diagnostic.span.start);
  const { word, paint } = headOf(diagnostic, colours);
  const [what, more] = firstSentence(diagnostic);
  const place = `${printable(sheet.uri)}:${line + 1}:${character + 1}`;
  const notes: (readonly [label: string, text: string | undefined])[] = [
    ["note", more],
    ["why", diagnostic.why],
    ["at", diagnostic.point],
    ["do", diagnostic.do],
    ...diagnostic.related.map(
      ({ span, message }) => ["see", `line ${sheet.lines.position(span.start).line + 1}: ${message}`] as const,
    ),
    // The repair of a claim is what to do.
    ...(diagnostic.code === "claim/fails" ? [] : diagnostic.fixes).map(({ title }) => ["fix", title] as const),
  ];
  return [
    `${colours.bold(place)}  ${paint(word)}: ${colours.bold(printable(what))}`,
    ...excerpt(sheet.text, sheet.lines, diagnostic.span, paint),
    ...notes.flatMap(([label, text]) =>
      text === undefined ? [] : [`  ${colours.dim(label.padEnd(4))}  ${printable(text)}`],
    ),
  ].join("\n");
}

function headOf({ code, severity }: Diagnostic, colours: Colours): { word: string; paint: (text: string) => string } {
  if (code === "claim/fails") return { word: "fails", paint: colours.red };
  if (code === "claim/undecided") return { word: "undecided", paint: colours.yellow };
  if (code === "derive/open") return { word: "open", paint: colours.cyan };
  if (severity === "error") return { word: `error[${code}]`, paint: colours.red };
  if (severity === "warning") return { word: `warning[${code}]`, paint: colours.yellow };
  return { word: `note[${code}]`, paint: colours.cyan };
}

/** The first sentence says what is wrong and stands in the head line; the rest goes below the excerpt. */
function firstSentence({ what }: Diagnostic): [what: string, more: string | undefined] {
  const first = /^(?:`[^`]*`|[^`])*?(?:(?<!e\.g)[.]|[?])(?= [A-Z`]|$)/.exec(what)?.[0] ?? what;
  const more = what.slice(first.length).trim();
  return [first.replace(/\.$/, ""), more === "" ? undefined : more];
}

// ── The summary ─────────────────────────────────────────────────────────────────────────────────────────────────────

function summaryLine(summary: Summary, colours: Colours): string {
  const { claims, problems, open } = summary;
  const { total, holds, fails, undecided } = claims;
  const parts = [
    total === 0 ? "no claims" : `${holds} of ${total} ${total === 1 ? "claim holds" : "claims hold"}`,
    ...(fails > 0 ? [`${fails} ${fails === 1 ? "fails" : "fail"}`] : []),
    ...(undecided > 0 ? [`${undecided} undecided`] : []),
    ...(open > 0 ? [`${open} still to derive`] : []),
    ...(problems > 0 ? [`${problems} ${problems === 1 ? "problem" : "problems"}`] : []),
  ];
  const text = parts.join(", ");
  if (statusOf(summary) === 0) return colours.green(`✓ ${text}`);
  return fails + summary.errors > 0 ? colours.red(`✗ ${text}`) : colours.yellow(`? ${text}`);
}
