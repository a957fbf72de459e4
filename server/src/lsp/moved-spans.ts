/** Where spans of an older text stand in a newer one, so that verdicts stay in view until the new ones are there. */
import type { Span } from "../syntax/span.ts";

/** Moves a span from one text to another; nothing where its text is gone. What differs is taken for one edit. */
export function spanMover(before: string, after: string): (span: Span) => Span | undefined {
  const shorter = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < shorter && before.charCodeAt(prefix) === after.charCodeAt(prefix)) prefix++;
  let suffix = 0;
  while (
    suffix < shorter - prefix &&
    before.charCodeAt(before.length - 1 - suffix) === after.charCodeAt(after.length - 1 - suffix)
  )
    suffix++;
  const editEnd = before.length - suffix;
  const shift = after.length - before.length;
  return ({ start, end }) => {
    const from = start <= prefix ? start : start >= editEnd ? start + shift : prefix;
    const to = end <= prefix ? end : end >= editEnd ? end + shift : prefix;
    return from < to ? { start: from, end: to } : undefined;
  };
}
