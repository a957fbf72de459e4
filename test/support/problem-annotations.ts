/** Problems as annotations: the code and the message, then each fix with the lines that it touches, as they are after it. */
import type { Fix, Problem } from "../../server/src/syntax/problem.ts";
import { indexLines } from "../../server/src/syntax/span.ts";
import type { Annotation } from "./annotations.ts";

export function annotationOf(text: string, { code, span, message, fixes }: Problem): Annotation {
  return { span, lines: [`${code} ${message}`, ...fixes.map((fix) => `${fix.title} → ${fixed(text, fix)}`)] };
}

/** The lines that a fix touches, as they are after it. */
function fixed(text: string, { edits }: Fix): string {
  const index = indexLines(text);
  const first = index.position(Math.min(...edits.map(({ span }) => span.start))).line;
  const last = index.position(Math.max(...edits.map(({ span }) => span.end))).line;
  const start = index.lineStarts[first]!;
  const end = index.lineStarts[last + 1] ?? text.length;
  let result = text.slice(start, end);
  for (const { span, text: replacement } of edits.toSorted((left, right) => right.span.start - left.span.start))
    result = result.slice(0, span.start - start) + replacement + result.slice(span.end - start);
  return result.trimEnd();
}
