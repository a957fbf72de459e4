/** Heads: what a factor starts with. Names, numbers, brackets, bars, `\frac`, `if`; derivatives are in `parse-derivative.ts`. */
import type { Adjoint, Cell, Expr, Group, Name } from "./ast.ts";
import { bracketed, closes, nameOf } from "./brackets.ts";
import { endsExpression, startsOperand } from "./clause-words.ts";
import {
  accept,
  endOfPrevious,
  enter,
  isCloser,
  isSymbol,
  isWord,
  leave,
  missing,
  next,
  peek,
  peekAt,
  previous,
  report,
  spanFrom,
  within,
  type Cursor,
} from "./cursor.ts";
import { foldGreek } from "./glyphs.ts";
import { cell, rows } from "./parse-cells.ts";
import { nabla, partial, partialFraction } from "./parse-derivative.ts";
import { matrix } from "./parse-matrix.ts";
import type { Token } from "./token.ts";

export function head(cursor: Cursor): Expr {
  enter(cursor);
  const expr = endsExpression(cursor) ? missingOperand(cursor) : headHere(cursor);
  leave(cursor);
  return expr;
}

function headHere(cursor: Cursor): Expr {
  const token = peek(cursor);
  switch (token.kind) {
    case "number":
      next(cursor);
      return { kind: "number", span: { start: token.start, end: token.end }, text: token.text };
    case "name":
      return nameHead(cursor);
    case "accent":
      return accented(cursor);
    case "fraction":
      return partialFraction(cursor) ?? fraction(cursor);
    case "root":
      return root(cursor);
    case "matrix":
      return matrix(cursor);
    case "symbol":
      return symbolHead(cursor, token);
    case "end-matrix":
    case "end":
      return missingOperand(cursor);
  }
}

function symbolHead(cursor: Cursor, token: Token): Expr {
  switch (token.text) {
    case "(":
    case "{":
      return group(cursor);
    case "[": {
      const { content, span } = bracketed(cursor, true, () => rows(cursor));
      return { kind: "block", span, rows: content };
    }
    case "|":
    case "‖":
      return bars(cursor);
    case "∂":
      return partial(cursor);
    case "∇":
      return nabla(cursor);
    default:
      return missingOperand(cursor);
  }
}

// ── Names ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function nameHead(cursor: Cursor): Expr {
  const token = next(cursor);
  const following = peek(cursor);
  if (token.text === "if" && (startsOperand(following) || following.kind === "end")) return conditional(cursor, token);
  const names = following.kind === "name" ? following.text !== "if" && !endsExpression(cursor) : following.kind === "accent";
  if (token.text === "bar" && names) {
    const target = nameWithSubscript(cursor, head(cursor));
    return { kind: "adjoint", span: spanFrom(cursor, token.start), target };
  }
  return nameOfToken(token);
}

function nameOfToken(token: Token): Name | Adjoint {
  const span = { start: token.start, end: token.end };
  const name: Name = {
    kind: "name",
    span,
    name: token.text,
    ...(token.written === undefined ? {} : { written: token.written }),
  };
  return token.adjoint ? { kind: "adjoint", span, target: name } : name;
}

/** Joins `w` and a plain `_{ix}` behind it to the name `w_ix`. Σ and Π keep their bounds apart. */
export function nameWithSubscript(cursor: Cursor, expr: Expr): Expr {
  if (expr.kind !== "name" && expr.kind !== "adjoint") return expr;
  const name = expr.kind === "adjoint" ? expr.target : expr;
  if (name.kind !== "name" || name.name === "Σ" || name.name === "Π" || !isSymbol(peek(cursor), "_")) return expr;
  const parts = plainSubscript(cursor);
  if (!parts) return expr;
  cursor.at += parts.consumed;
  const end = endOfPrevious(cursor);
  const folded = `${name.name}_${foldGreek(parts.text)}`;
  const written = `${name.written ?? name.name}_${parts.written}`;
  const joined: Name = {
    kind: "name",
    span: { start: name.span.start, end },
    name: folded,
    ...(written === folded ? {} : { written }),
  };
  return expr.kind === "name" ? joined : { kind: "adjoint", span: { start: expr.span.start, end }, target: joined };
}

/** A subscript that is one word, ahead of the cursor: `_x`, `_{ix}`, `ₓ`. */
function plainSubscript(cursor: Cursor): { text: string; written: string; consumed: number } | undefined {
  const first = peekAt(cursor, 1);
  if (isPlain(first)) return { text: first.text, written: first.written ?? first.text, consumed: 2 };
  if (!isSymbol(first, "{")) return undefined;
  let text = "";
  let written = "";
  for (let offset = 2; ; offset++) {
    const token = peekAt(cursor, offset);
    if (isSymbol(token, "}") && text !== "") return { text, written, consumed: offset + 1 };
    if (!isPlain(token) || (token.spaced && text !== "")) return undefined;
    text += token.text;
    written += token.written ?? token.text;
  }
}

