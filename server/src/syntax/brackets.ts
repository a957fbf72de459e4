/** Brackets: opening, closing, and what to do where they don't match. */
import { enter, insideBracket, isCloser, isSymbol, leave, next, peek, report, spanOf, type Cursor } from "./cursor.ts";
import { startsClause } from "./clause-words.ts";
import type { Span } from "./span.ts";
import type { Token } from "./token.ts";

const closerOf: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
  ["⟨", "⟩"],
]);

export function isOpener(token: Token): boolean {
  return token.kind === "matrix" || (token.kind === "symbol" && closerOf.has(token.text));
}

/** Whether this is the bracket that closes `open`. */
export function closes(token: Token, open: Token): boolean {
  return open.kind === "matrix" ? token.kind === "end-matrix" : isSymbol(token, closerOf.get(open.text)!);
}

function closerFor(open: Token): string {
  return open.kind === "matrix" ? `\\end{${open.text}}` : closerOf.get(open.text)!;
}

/** Whether some bracket that is open waits for this one. */
function isAwaited(cursor: Cursor, token: Token): boolean {
  return cursor.opened.some((open) => closes(token, open));
}

/** Reads what an opening bracket holds, and the bracket that closes it. The cursor stands on the opening one. */
export function bracketed<Content>(
  cursor: Cursor,
  cells: boolean,
  read: () => Content,
): { content: Content; span: Span } {
  const open = next(cursor);
  cursor.opened.push(open);
  enter(cursor);
  const content = insideBracket(cursor, cells, read);
  leave(cursor);
  cursor.opened.pop();
  const end = close(cursor, open);
  return { content, span: { start: open.start, end: Math.max(open.end, end) } };
}

/** Moves past the bracket that closes `open`, with a problem where there is none; returns where the bracket ends. */
function close(cursor: Cursor, open: Token): number {
  if (closes(peek(cursor), open)) return next(cursor).end;
  const closable = cursor.at < cursor.lastCloser;
  if (closable && !isCloser(peek(cursor)) && !startsClause(cursor)) {
    unexpected(cursor, peek(cursor), true);
    skipToCloser(cursor);
    if (closes(peek(cursor), open)) return next(cursor).end;
  }
  const token = peek(cursor);
  const closer = closerFor(open);
  if (isCloser(token) && !isAwaited(cursor, token)) {
    report(
      cursor,
      "syntax/unopened",
      token,
      `\`${nameOf(cursor, token)}\` does not close \`${nameOf(cursor, open)}\`. Write \`${closer}\`.`,
      [{ title: `Write \`${closer}\``, edits: [{ span: spanOf(token), text: closer }] }],
    );
    return next(cursor).end;
  }
  const end = cursor.tokens[cursor.at - 1]?.end ?? open.end;
  if (!cursor.muted) {
    // The innermost bracket speaks for all that stay open with it.
    const all = closable ? closer : closer + cursor.opened.toReversed().map(closerFor).join("");
    report(
      cursor,
      "syntax/unclosed",
      open,
      `\`${nameOf(cursor, open)}\` is opened here and never closed. Add \`${all}\`.`,
      [{ title: `Add \`${all}\``, edits: [{ span: { start: end, end }, text: all }] }],
    );
  }
  // Where nothing more is closed, the innermost open bracket of a half-typed statement says it all.
  if (!closable) cursor.muted = true;
  return end;
}

/** Moves to the bracket that closes the innermost open one, over whatever stands before it. */
function skipToCloser(cursor: Cursor): void {
  let depth = 0;
  for (;;) {
    const token = peek(cursor);
    if (token.kind === "end" || (depth === 0 && (isCloser(token) || startsClause(cursor)))) return;
    if (isOpener(token)) depth++;
    if (isCloser(token)) depth--;
    next(cursor);
  }
}

/** Reports a token that does not belong where it stands. */
export function unexpected(cursor: Cursor, token: Token, inBracket: boolean): void {
  if (cursor.muted) return;
  const written = nameOf(cursor, token);
  // Of `==` the lexer has said that it is no relation.
  if (/^={2,}$/.test(written)) return;
  if (isCloser(token))
    report(
      cursor,
      "syntax/unopened",
      token,
      `\`${written}\` closes a bracket that nothing opened. Delete it, or open one before.`,
      [{ title: `Delete \`${written}\``, edits: [{ span: spanOf(token), text: "" }] }],
    );
  else if (inBracket && token.kind === "symbol" && /^[=≠<>≤≥≈]$/.test(token.text)) {
    const bracket = /^[=≈]$/.test(token.text) ? "" : " What is 1 where it holds is written in square ones: `[a > b]`.";
    report(
      cursor,
      "syntax/unexpected",
      token,
      `A relation does not belong inside these brackets. Is a bracket missing before \`${written}\`?${bracket}`,
    );
  } else
    report(
      cursor,
      "syntax/unexpected",
      token,
      `\`${written}\` does not belong here${inBracket ? ": is a bracket missing before it?" : "."}`,
    );
}

/** The token as it is written. */
export function nameOf(cursor: Cursor, token: Span): string {
  const written = cursor.text.slice(token.start, Math.min(token.end, token.start + 60)).replace(/\s+/g, " ");
  return written.length > 30 ? `${written.slice(0, 29)}…` : written;
}
