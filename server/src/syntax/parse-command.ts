/** LaTeX commands with arguments: accents, `\frac`, `\sqrt`. */
import type { Expr, Name } from "./ast.ts";
import { bracketed, nameOf } from "./brackets.ts";
import { startsOperand } from "./clause-words.ts";
import { isSymbol, missingHere, next, peek, report, spanFrom, type Cursor } from "./cursor.ts";
import type { Token } from "./token.ts";

/** `\hat{y}`, `\bar{h}`, `\overline{h^{(t)}}`. */
export function accented(cursor: Cursor): Expr {
  const accent = next(cursor);
  const inner = argument(cursor, accent);
  const span = spanFrom(cursor, accent.start);
  if (accent.text !== "bar") return underAccent(cursor, accent, inner, span);
  const stands =
    inner.kind === "suffixed" || inner.kind === "adjoint" || inner.kind === "name" || inner.kind === "group";
  return {
    kind: "adjoint",
    span,
    target:
      stands || inner.kind === "missing" ? inner : { kind: "group", span: inner.span, bracket: "{", items: [inner] },
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
      report(
        cursor,
        "syntax/unexpected",
        span,
        `\`${nameOf(cursor, accent)}\` stands over a name, as in \`\\hat{y}\`. Here it stands over an expression.`,
      );
      return inner;
  }
}

/** The argument of a LaTeX command: braces, or the one token that follows. */
function argument(cursor: Cursor, command: Token): Expr {
  if (!startsOperand(peek(cursor))) {
    const written = nameOf(cursor, command);
    if (!cursor.muted)
      report(
        cursor,
        "syntax/missing-operand",
        command,
        `\`${written}\` lacks an argument: write it in braces behind the command.`,
      );
    return missingHere(cursor);
  }
  if (!isSymbol(peek(cursor), "{")) return cursor.rules.head(cursor);
  return bracketed(cursor, false, () => cursor.rules.expression(cursor)).content;
}

/** `\frac{a}{b}`. */
export function fraction(cursor: Cursor): Expr {
  const command = next(cursor);
  const numerator = argument(cursor, command);
  const denominator = numerator.kind === "missing" ? numerator : argument(cursor, command);
  return { kind: "fraction", span: spanFrom(cursor, command.start), numerator, denominator };
}

/** `\sqrt{x}` is `sqrt(x)`; `\sqrt[n]{x}` is a power. */
export function root(cursor: Cursor): Expr {
  const command = next(cursor);
  const degree = isSymbol(peek(cursor), "[")
    ? bracketed(cursor, false, () => cursor.rules.expression(cursor))
    : undefined;
  const behind = peek(cursor);
  const inner = argument(cursor, command);
  const span = spanFrom(cursor, command.start);
  const inside = { start: Math.min(behind.start, inner.span.start), end: span.end };
  if (!degree) {
    const name: Name = { kind: "name", span: { start: command.start, end: command.end }, name: "sqrt" };
    return {
      kind: "suffixed",
      span,
      head: name,
      suffixes: [{ kind: "parens", span: inside, items: [inner], spaced: false }],
    };
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
