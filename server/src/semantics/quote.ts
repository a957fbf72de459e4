/** What a message quotes of a sheet: the text of a part, with the brackets that belong to it. */
import type { Span } from "../syntax/span.ts";

const partners: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
const openers = new Set(Object.values(partners));

/** The text of a span on one line, with the brackets that belong to it. */
export function quote(text: string, span: Span): string {
  const { start, end } = withWholeBrackets(text, span);
  return text.slice(start, end).replaceAll(/\s+/g, " ");
}

/**
 * A part's span starts where its first part does, so that of `(a + b)^2` starts behind the bracket: what closes or opens
 * inside is followed to its partner.
 */
export function withWholeBrackets(text: string, { start, end }: Span): Span {
  const open: string[] = [];
  let from = start;
  let to = end;
  for (let at = start; at < to; at++) {
    const character = text[at]!;
    if (openers.has(character)) open.push(character);
    else if (character in partners && open.pop() === undefined) from = openerBefore(text, from);
    if (at === to - 1 && open.length > 0) to = closerBehind(text, to);
  }
  return { start: from, end: to };
}

/** Where the bracket opens that is closed behind this place; the place itself where none does on this line. */
function openerBefore(text: string, place: number): number {
  let depth = 0;
  for (let at = place - 1; at >= 0 && text[at] !== "\n"; at--) {
    const character = text[at]!;
    if (character in partners) depth++;
    else if (openers.has(character) && depth-- === 0) return at;
  }
  return place;
}

function closerBehind(text: string, place: number): number {
  const end = /^\s*[)\]}]/.exec(text.slice(place, place + 20));
  return end ? place + end[0].length : place;
}