function isPlain(token: Token): boolean {
  return (token.kind === "name" && !token.adjoint) || (token.kind === "number" && /^\d+$/.test(token.text));
}

/** `\hat{y}`, `\bar{h}`, `\overline{h^{(t)}}`. */
function accented(cursor: Cursor): Expr {
  const accent = next(cursor);
  const inner = argument(cursor);
  const span = spanFrom(cursor, accent.start);
  if (accent.text !== "bar") return underAccent(cursor, accent, inner, span);
  const stands = inner.kind === "suffixed" || inner.kind === "adjoint" || inner.kind === "name" || inner.kind === "group";
  return {
    kind: "adjoint",
    span,
    target: stands || inner.kind === "missing" ? inner : { kind: "group", span: inner.span, bracket: "{", items: [inner] },
  };
}

/** A hat or tilde becomes part of the name that it stands over; over anything else it has no meaning. */
function underAccent(cursor: Cursor, accent: Token, inner: Expr, span: { start: number; end: number }): Expr {
  switch (inner.kind) {
    case "name": {
      const [, base, rest] = /^([^_]*)(.*)$/s.exec(inner.name)!;
      return { kind: "name", span, name: `${base}${accent.text}${rest}`.normalize("NFC") };
    }
    case "adjoint":
      return { ...inner, span, target: underAccent(cursor, accent, inner.target, inner.target.span) };
    case "suffixed":
      return { ...inner, span, head: underAccent(cursor, accent, inner.head, inner.head.span) };
    case "missing":
      return inner;
    default:
      report(cursor, "syntax/unexpected", span, `\`${nameOf(cursor, accent)}\` stands over a name, as in \`\\hat{y}\`. Here it stands over an expression.`);
      return inner;
  }
}

/** The argument of a LaTeX command: braces, or the one token that follows. */
export function argument(cursor: Cursor): Expr {
  if (!isSymbol(peek(cursor), "{")) return nameWithSubscript(cursor, head(cursor));
  return bracketed(cursor, false, () => cursor.rules.expression(cursor)).content;
}

// ── Brackets and bars ───────────────────────────────────────────────────────────────────────────────────────────────

/** `(a)`, `(a, b)`, `{a}`. Braces around one name are only LaTeX's way of holding it together. */
function group(cursor: Cursor): Expr {
  const bracket = peek(cursor).text as Group["bracket"];
  const { content: items, span } = bracketed(cursor, false, () => roundItems(cursor));
  const only = items[0];
  if (bracket === "{" && items.length === 1 && (only?.kind === "name" || only?.kind === "adjoint" || only?.kind === "number")) return only;
  return { kind: "group", span, bracket, items };
}

/** Expressions between commas. */
export function roundItems(cursor: Cursor): Expr[] {
  const items = [cursor.rules.expression(cursor)];
  while (accept(cursor, ",")) items.push(cursor.rules.expression(cursor));
  return items;
}

/** `|x|`, `‖v‖`, `||v||`. */
function bars(cursor: Cursor): Expr {
  const open = next(cursor);
  const second = peek(cursor);
  const double = open.text === "‖" || (isSymbol(second, "|") && !second.spaced);
  if (double && open.text === "|") next(cursor);
  const sort = double ? "‖" : "|";
  const operand = within(cursor, { bars: [...cursor.context.bars, sort] }, () => cursor.rules.expression(cursor));
  const closed = closeBars(cursor, double);
  if (!closed && !cursor.muted) {
    report(cursor, "syntax/unclosed", open, `\`${nameOf(cursor, open)}\` is opened here and never closed. Close it.`);
    if (peek(cursor).kind === "end") cursor.muted = true;
  }
  return { kind: "bars", span: spanFrom(cursor, open.start), double, operand };
}

function closeBars(cursor: Cursor, double: boolean): boolean {
  if (!double) return accept(cursor, "|") !== undefined;
  if (accept(cursor, "‖")) return true;
  const second = peekAt(cursor, 1);
  if (!isSymbol(peek(cursor), "|") || !isSymbol(second, "|") || second.spaced) return false;
  cursor.at += 2;
  return true;
}

// ── LaTeX with arguments ────────────────────────────────────────────────────────────────────────────────────────────

function fraction(cursor: Cursor): Expr {
  const { start } = next(cursor);
  const numerator = argument(cursor);
  const denominator = argument(cursor);
  return { kind: "fraction", span: spanFrom(cursor, start), numerator, denominator };
}

