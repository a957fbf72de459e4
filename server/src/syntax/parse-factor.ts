/** Factors: a head and its suffixes, in the order written: `h[t]`, `W^{(l)\top}`, `σ'(z)`, `w (1 - a)^2`. */
import type { Cell, Expr, Suffix } from "./ast.ts";
import { bracketed, isOpener } from "./brackets.ts";
import {
  accept,
  enter,
  isCloser,
  isSymbol,
  leave,
  missing,
  next,
  peek,
  peekAt,
  report,
  spanFrom,
  spanOf,
  within,
  type Cursor,
} from "./cursor.ts";
import { startsCondition } from "./clause-words.ts";
import { cells, rows } from "./parse-cells.ts";
import { argumentItems, head, isFold, nameWithMarks, reportMissingOperand } from "./parse-head.ts";
import type { Token } from "./token.ts";
import { functionNames } from "./words.ts";

/** What a factor starts with. */
export function namedHead(cursor: Cursor): Expr {
  return nameWithMarks(cursor, head(cursor));
}

export function factor(cursor: Cursor): Expr {
  let expr = namedHead(cursor);
  const { start } = expr.span;
  const suffixes: Suffix[] = [];
  if (expr.kind === "suffixed") {
    // `\hat{y_{t-1}}`: the indices stood under the hat, and are followed by others.
    suffixes.push(...expr.suffixes);
    expr = expr.head;
  }
  const callable = expr.kind === "name" || expr.kind === "adjoint" || expr.kind === "nabla";
  for (;;) {
    if (suffixes.length === 0 && isBracket(expr) && startsPositivePart(cursor)) {
      expr = positivePart(cursor, expr);
      suffixes.push(...expr.suffixes);
      expr = expr.head;
    }
    const found = suffix(cursor, expr, callable);
    if (found.length === 0) break;
    suffixes.push(...found);
    if (expr.kind === "bars") putIndexFirst(suffixes);
    if (endsDerivative(cursor, found)) break;
  }
  if (suffixes.length === 0) return expr;
  return { kind: "suffixed", span: spanFrom(cursor, start), head: expr, suffixes };
}

function isBracket(expr: Expr): expr is Extract<Expr, { kind: "group" | "block" }> {
  if (expr.kind === "group") return expr.items.length === 1;
  return expr.kind === "block" && expr.rows.length === 1 && expr.rows[0]!.length === 1;
}

/** The `_+` and `_{+}` behind a bracket. */
function startsPositivePart(cursor: Cursor): boolean {
  if (!isSymbol(peek(cursor), "_")) return false;
  return isSymbol(peekAt(cursor, 1), "{")
    ? isSymbol(peekAt(cursor, 2), "+") && isSymbol(peekAt(cursor, 3), "}")
    : isSymbol(peekAt(cursor, 1), "+");
}

/** `(a)_+` is `relu(a)`. */
function positivePart(
  cursor: Cursor,
  bracket: Extract<Expr, { kind: "group" | "block" }>,
): Extract<Expr, { kind: "suffixed" }> {
  const sign = next(cursor);
  cursor.at += isSymbol(peek(cursor), "{") ? 3 : 1;
  const cell = bracket.kind === "group" ? bracket.items[0]! : bracket.rows[0]![0]!;
  const { span } = bracket;
  const items: Expr[] = isExpression(cell) ? [cell] : [bracket];
  return {
    kind: "suffixed",
    span: spanFrom(cursor, span.start),
    head: { kind: "name", span: spanFrom(cursor, sign.start), name: "relu" },
    suffixes: [{ kind: "parens", span, items, spaced: false }],
  };
}

function isExpression(cell: Cell): cell is Expr {
  return cell.kind !== "range" && cell.kind !== "comparison" && cell.kind !== "junction";
}

/** Which norm it is stands below the bars, in `‖a‖^2_2` too, behind its power. */
function putIndexFirst(suffixes: Suffix[]): void {
  const [power, index] = suffixes;
  if (suffixes.length === 2 && power!.kind === "sup" && index!.kind === "sub") suffixes.reverse();
}

