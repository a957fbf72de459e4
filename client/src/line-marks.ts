/**
 * The marks of a sheet's lines between two checks: an edit moves those below it and fades those it touches, since
 * nobody has checked them yet.
 */
import type { ClaimLine } from "./notifications.ts";

export interface LineMark extends ClaimLine {
  readonly faded: boolean;
}

/** A replacement in a text, as an editor reports it. */
export interface TextEdit {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  readonly text: string;
}

/** The marks after one edit. The mark of a line that is no more, or that was joined to the line above, goes. */
export function editMarks(marks: readonly LineMark[], { start, end, text }: TextEdit): LineMark[] {
  const newlines = text.split(/\r\n|\r|\n/).length - 1;
  const moved = newlines - (end.line - start.line);
  const startsWhole = start.character === 0;
  // The last line survives untouched where the edit ends at its beginning and leaves it a line of its own.
  const endsWhole = end.character === 0 && (/[\r\n]$/.test(text) || (text === "" && startsWhole));
  const lastTouched = endsWhole ? end.line - 1 : end.line;
  const firstGone = startsWhole && endsWhole && text === "" ? start.line : start.line + 1;
  return marks.flatMap((mark) => {
    const last = mark.endLine ?? mark.line;
    if (last < start.line) return [mark];
    if (mark.line > lastTouched && mark.line >= start.line)
      return [at(mark, mark.line + moved, last + moved, mark.faded)];
    if (mark.line >= firstGone) return [];
    return [at(mark, mark.line, Math.max(mark.line, last + moved), true)];
  });
}

function at(mark: LineMark, line: number, endLine: number, faded: boolean): LineMark {
  return { line, ...(endLine === line ? {} : { endLine }), verdict: mark.verdict, faded };
}
