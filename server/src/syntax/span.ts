/** Spans: where in a sheet's text something stands. Offsets count UTF-16 code units, as JavaScript strings and LSP do. */

/** The half-open range `[start, end)` of UTF-16 offsets into the original text of a sheet. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The smallest span that covers both. */
export function cover(first: Span, second: Span): Span {
  return { start: Math.min(first.start, second.start), end: Math.max(first.end, second.end) };
}

/** A place in a text as LSP counts it: zero-based line, zero-based UTF-16 character. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Converts between offsets and positions; lines end at LF, CRLF or CR. */
export interface LineIndex {
  readonly lineStarts: readonly number[];
  position(offset: number): Position;
  offset(position: Position): number;
}

/** Indexes the line starts of `text` once, so that each conversion is a binary search. */
export function indexLines(text: string): LineIndex {
  const lineStarts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 13 && text.charCodeAt(at + 1) === 10) continue;
    if (code === 10 || code === 13) lineStarts.push(at + 1);
  }
  const lineOf = (offset: number): number => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    lineStarts,
    position(offset) {
      const clamped = Math.max(0, Math.min(offset, text.length));
      const line = lineOf(clamped);
      return { line, character: clamped - lineStarts[line]! };
    },
    offset({ line, character }) {
      if (line < 0) return 0;
      if (line >= lineStarts.length) return text.length;
      const end = lineStarts[line + 1] ?? text.length;
      return Math.min(lineStarts[line]! + Math.max(0, character), end);
    },
  };
}