/** In `∂²L/∂w² (x)`, the square ends what is differentiated by. */
function endsDerivative(cursor: Cursor, found: readonly Suffix[]): boolean {
  const last = found.at(-1)!;
  return (
    cursor.context.derivativeOrder > 1 &&
    last.kind === "sup" &&
    last.exponent.kind === "number" &&
    Number(last.exponent.text) > 1 &&
    Number(last.exponent.text) <= cursor.context.derivativeOrder
  );
}

/** The suffix that stands here: none, one, or two where braces hold an index and a transpose. */
function suffix(cursor: Cursor, owner: Expr, callable: boolean): Suffix[] {
  const token = peek(cursor);
  if (token.kind !== "symbol") return [];
  switch (token.text) {
    case "(": {
      if (boundsFollow(cursor, owner)) return [bounds(cursor)];
      if (!callable || startsCondition(cursor)) return [];
      const { content: items, span } = bracketed(cursor, false, () => argumentItems(cursor));
      return [{ kind: "parens", span, items, spaced: token.spaced }];
    }
    case "{": {
      if (boundsFollow(cursor, owner)) return [bounds(cursor)];
      if (!callable || !holdsArgument(cursor, owner)) return [];
      const { content: items, span } = bracketed(cursor, false, () => argumentItems(cursor));
      return [{ kind: "parens", span, items: withoutParentheses(items), spaced: false }];
    }
    case "[": {
      if (!callable) return [];
      const separator = holdsOneBar(cursor) ? "|" : undefined;
      const { content, span } = bracketed(cursor, true, () => within(cursor, { separator }, () => rows(cursor)));
      return [{ kind: "brackets", span, rows: content, spaced: token.spaced }];
    }
    case "_":
      return [subscript(cursor, owner.kind === "name" && isFold(cursor, owner.name))];
    case "^":
    case ".^":
      return superscript(cursor, owner);
    case "'":
      return [primes(cursor)];
    case "⊤":
      // Raised it belongs to the base below; right behind a name, `W⊤`, it is what `\top` typed.
      if (token.spaced && !cursor.context.superscript) return [];
      next(cursor);
      return [{ kind: "transpose", span: spanOf(token) }];
    default:
      return [];
  }
}

/** Whether a sum has its bounds in the brackets that open here: `sum(t=1..T) …`, `Σ(t = 1..T)`, `sum{t=1..T}`. */
function boundsFollow(cursor: Cursor, owner: Expr): boolean {
  if (owner.kind !== "name" || !/^(?:sum|prod|Σ|Π)$/.test(owner.name)) return false;
  let offset = 1;
  while (peekAt(cursor, offset).kind === "name" && isSymbol(peekAt(cursor, offset + 1), ",")) offset += 2;
  if (peekAt(cursor, offset).kind !== "name" || !/^(?:=|∈|in)$/.test(peekAt(cursor, offset + 1).text)) return false;
  for (offset += 2; ; offset++) {
    const token = peekAt(cursor, offset);
    if (isSymbol(token, "..") || (isSymbol(token, ":") && isSymbol(peekAt(cursor, 0), "("))) return true;
    if (token.kind === "end" || isOpener(token) || isCloser(token)) return false;
  }
}

function bounds(cursor: Cursor): Suffix {
  const { content: items, span } = bracketed(cursor, true, () => cells(cursor));
  return { kind: "sub", span, items };
}

/**
 * Whether the braces that open here hold what a function is of, as in `\\tanh{x}^2` and the `f{\\left(x \\right)}` of programs: a
 * power behind them is one of the value. Elsewhere they are a factor; a sum has its bounds there.
 */
function holdsArgument(cursor: Cursor, owner: Expr): boolean {
  if (owner.kind === "name" && functionNames.has(owner.name)) return !isFold(cursor, owner.name);
  return isSymbol(peekAt(cursor, 1), "(") && !peekAt(cursor, 1).spaced && endsWithBoth(cursor);
}

/** Whether the parenthesis that opens right behind the brace here is closed right before it. */
function endsWithBoth(cursor: Cursor): boolean {
  let depth = 0;
  for (let offset = 1; ; offset++) {
    const token = peekAt(cursor, offset);
    if (token.kind === "end") return false;
    if (isOpener(token)) depth++;
    if (isCloser(token) && --depth === 0) return isSymbol(peekAt(cursor, offset + 1), "}");
  }
}