/** `\sqrt{x}` is `sqrt(x)`; `\sqrt[n]{x}` is a power. */
function root(cursor: Cursor): Expr {
  const command = next(cursor);
  const degree = isSymbol(peek(cursor), "[")
    ? bracketed(cursor, false, () => cursor.rules.expression(cursor))
    : undefined;
  const { start } = peek(cursor);
  const inner = argument(cursor);
  const span = spanFrom(cursor, command.start);
  const inside = { start, end: span.end };
  if (!degree) {
    const name: Name = { kind: "name", span: { start: command.start, end: command.end }, name: "sqrt" };
    return { kind: "suffixed", span, head: name, suffixes: [{ kind: "parens", span: inside, items: [inner], spaced: false }] };
  }
  const exponent: Expr = {
    kind: "fraction",
    span: degree.span,
    numerator: { kind: "number", span: { start: degree.span.start, end: degree.span.start }, text: "1" },
    denominator: degree.content,
  };
  return {
    kind: "suffixed",
    span,
    head: { kind: "group", span: inside, bracket: "{", items: [inner] },
    suffixes: [{ kind: "sup", span: degree.span, exponent, elementwise: false }],
  };
}

/** `if t = T then a else b`; the cursor stands behind the `if`. */
function conditional(cursor: Cursor, start: Token): Expr {
  const held = cursor.context.conditionals + 1;
  const condition: Cell = within(cursor, { conditionals: held, cells: true }, () => cell(cursor));
  if (condition.kind !== "comparison" && !cursor.muted && condition.kind !== "missing")
    report(cursor, "syntax/unexpected", condition.span, "The condition of an `if` compares two things, as in `t = T`.");
  if (!acceptWord(cursor, "then")) return incomplete(cursor, start, condition);
  const then = within(cursor, { conditionals: held }, () => cursor.rules.expression(cursor));
  const elseWord = acceptWord(cursor, "else");
  if (!elseWord && !cursor.muted)
    report(cursor, "syntax/missing-operand", start, "This `if` has no `else`. Say what holds otherwise: `if t = T then a else b`.");
  const otherwise = elseWord ? cursor.rules.expression(cursor) : missing(endOfPrevious(cursor));
  return { kind: "conditional", span: spanFrom(cursor, start.start), condition: asComparison(condition), then, otherwise };
}

function incomplete(cursor: Cursor, start: Token, condition: Cell): Expr {
  if (!cursor.muted) report(cursor, "syntax/missing-operand", start, "This `if` has no `then`. Write `if t = T then a else b`.");
  const end = endOfPrevious(cursor);
  return {
    kind: "conditional",
    span: spanFrom(cursor, start.start),
    condition: asComparison(condition),
    then: missing(end),
    otherwise: missing(end),
  };
}

function asComparison(condition: Cell) {
  if (condition.kind === "comparison") return condition;
  return {
    kind: "comparison" as const,
    span: condition.span,
    first: condition.kind === "range" ? condition.from : condition,
    rest: [],
  };
}

function acceptWord(cursor: Cursor, word: string): boolean {
  if (!isWord(peek(cursor), word)) return false;
  next(cursor);
  return true;
}

// ── Nothing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function missingOperand(cursor: Cursor): Expr {
  reportMissingOperand(cursor);
  return missing(endOfPrevious(cursor));
}

/** Says that something is missing: at the sign that wants it, or at what stands in its place. */
export function reportMissingOperand(cursor: Cursor): void {
  if (cursor.muted) return;
  const token = peek(cursor);
  // At the end of a half-typed statement, the open bracket says it all.
  if (token.kind === "end" && cursor.opened.length > 0) return;
  const before = previous(cursor);
  const innermost = cursor.opened.at(-1);
  // A bracket that closes nothing, or something else, gets a problem of its own.
  if (isCloser(token) && (!innermost || (innermost === before && !closes(token, innermost)))) return;
  if (before && isCloser(token) && innermost === before) {
    report(cursor, "syntax/missing-operand", { start: before.start, end: token.end }, "Nothing stands between these brackets. Fill them, or delete them.");
    return;
  }
  if (before && wantsOperand(before)) {
    const sign = nameOf(cursor, before);
    report(cursor, "syntax/missing-operand", before, `Nothing stands after \`${sign}\`. Write what belongs there, or delete \`${sign}\`.`);
    return;
  }
  const at = token.kind === "end" ? (before ?? token) : token;
  report(cursor, "syntax/missing-operand", at, `Nothing stands before \`${nameOf(cursor, at)}\`. Write what belongs there.`);
}

function wantsOperand(token: Token): boolean {
  if (token.kind === "symbol") return !isCloser(token) && !/^[([{]$/.test(token.text);
  return token.kind === "fraction" || token.kind === "root" || token.kind === "accent" || token.kind === "name";
}
