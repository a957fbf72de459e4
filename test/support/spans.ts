/** Checks on the spans of a tree. */
import type { Span } from "../../server/src/syntax/span.ts";

/** The keyword of a list is shared by the statements that it makes, so that it may stand before them. */
const elsewhere = new Set(["keyword"]);

/** What is wrong with the spans of a tree: outside the text, turned round, or outside those of their parents. */
export function misplacedSpans(node: unknown, outer: Span, path = ""): string[] {
  if (typeof node !== "object" || node === null) return [];
  const own = "span" in node ? (node.span as Span) : undefined;
  const faults: string[] = [];
  if (own && (own.start > own.end || own.start < outer.start || own.end > outer.end))
    faults.push(`${path} ${own.start}..${own.end} in ${outer.start}..${outer.end}`);
  for (const [key, value] of Object.entries(node))
    if (!elsewhere.has(key)) faults.push(...misplacedSpans(value, own ?? outer, `${path}.${key}`));
  return faults;
}