/** The argument in `{(a)}`. */
function withoutParentheses(items: readonly Expr[]): readonly Expr[] {
  const [only] = items;
  return items.length === 1 && only?.kind === "group" ? only.items : items;
}

/** Whether the bracket that opens here, and no other within it, holds one bar, which can't be that of `|a|`: `P[t|t-1]`. */
function holdsOneBar(cursor: Cursor): boolean {
  let bars = 0;
  for (let offset = 1; ; offset++) {
    const token = peekAt(cursor, offset);
    if (isSymbol(token, "|")) bars++;
    else if (token.kind !== "name" && token.kind !== "number" && !/^[-+,|]$/.test(token.text))
      return bars === 1 && isSymbol(token, "]");
  }
}

function primes(cursor: Cursor): Suffix {
  const { start } = peek(cursor);
  let count = 0;
  for (; isSymbol(peek(cursor), "'"); count++) next(cursor);
  return { kind: "primes", span: spanFrom(cursor, start), count };
}

/** `_{t-1}`, `_(t-1)`, `_1`. */
function subscript(cursor: Cursor, isSum: boolean): Suffix {
  const { start } = next(cursor);
  const token = peek(cursor);
  let items: readonly Cell[];
  if (isSymbol(token, "{") || isSymbol(token, "(")) {
    // `Σ_{i : a_i > 0}`, of a sum only: elsewhere `x_{1:T}` is a range.
    const separator = isSum && bindsSuchThat(cursor) ? ":" : "|";
    items = bracketed(cursor, true, () => within(cursor, { separator }, () => cells(cursor))).content;
  } else if (token.kind === "name" || token.kind === "number") items = [head(cursor)];
  else {
    reportMissingOperand(cursor);
    items = [missing(spanFrom(cursor, start).end)];
  }
  return { kind: "sub", span: spanFrom(cursor, start), items };
}

/** Whether names and a colon stand in the bracket that opens here: `{i :`, `{i, j :`. */
function bindsSuchThat(cursor: Cursor): boolean {
  let offset = 1;
  while (peekAt(cursor, offset).kind === "name" && isSymbol(peekAt(cursor, offset + 1), ",")) offset += 2;
  return peekAt(cursor, offset).kind === "name" && isSymbol(peekAt(cursor, offset + 1), ":");
}

/** `^2`, `^{(t)\top}`, `ᵀ`, `^\prime`. */
function superscript(cursor: Cursor, owner: Expr): Suffix[] {
  const sign = next(cursor);
  const elementwise = sign.text === ".^";
  const token = peek(cursor);
  if (strayStar(cursor))
    return [{ kind: "sup", span: spanFrom(cursor, sign.start), exponent: missing(token.end), elementwise }];
  if (isSymbol(token, "{")) return braced(cursor, sign, elementwise);
  if (isSymbol(token, "⊤")) {
    next(cursor);
    return [{ kind: "transpose", span: spanFrom(cursor, sign.start) }];
  }
  if (isSymbol(token, "-") && isSymbol(peekAt(cursor, 1), "⊤")) {
    const exponent = inverse(next(cursor));
    const power: Suffix = { kind: "sup", span: spanFrom(cursor, sign.start), exponent, elementwise };
    const top = next(cursor);
    return [power, { kind: "transpose", span: { start: top.start, end: top.end } }];
  }
  if (isSymbol(token, "'")) {
    const { count } = primes(cursor) as Extract<Suffix, { kind: "primes" }>;
    return [{ kind: "primes", span: spanFrom(cursor, sign.start), count }];
  }
  const scripts = takesIndices(owner) ? undefined : scriptsInOneWord(cursor, sign, elementwise);
  if (scripts) return scripts;
  const exponent = within(cursor, { superscript: false }, () => bareExponent(cursor, takesIndices(owner)));
  return [{ kind: "sup", span: spanFrom(cursor, sign.start), exponent, elementwise }];
}

