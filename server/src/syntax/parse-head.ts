/** Heads: what a factor starts with. Names, numbers, brackets, bars, `if`; derivatives and LaTeX have files of their own. */
import type { Adjoint, Cell, Condition, Expr, Group, Name } from "./ast.ts";
import { bracketed, closes, isOpener, nameOf } from "./brackets.ts";
import { endsExpression, isChoiceByCall, startsOperand } from "./clause-words.ts";
import {
  accept,
  endOfPrevious,
  enter,
  isCloser,
  isSymbol,
  isWord,
  leave,
  missing,
  missingHere,
  next,
  peek,
  peekAt,
  previous,
  report,
  spanFrom,
  spanOf,
  within,
  type Cursor,
} from "./cursor.ts";
import { foldGreek } from "./glyphs.ts";
import { cell, cells, condition, rows } from "./parse-cells.ts";
import { nabla, partial, partialCommand, partialFraction } from "./parse-derivative.ts";
import { accented, fraction, root } from "./parse-command.ts";
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
      return indicator(cursor, token) ?? { kind: "number", span: spanOf(token), text: token.text };
    case "name":
      return nameHead(cursor);
    case "accent":
      return accented(cursor);
    case "fraction":
      return partialCommand(cursor) ?? partialFraction(cursor) ?? fraction(cursor);
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
    case "⟨":
      return innerProduct(cursor);
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
  const isChoice = isChoiceByCall(cursor);
  const token = next(cursor);
  if (isChoice) return chosenByCall(cursor, token);
  const indicated = indicator(cursor, token) ?? barsByName(cursor, token);
  if (indicated) return indicated;
  const following = peek(cursor);
  const conditionFollows = startsOperand(following) || following.text === "-" || following.kind === "end";
  if (token.text === "if" && conditionFollows) return conditional(cursor, token);
  const names =
    following.kind === "name" ? following.text !== "if" && !endsExpression(cursor) : following.kind === "accent";
  if (token.text === "bar" && names) {
    const target = nameWithMarks(cursor, head(cursor));
    return { kind: "adjoint", span: spanFrom(cursor, token.start), target };
  }
  return nameOfToken(token);
}

/**
 * `\mathbf{1}_{a > b}`, `\mathbb{1}\{a > b\}`, `\mathbb{I}(a > b)`, `1{a > b}`: 1 where it holds, as `[a > b]` is. The cursor
 * stands behind the sign.
 */
