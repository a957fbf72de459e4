/**
 * Annotated sheets: what is expected of a text, drawn under its lines in comments.
 *
 *     a = b + c
 *     #       ^ name/undeclared `c` is declared nowhere
 *     #       | fix Declare `c`
 *
 * Carets mark a range on the line above; `|` goes on with the message. A range that starts in the first column, where the
 * `#` itself stands, is drawn `#<^^`: the `#` counts for the first column, and the `<` points back at it. A range over
 * several lines has carets to the end of its first line and says where it ends: `^^^+2:14` is two lines further down,
 * before column 14. An empty range is drawn `¦`. A sheet of which nothing is expected says `# expect: clean`.
 */
import { indexLines, type Span } from "../../server/src/syntax/span.ts";

export interface Annotation {
  readonly span: Span;
  /** The first stands behind the carets, the others under it. Line breaks inside a line are drawn as `⏎`. */
  readonly lines: readonly string[];
}

const cleanMark = "# expect: clean";
const annotationLine = /^#(?:<|[ \t]*[\^|¦])/;

/** The text without its annotations. */
export function stripAnnotations(annotated: string): string {
  return annotated
    .split("\n")
    .filter((line) => !annotationLine.test(line) && line.trimEnd() !== cleanMark)
    .join("\n");
}

/** The text with annotations under its lines, in the order of their ranges; with the mark for a clean one if there are none. */
export function annotate(text: string, annotations: readonly Annotation[]): string {
  if (annotations.length === 0) return `${cleanMark}\n${text}`;
  const index = indexLines(text);
  const under = new Map<number, string[]>();
  for (const { span, lines } of annotations.toSorted(
    (left, right) => left.span.start - right.span.start || left.span.end - right.span.end,
  )) {
    const { line } = index.position(span.start);
    const drawn = under.get(line) ?? [];
    under.set(line, [...drawn, ...draw(text, span, lines)]);
  }
  const last = index.lineStarts.length - 1;
  return index.lineStarts
    .map((start, line) => {
      const whole = text.slice(start, index.lineStarts[line + 1]);
      const drawn = under.get(line);
      if (!drawn) return whole;
      const ended = line === last ? `${whole}\n` : whole;
      return `${ended}${drawn.join("\n")}${line === last ? "" : "\n"}`;
    })
    .join("");
}

function draw(text: string, span: Span, lines: readonly string[]): string[] {
  const index = indexLines(text);
  const start = index.position(span.start);
  const end = index.position(span.end);
  const lineStart = index.lineStarts[start.line]!;
  const lineText = text.slice(lineStart, index.lineStarts[start.line + 1]).trimEnd();
  const lastColumn = end.line === start.line ? end.character : Math.max(lineText.length, start.character + 1);
  const further = end.line === start.line ? "" : `+${end.line - start.line}:${end.character}`;
  const length = lastColumn - start.character;
  const carets = length === 0 ? "¦" : "^".repeat(length);
  // Tabs stay tabs, so that the carets stand under what they mark.
  const blank = text.slice(lineStart, span.start).replace(/[^\t]/g, " ").slice(1);
  const margin = start.character === 0 ? "#<" : `#${blank}`;
  const drawn = start.character === 0 && length > 0 ? carets.slice(1) : carets;
  const [first, ...rest] = lines.map((line) => line.replaceAll(/\r\n|\r|\n/g, "⏎"));
  const below = start.character === 0 ? "# " : `#${blank}`;
  return [`${margin}${drawn}${further} ${first ?? ""}`.trimEnd(), ...rest.map((line) => `${below}| ${line}`.trimEnd())];
}