/** `a^l_j`: the j stands below the a, though `l_j` is one word. */
function scriptsInOneWord(cursor: Cursor, sign: Token, elementwise: boolean): Suffix[] | undefined {
  const word = peek(cursor);
  const at = word.kind === "name" ? word.text.indexOf("_") : -1;
  if (at < 1 || word.written !== undefined || word.end - word.start !== word.text.length) return undefined;
  next(cursor);
  const middle = word.start + at;
  const exponent: Expr = { kind: "name", span: { start: word.start, end: middle }, name: word.text.slice(0, at) };
  const below = word.text.slice(at + 1);
  const span = { start: middle + 1, end: word.end };
  const item: Expr = /^\d+$/.test(below) ? { kind: "number", span, text: below } : { kind: "name", span, name: below };
  return [
    { kind: "sup", span: { start: sign.start, end: middle }, exponent, elementwise },
    { kind: "sub", span: { start: middle, end: word.end }, items: [item] },
  ];
}

/** `h_{t-1}^*`, `(a b)^*`: a star marks a name, and here it stands behind something else. */
function strayStar(cursor: Cursor): boolean {
  const braces = isSymbol(peek(cursor), "{");
  const star = peekAt(cursor, braces ? 1 : 0);
  if (!isSymbol(star, "*") || (braces && !isSymbol(peekAt(cursor, 2), "}"))) return false;
  cursor.at += braces ? 3 : 1;
  report(
    cursor,
    "syntax/unexpected",
    star,
    "A star is no exponent. If it marks a name, write it right behind the name: `x^*_{t-1}`.",
  );
  return true;
}

/** `2^k[t]`, `e^x[t]`: a number has no indices, so that they belong to the exponent. */
function takesIndices(owner: Expr): boolean {
  return owner.kind === "number" || (owner.kind === "name" && owner.name === "e");
}

/** What follows `^` without braces: a sign, a head, and a power to the right. */
function bareExponent(cursor: Cursor, indexed: boolean): Expr {
  enter(cursor);
  const exponent = signedExponent(cursor, indexed);
  leave(cursor);
  return exponent;
}

function signedExponent(cursor: Cursor, indexed: boolean): Expr {
  const minus = peek(cursor);
  if (accept(cursor, "+")) return bareExponent(cursor, indexed);
  if (accept(cursor, "-")) {
    const operand = bareExponent(cursor, indexed);
    return { kind: "negation", span: spanFrom(cursor, minus.start), operand };
  }
  // In `a^l_{jk}` what stands below is the a's.
  const base = indexed ? namedHead(cursor) : head(cursor);
  const suffixes: Suffix[] = [];
  while (indexed && base.kind === "name" && isSymbol(peek(cursor), "[") && !peek(cursor).spaced)
    suffixes.push(...suffix(cursor, base, true));
  // A power binds to the right; but brackets may hold an index, as in `h^(t)^2`, and then it does not.
  if (!(base.kind === "group" && base.bracket === "(") && startsPower(cursor))
    suffixes.push(...superscript(cursor, base));
  if (suffixes.length === 0) return base;
  return { kind: "suffixed", span: spanFrom(cursor, base.span.start), head: base, suffixes };
}

/** Whether a power is written here. A raised character or a transpose belongs to the base below: `A^-1ᵀ` is `(A^-1)ᵀ`. */
function startsPower(cursor: Cursor): boolean {
  const sign = peek(cursor);
  if (!isSymbol(sign, "^") && !isSymbol(sign, ".^")) return false;
  const first = isSymbol(peekAt(cursor, 1), "{") ? peekAt(cursor, 2) : peekAt(cursor, 1);
  return sign.end > sign.start && !isSymbol(first, "⊤") && !isSymbol(first, "'");
}

/** `^{i,j}` as `^{(i,j)}`: what holds a comma is no power. */
function exponentOrIndices(cursor: Cursor): Expr {
  const { start } = peek(cursor);
  const items = [cursor.rules.expression(cursor)];
  while (isSymbol(peek(cursor), ",")) {
    next(cursor);
    if (isSymbol(peek(cursor), "⊤")) break;
    items.push(cursor.rules.expression(cursor));
  }
  return items.length === 1 ? items[0]! : { kind: "group", span: spanFrom(cursor, start), bracket: "(", items };
}