function indicator(cursor: Cursor, sign: Token): Expr | undefined {
  const isStyled = sign.text === "𝟏" || sign.written === "𝕀";
  if (!isStyled && sign.text !== "1" && sign.text !== "I") return undefined;
  const isBelow = isSymbol(peek(cursor), "_") && /^[{(]$/.test(peekAt(cursor, 1).text);
  const open = peekAt(cursor, isBelow ? 1 : 0);
  // `1 (t < T)` says for which t it is 1, and `I [i = j]` is a product.
  if (open.kind !== "symbol" || (!isStyled && (open.spaced || open.text === "["))) return undefined;
  if (!/^[[({]$/.test(open.text) || !holdsRelation(cursor, isBelow ? 1 : 0)) return undefined;
  if (isBelow) next(cursor);
  const { content } = bracketed(cursor, true, () => cells(cursor));
  const span = spanFrom(cursor, sign.start);
  const blocks = content.map((cell): Expr => ({ kind: "block", span, rows: [[cell]] }));
  const [first, ...others] = blocks;
  if (others.length === 0) return first;
  const rest = others.map((factor) => ({ op: "" as const, opSpan: { start: span.start, end: span.start }, factor }));
  return { kind: "group", span, bracket: "{", items: [{ kind: "product", span, first: first!, rest }] };
}

/** Whether a relation stands in the bracket that opens `offset` tokens ahead, and in no other within it. */
function holdsRelation(cursor: Cursor, offset: number): boolean {
  let depth = 0;
  for (let at = offset; ; at++) {
    const token = peekAt(cursor, at);
    // The relation of an `if` is that one's.
    if (token.kind === "end" || (depth === 1 && isWord(token, "if"))) return false;
    if (isOpener(token)) depth++;
    if (isCloser(token) && --depth === 0) return false;
    if (depth === 1 && token.kind === "symbol" && /^[=≠<>≤≥∈]$/.test(token.text)) return true;
  }
}

function nameOfToken(token: Token): Name | Adjoint {
  const span = spanOf(token);
  const name: Name = {
    kind: "name",
    span,
    name: token.text,
    ...(token.written === undefined ? {} : { written: token.written }),
  };
  return token.adjoint ? { kind: "adjoint", span, target: name } : name;
}

/** A name with what stands below it and the mark above it: `w_{ix}`, `x^*`, `\theta^{*}`, `x_t^*` and `x^*_t`, `P_k^-`, `w⁺`. */
export function nameWithMarks(cursor: Cursor, bare: Expr): Expr {
  const expr = nameWithSubscript(cursor, bare);
  const name = expr.kind === "adjoint" ? expr.target : expr;
  const mark = name.kind === "name" ? markAbove(cursor) : undefined;
  if (name.kind !== "name" || !mark) return expr;
  cursor.at += mark.length;
  const end = endOfPrevious(cursor);
  // In one word it is `x_star`.
  const marked: Name = {
    kind: "name",
    span: { start: name.span.start, end },
    name: withMark(name.name, mark.word),
    written: withMark(name.written ?? name.name, `^${mark.sign}`),
  };
  const whole: Expr =
    expr === name ? marked : { kind: "adjoint", span: { start: expr.span.start, end }, target: marked };
  return nameWithSubscript(cursor, whole);
}

/** The mark stands before what is below the name. */
function withMark(name: string, mark: string): string {
  return name.replace(/^[^_]*/, (base) => `${base}${mark}`);
}

const marks: ReadonlyMap<string, string> = new Map([
  ["*", "_star"],
  ["+", "_plus"],
  ["-", "_minus"],
]);

/** The mark that is raised here, `^*`, `^{+}`, and how many tokens it takes; no product as in `a^* b`, and no sign as in `a^-b`. */
function markAbove(cursor: Cursor): { sign: string; word: string; length: number } | undefined {
  if (!isSymbol(peek(cursor), "^")) return undefined;
  const isBraced = isSymbol(peekAt(cursor, 1), "{");
  const { kind, text: sign } = peekAt(cursor, isBraced ? 2 : 1);
  const word = kind === "symbol" ? marks.get(sign) : undefined;
  if (word === undefined) return undefined;
  const behind = peekAt(cursor, isBraced ? 3 : 2);
  if (isBraced) return isSymbol(behind, "}") ? { sign, word, length: 4 } : undefined;
  const isSigned = !behind.spaced && (startsOperand(behind) || isSymbol(behind, "⊤"));
  return sign !== "*" && isSigned ? undefined : { sign, word, length: 2 };
}

/** Joins `w` and a plain `_{ix}` behind it to the name `w_ix`. Σ and Π keep their bounds apart. */
function nameWithSubscript(cursor: Cursor, expr: Expr): Expr {
  if (expr.kind !== "name" && expr.kind !== "adjoint") return expr;
  const name = expr.kind === "adjoint" ? expr.target : expr;
  if (name.kind !== "name" || isFold(cursor, name.name) || !isSymbol(peek(cursor), "_")) return expr;
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

/** Σ and Π have bounds and no subscripts; so have `sum` and `prod` where braces hold them. */
export function isFold(cursor: Cursor, name: string): boolean {
  if (name === "Σ" || name === "Π") return true;
  return (name === "sum" || name === "prod") && isSymbol(peekAt(cursor, 1), "{");
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

// ── Brackets and bars ───────────────────────────────────────────────────────────────────────────────────────────────

/** `(a)`, `(a, b)`, `{a}`. Braces around one name are only LaTeX's way of holding it together. */
function group(cursor: Cursor): Expr {
  const bracket = peek(cursor).text as Group["bracket"];
  const { content: items, span } = bracketed(cursor, false, () => roundItems(cursor));
  const only = items[0];
  if (
    bracket === "{" &&
    items.length === 1 &&
    (only?.kind === "name" || only?.kind === "adjoint" || only?.kind === "number")
  )
    return only;
  return { kind: "group", span, bracket, items };
}

/** `⟨a, b⟩` is `dot(a, b)`. */
function innerProduct(cursor: Cursor): Expr {
  const { content: items, span } = bracketed(cursor, false, () => roundItems(cursor));
  const name: Name = { kind: "name", span: { start: span.start, end: span.start + 1 }, name: "dot" };
  return { kind: "suffixed", span, head: name, suffixes: [{ kind: "parens", span, items, spaced: false }] };
}

/** Expressions between commas. */
export function roundItems(cursor: Cursor): Expr[] {
  const items = [cursor.rules.expression(cursor)];
  while (accept(cursor, ",")) items.push(cursor.rules.expression(cursor));
  return items;
}

/** What stands behind a function's name; a semicolon sets parameters apart, `f(x; θ)`. */
export function argumentItems(cursor: Cursor): Expr[] {
  const items = roundItems(cursor);
  while (accept(cursor, ";")) items.push(...roundItems(cursor));
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

/** `\\norm{a}` and `\\abs{a}`, as packages of LaTeX have the bars. The cursor stands behind the name. */
function barsByName(cursor: Cursor, name: Token): Expr | undefined {
  if (!/^(?:norm|abs)$/.test(name.text) || !isSymbol(peek(cursor), "{")) return undefined;
  const operand = bracketed(cursor, false, () => cursor.rules.expression(cursor)).content;
  return { kind: "bars", span: spanFrom(cursor, name.start), double: name.text === "norm", operand };
}

function closeBars(cursor: Cursor, double: boolean): boolean {
  if (!double) return accept(cursor, "|") !== undefined;
  if (accept(cursor, "‖")) return true;
  const second = peekAt(cursor, 1);
  if (!isSymbol(peek(cursor), "|") || !isSymbol(second, "|") || second.spaced) return false;
  cursor.at += 2;
  return true;
}

// ── Conditions ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** `if t = T then a else b`; the cursor stands behind the `if`. */
function conditional(cursor: Cursor, start: Token): Expr {
  const held = cursor.context.conditionals + 1;
  const tested: Cell = within(cursor, { conditionals: held, cells: true }, () => condition(cursor));
  if (tested.kind !== "comparison" && tested.kind !== "junction" && !cursor.muted && tested.kind !== "missing")
    report(cursor, "syntax/unexpected", tested.span, "The condition of an `if` compares two things, as in `t = T`.");
  if (!acceptWord(cursor, "then")) return incomplete(cursor, start, tested);
  const then = within(cursor, { conditionals: held }, () => cursor.rules.expression(cursor));
  const elseWord = acceptWord(cursor, "else");
  if (!elseWord && !cursor.muted)
    report(
      cursor,
      "syntax/missing-operand",
      start,
      "This `if` has no `else`. Say what holds otherwise: `if t = T then a else b`.",
    );
  const otherwise = elseWord ? cursor.rules.expression(cursor) : missingHere(cursor);
  return {
    kind: "conditional",
    span: spanFrom(cursor, start.start),
    condition: asCondition(tested),
    then,
    otherwise,
  };
}

/** `np.where(a > 0, b, c)`, of Python; the cursor stands before the parenthesis. */
function chosenByCall(cursor: Cursor, call: Token): Expr {
  const open = peek(cursor);
  const commas: Token[] = [];
  const { content, span } = bracketed(cursor, true, () => {
    const condition = cell(cursor);
    const parts: Expr[] = [];
    while (isSymbol(peek(cursor), ",")) {
      commas.push(next(cursor));
      parts.push(cursor.rules.expression(cursor));
    }
    return { condition, parts };
  });
  const whole = { start: call.start, end: span.end };
  const [then, otherwise, ...more] = content.parts;
  const isChoice = then !== undefined && otherwise !== undefined && more.length === 0;
  const edits = [
    { span: { start: call.start, end: open.end }, text: "(if " },
    ...commas.map((comma, at) => ({ span: spanOf(comma), text: at === 0 ? " then" : " else" })),
  ];
  const message = "A choice is written `if a > 0 then b else c`: the condition first, then what holds under it.";
  report(cursor, "syntax/operator", whole, message, isChoice ? [{ title: "Write `if … then … else …`", edits }] : []);
  if (!isChoice) return missing(whole.end);
  return { kind: "conditional", span: whole, condition: asCondition(content.condition), then, otherwise };
}

function incomplete(cursor: Cursor, start: Token, tested: Cell): Expr {
  if (!cursor.muted)
    report(cursor, "syntax/missing-operand", start, "This `if` has no `then`. Write `if t = T then a else b`.");
  const end = endOfPrevious(cursor);
  // What follows may have been meant for either branch.
  cursor.muted = true;
  cursor.at = cursor.tokens.length - 1;
  return {
    kind: "conditional",
    span: spanFrom(cursor, start.start),
    condition: asCondition(tested),
    then: missing(end),
    otherwise: missing(end),
  };
}

function asCondition(tested: Cell): Condition {
  if (tested.kind === "comparison" || tested.kind === "junction") return tested;
  return { kind: "comparison", span: tested.span, first: tested.kind === "range" ? tested.from : tested, rest: [] };
}

function acceptWord(cursor: Cursor, word: string): boolean {
  if (!isWord(peek(cursor), word)) return false;
  next(cursor);
  return true;
}

// ── Nothing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function missingOperand(cursor: Cursor): Expr {
  reportMissingOperand(cursor);
  return missingHere(cursor);
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
    report(
      cursor,
      "syntax/missing-operand",
      { start: before.start, end: token.end },
      "Nothing stands between these brackets. Fill them, or delete them.",
    );
    return;
  }
  if (before && wantsOperand(before) && !(isBinary(token) && asksForSide(before))) {
    const sign = nameOf(cursor, before);
    report(
      cursor,
      "syntax/missing-operand",
      before,
      `Nothing stands after \`${sign}\`. Write what belongs there, or delete \`${sign}\`.`,
    );
    return;
  }
  const at = token.kind === "end" ? (before ?? token) : token;
  report(
    cursor,
    "syntax/missing-operand",
    at,
    `Nothing stands before \`${nameOf(cursor, at)}\`. Write what belongs there.`,
  );
}

/** An operator that has nothing before it either: `a = * b`. */
function isBinary(token: Token): boolean {
  return token.kind === "symbol" && /^(?:[*×/⊙^]|\.[/^])$/.test(token.text);
}

function asksForSide({ text }: Token): boolean {
  return /^[=≠<>≤≥≈,]$/.test(text);
}

function wantsOperand(token: Token): boolean {
  if (token.kind === "symbol") return !isCloser(token) && !/^[([{]$/.test(token.text);
  return token.kind === "fraction" || token.kind === "root" || token.kind === "accent" || token.kind === "name";
}
