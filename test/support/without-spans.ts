/** Trees without their spans, so that two of them can be compared by what they say. */

const places = new Set(["span", "opSpan", "signSpan", "atSpan", "keyword"]);

/** A copy of a tree from which everything that tells a place is left out. */
export function withoutSpans(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutSpans);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !places.has(key))
      .map(([key, value]) => [key, withoutSpans(value)]),
  );
}