/** `^{…}`. Handouts put an index, a transpose and primes into one pair of braces; here each is a suffix of its own. */
function braced(cursor: Cursor, sign: Token, elementwise: boolean): Suffix[] {
  const { content, span } = bracketed(cursor, false, () => {
    const parts: Suffix[] = [];
    const startsPrimed = isSymbol(peek(cursor), "'");
    if (startsPrimed) parts.push(primes(cursor));
    if (!isSymbol(peek(cursor), "⊤") && !(startsPrimed && isSymbol(peek(cursor), "}"))) {
      // `^{-⊤}` is the inverse of the transpose.
      const minus = isSymbol(peek(cursor), "-") && isSymbol(peekAt(cursor, 1), "⊤") ? next(cursor) : undefined;
      // `h^{\odot 2}` is a power of each component, as `h^2` of a vector is.
      const isOfComponents = isSymbol(peek(cursor), "⊙") && !isCloser(peekAt(cursor, 1));
      if (isOfComponents) next(cursor);
      const exponent = minus ? inverse(minus) : within(cursor, { superscript: true }, () => exponentOrIndices(cursor));
      parts.push(...separate(exponent, elementwise || isOfComponents));
    }
    while (isSymbol(peek(cursor), "⊤") || isSymbol(peek(cursor), "'")) {
      const token = peek(cursor);
      if (token.text === "'") parts.push(primes(cursor));
      else parts.push({ kind: "transpose", span: { start: token.start, end: next(cursor).end } });
    }
    return parts;
  });
  // The sign and the braces belong to the first and the last of the suffixes.
  return content.map((part, at) => ({
    ...part,
    span: { start: at === 0 ? sign.start : part.span.start, end: at === content.length - 1 ? span.end : part.span.end },
  }));
}

/** −1, where only its sign is written. */
function inverse(minus: Token): Expr {
  const span = { start: minus.start, end: minus.end };
  return { kind: "negation", span, operand: { kind: "number", span: { start: span.end, end: span.end }, text: "1" } };
}

/** Takes apart what stood in the braces of `^{…}`. */
function separate(exponent: Expr, elementwise: boolean): Suffix[] {
  const sup = (part: Expr): Suffix => ({ kind: "sup", span: part.span, exponent: part, elementwise });
  if (exponent.kind === "sum" && exponent.terms.length === 1) {
    const { sign, term } = exponent.terms[0]!;
    if (sign === "-") return [sup({ kind: "negation", span: exponent.span, operand: term })];
  }
  if (exponent.kind === "product" && exponent.rest.length === 1) {
    const { op, factor: second } = exponent.rest[0]!;
    const isTranspose = second.kind === "name" && second.name === "T";
    const isBehindIndex = holdsIndex(exponent.first) && (second.kind === "number" || isTranspose);
    // `W^{O T}` of a weight with a label.
    const isBehindLabel = exponent.first.kind === "name" && /^\p{Lu}/u.test(exponent.first.name) && isTranspose;
    if (op === "" && (isBehindIndex || isBehindLabel)) return [sup(exponent.first), sup(second)];
  }
  if (exponent.kind === "suffixed" && exponent.suffixes.every(({ kind }) => kind === "transpose" || kind === "primes"))
    return [sup(exponent.head), ...exponent.suffixes];
  // `W^{(l)^T}`, `W^{(l),T}`.
  if (exponent.kind === "suffixed" && holdsIndex(exponent.head) && exponent.suffixes.every(isT))
    return [sup(exponent.head), ...exponent.suffixes];
  if (exponent.kind === "group" && exponent.items.length === 2 && holdsIndex(exponent.items[0]!)) {
    const [index, label] = exponent.items as [Expr, Expr];
    if (label.kind === "name" && label.name === "T") return [sup(index), sup(label)];
  }
  // `W^{l+1\top}`.
  const last = exponent.kind === "sum" ? exponent.terms.at(-1) : undefined;
  if (exponent.kind === "sum" && last?.term.kind === "suffixed") {
    const { head, suffixes } = last.term;
    const span = { start: exponent.span.start, end: head.span.end };
    if (suffixes.every(({ kind }) => kind === "transpose"))
      return [
        sup({ ...exponent, span, terms: [...exponent.terms.slice(0, -1), { ...last, term: head }] }),
        ...suffixes,
      ];
  }
  return [sup(exponent)];
}

function isT(suffix: Suffix): boolean {
  return suffix.kind === "sup" && suffix.exponent.kind === "name" && suffix.exponent.name === "T";
}

/** `(l)` and `[l]`, as people set the number of a layer. */
function holdsIndex(expr: Expr): boolean {
  return (expr.kind === "group" && expr.bracket === "(") || expr.kind === "block";
}
