/** Draws the lines of a sheet that a message is about, with the part in question underlined. */
import type { LineIndex, Span } from "../syntax/span.ts";
import { displayWidth, expandTabs } from "./display-width.ts";
import { printable } from "./printable.ts";

/** Longer lines are shown around the part in question. */
const longestLine = 160;

/** A part that spans more lines than this is shown by its first and last ones. */
const mostLines = 6;

/** The lines with their numbers in a gutter; `mark` colours the underline. */
export function excerpt(text: string, lines: LineIndex, span: Span, mark: (underline: string) => string): string[] {
  const first = lines.position(span.start).line;
  const last = Math.max(first, lines.position(Math.max(span.start, span.end - 1)).line);
  const gutter = String(last + 1).length + 2;
  const drawn: string[] = [];
  for (let line = first; line <= last; line++) {
    if (last - first >= mostLines && line === first + mostLines - 2) {
      drawn.push(`${"⋮".padStart(gutter)} │`);
      line = last - 1;
      continue;
    }
    const { shown, before, underlined } = drawLine(text, lineSpan(text, lines, line), span);
    drawn.push(`${String(line + 1).padStart(gutter)} │ ${shown}`.trimEnd());
    drawn.push(`${" ".repeat(gutter)} │ ${" ".repeat(before)}${mark(underlined === 0 ? "^" : "─".repeat(underlined))}`);
  }
  return drawn;
}

/** A line without its line break. */
function lineSpan(text: string, { lineStarts }: LineIndex, line: number): Span {
  const start = lineStarts[line]!;
  let end = lineStarts[line + 1] ?? text.length;
  while (end > start && /[\r\n]/.test(text[end - 1]!)) end--;
  return { start, end };
}

/** A line as it is printed, and where in it the underline stands, in columns. */
function drawLine(text: string, line: Span, span: Span): { shown: string; before: number; underlined: number } {
  const from = Math.min(Math.max(span.start, line.start), line.end);
  const to = Math.max(from, Math.min(span.end, line.end));
  const indent = from === line.start ? /^\s*/.exec(text.slice(line.start, to))![0].length : 0;
  const window = windowOf(line, from, to);
  const cutBefore = window.start > line.start ? "…" : "";
  const cutAfter = window.end < line.end ? "…" : "";
  // Each part is expanded from the column at which it starts, so that tabs line up.
  const head = expandTabs(cutBefore + printable(text.slice(window.start, from + indent)));
  const middle = expandTabs(
    printable(text.slice(Math.min(from + indent, window.end), Math.min(to, window.end))),
    displayWidth(head),
  );
  const tail = expandTabs(printable(text.slice(Math.min(to, window.end), window.end)), displayWidth(head + middle));
  return { shown: head + middle + tail + cutAfter, before: displayWidth(head), underlined: displayWidth(middle) };
}

/** The part of a line to show: all of it, or as much around the part in question as fits. */
function windowOf(line: Span, from: number, to: number): Span {
  if (line.end - line.start <= longestLine) return line;
  const start = Math.max(line.start, Math.min(from - 20, Math.max(to - longestLine + 20, from - longestLine / 2)));
  return { start, end: Math.min(line.end, start + longestLine) };
}
