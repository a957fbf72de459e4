/** The sheet's text behind formulas: where a part stands with its parentheses, and texts with changes made in them. */
import { cover, type Span } from "../syntax/span.ts";
import type { TextEdit } from "../syntax/problem.ts";

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const openers: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/**
 * The span with every bracket in it closed: a formula's span starts where its first part does, which may stand in
 * parentheses.
 */
export function closedSpan(text: string, span: Span): Span {
  let { start, end } = span;
  const open: string[] = [];
  for (let at = span.start; at < end; at++) {
    const char = text[at]!;
    if (closers[char] !== undefined) open.push(char);
    else if (openers[char] !== undefined && open.pop() === undefined) start = openerBefore(text, start);
  }
  while (open.length > 0 && end < text.length) {
    const char = text[end++]!;
    if (closers[char] !== undefined) open.push(char);
    else if (openers[char] !== undefined) open.pop();
  }
  return { start, end };
}

/** Where the bracket opens that holds the offset, with its `\left`. */
function openerBefore(text: string, offset: number): number {
  let depth = 0;
  let at = offset - 1;
  for (; at >= 0; at--) {
    if (openers[text[at]!] !== undefined) depth++;
    else if (closers[text[at]!] !== undefined && depth-- === 0) break;
  }
  // The brace of `\mathrm{diag}` is its command's.
  const sized = /\\(?:left|[bB]igg?l?|mathrm|operatorname)\s*$/.exec(text.slice(Math.max(0, at - 16), Math.max(0, at)));
  return Math.max(0, at - (sized?.[0].length ?? 0));
}

/** The span with the parentheses around it, if there are any. */
export function groupSpan(text: string, span: Span): Span {
  const closed = closedSpan(text, span);
  const before = /(?:\\left\s*)?\(\s*$/.exec(text.slice(Math.max(0, closed.start - 12), closed.start));
  const after = /^\s*(?:\\right\s*)?\)/.exec(text.slice(closed.end, closed.end + 12));
  if (!before || !after) return closed;
  return { start: closed.start - before[0].length, end: closed.end + after[0].length };
}

export function slice(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}

/** One edit that does what several do. */
export function joinEdits(text: string, edits: readonly TextEdit[]): TextEdit | undefined {
  const inOrder = [...edits].sort((one, other) => one.span.start - other.span.start);
  const [first, ...others] = inOrder;
  if (!first) return undefined;
  const span = others.reduce((whole, edit) => cover(whole, edit.span), first.span);
  return { span, text: applyEdits(text, inOrder, span) };
}

/** The text of a span with edits made inside it; they don't overlap and stand in order. */
export function applyEdits(text: string, edits: readonly TextEdit[], within: Span): string {
  let done = "";
  let at = within.start;
  for (const edit of edits) {
    done += text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return done + text.slice(at, within.end);
}
