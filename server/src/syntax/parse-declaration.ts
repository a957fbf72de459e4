/** Declarations: `model`, `index`, `size`, `param`, `input`, `const`, `function`, `boundary`, `layout`, `derive`. */
import type {
  Cell,
  DeclaredItem,
  Expr,
  FunctionDeclaration,
  IndexedRange,
  IndexStatement,
  Name,
  SizeStatement,
  Statement,
} from "./ast.ts";
import { bracketed, nameOf } from "./brackets.ts";
import { lengthOfEllipsis } from "./clause-words.ts";
import {
  accept,
  isSymbol,
  isWord,
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
import { cell } from "./parse-cells.ts";
import { boundedName, qualities } from "./parse-qualities.ts";
import { shape, space, startsSpace } from "./parse-shape.ts";
import type { Span } from "./span.ts";
import type { Token } from "./token.ts";
import { allWords } from "./words.ts";

/** Reads the declaration whose keyword the cursor stands on. A list of several may make several statements. */
export function declaration(cursor: Cursor): Statement[] | undefined {
  const word = peek(cursor);
  switch (word.text) {
    case "model":
      return [model(cursor)];
    case "index":
      return [index(cursor)];
    case "size":
      return [size(cursor)];
    case "param":
    case "input":
    case "const":
      return [declared(cursor, word.text)];
    case "function":
      return functions(cursor);
    case "boundary":
      return boundaries(cursor);
    case "layout":
      return [layout(cursor)];
    case "derive":
      return [derive(cursor)];
    default:
      return undefined;
  }
}

function keyword(cursor: Cursor): Span {
  const { start, end } = next(cursor);
  return { start, end };
}

/** Items between commas, or between semicolons where a comma separates names: `param W, U : H×D; b : H`. */
function list<Item>(cursor: Cursor, item: () => Item | undefined): Item[] {
  const items: Item[] = [];
  do {
    const found = item();
    if (found !== undefined) items.push(found);
  } while (accept(cursor, ",") || accept(cursor, ";"));
  return items;
}

/** The name may be several words, and anything that people call a model. */
function model(cursor: Cursor): Statement {
  const word = keyword(cursor);
  const first = peek(cursor);
  // That it needs one is told where models are told apart.
  if (first.kind === "end") return { kind: "model", span: word, keyword: word };
  while (peek(cursor).kind !== "end") next(cursor);
  const span = spanFrom(cursor, first.start);
  const text = cursor.text.slice(span.start, span.end).replace(/\s+/g, " ");
  return { kind: "model", span: spanFrom(cursor, word.start), keyword: word, name: { text, span } };
}

/** `index t = 1..T, i, j = 0..N-1`, also `1 ≤ t ≤ T`. A range belongs to every name before it that has none. */
function index(cursor: Cursor): Statement {
  const word = keyword(cursor);
  const bare = new Set<Name>();
  const items = list(cursor, (): IndexStatement["items"][number] | undefined => {
    const item = within(cursor, { cells: true }, () => cell(cursor));
    if (item.kind === "missing") return undefined;
    const name =
      item.kind === "comparison" || item.kind === "junction" || item.kind === "range" ? undefined : withPrimes(item);
    if (!name) return indexItem(cursor, item);
    bare.add(name);
    return { name };
  });
  const last = items.findLastIndex(({ range }) => range);
  for (const { name } of items.slice(last + 1)) if (bare.has(name)) reportNoRange(cursor, name);
  return { kind: "index", span: spanFrom(cursor, word.start), keyword: word, items };
}

function reportNoRange(cursor: Cursor, { span }: Name): void {
  const written = nameOf(cursor, span);
  report(
    cursor,
    "index/no-range",
    span,
    `An index needs to know from where to where it runs: write \`index ${written} = 1..${written.toUpperCase()}\`.`,
  );
}

function indexItem(cursor: Cursor, found: Cell): IndexStatement["items"][number] | undefined {
  const read = indexOf(found);
  if (read) return read;
  report(cursor, "syntax/declaration", found.span, "An index is declared with its range: write `index t = 1..T`.");
  const name = found.kind === "comparison" ? found.first : found;
  return name.kind === "name" ? { name, damaged: true } : undefined;
}

/** `t = 1..T`, `t ∈ 1..T`, `1 ≤ t ≤ T`. */
function indexOf(found: Cell): IndexedRange | undefined {
  if (found.kind !== "comparison") return undefined;
  const [first, second] = found.rest;
  const left = withPrimes(found.first);
  if (found.rest.length === 1 && (first!.op === "=" || first!.op === "∈") && left && first!.side.kind === "range")
    return { name: left, range: first!.side };
  const middle = first!.side.kind === "range" ? undefined : withPrimes(first!.side);
  if (found.rest.length === 2 && first!.op === "≤" && second!.op === "≤" && middle && second!.side.kind !== "range")
    return { name: middle, range: { kind: "range", span: found.span, from: found.first, to: second!.side } };
  return undefined;
}

/** A name; `t'` is one with its prime. */
function withPrimes(expr: Expr): Name | undefined {
  if (expr.kind === "name") return expr;
  if (expr.kind !== "suffixed" || expr.head.kind !== "name" || expr.suffixes.length !== 1) return undefined;
  const [primes] = expr.suffixes;
  if (primes?.kind !== "primes") return undefined;
  return { kind: "name", span: expr.span, name: expr.head.name + "'".repeat(primes.count) };
}

/** `size D, H`, `size H = 3`. */
function size(cursor: Cursor): Statement {
  const word = keyword(cursor);
  const items = list(cursor, (): SizeStatement["items"][number] | undefined => {
    const name = plainName(cursor, "A size is a name, such as `size D, H`.");
    const value = accept(cursor, "=") ? cursor.rules.expression(cursor) : undefined;
    return name && { name, ...(value ? { value } : {}) };
  });
  return { kind: "size", span: spanFrom(cursor, word.start), keyword: word, items };
}

function plainName(cursor: Cursor, message: string): Name | undefined {
  const target = cursor.rules.factor(cursor);
  const name = withPrimes(target);
  if (name) return name;
  if (target.kind !== "missing") report(cursor, "syntax/declaration", target.span, message);
  return undefined;
}

/** `param W : H×D, b, c : H`, `input x[t] : D for t = 1..T`, `const β > 0, γ in (0, 1)`. */
function declared(cursor: Cursor, kind: "param" | "input" | "const"): Statement {
  const word = keyword(cursor);
  const items = list(cursor, (): DeclaredItem | undefined => {
    const start = peek(cursor).start;
    const { target, ...bounds } = boundedName(cursor);
    if (!isDeclarable(cursor, target)) return undefined;
    const found = declaredShape(cursor);
    const said = qualities(cursor, found === undefined);
    const over = indexedRanges(cursor);
    return {
      span: spanFrom(cursor, start),
      target,
      ...(found ? { shape: found } : {}),
      ...bounds,
      ...said,
      ...(over.length > 0 ? { over } : {}),
    };
  });
  return { kind, span: spanFrom(cursor, word.start), keyword: word, items };
}

/** `for t = 1..T, i = 1..N`, `, t = 1, …, T`, `(t = 1..T)`. An index alone, `for all t`, has its range elsewhere. */
function indexedRanges(cursor: Cursor): IndexedRange[] {
  const found: IndexedRange[] = [];
  const isLed = (from: number) => isWord(peekAt(cursor, from), "for") || isSymbol(peekAt(cursor, from), "∀");
  for (;;) {
    const isListed = isSymbol(peek(cursor), ",") && (isLed(1) || isIndexedRange(cursor, 1));
    if (isListed || isLed(0)) {
      accept(cursor, ",");
      if (isLed(0)) next(cursor);
      found.push(...indexedRange(cursor));
    } else if (isSymbol(peek(cursor), "(") && isIndexedRange(cursor, 1))
      found.push(...bracketed(cursor, true, () => indexedRange(cursor)).content);
    else return found;
  }
}

function indexedRange(cursor: Cursor): IndexedRange[] {
  while (isSymbol(peek(cursor), "∀") || (allWords.has(peek(cursor).text) && peekAt(cursor, 1).kind === "name"))
    next(cursor);
  const item = within(cursor, { cells: true }, () => cell(cursor));
  const read = indexOf(item);
  if (!read && item.kind !== "missing" && item.kind !== "name")
    report(
      cursor,
      "syntax/declaration",
      item.span,
      "What a declaration is `for` is an index and its range, such as `for t = 1..T`.",
    );
  return read ? [read] : [];
}

/** Whether `t = 1..T`, `t = 1, …, T` or `t ∈ {1..T}` stands `from` tokens ahead, and not `k = 3`. */
function isIndexedRange(cursor: Cursor, from: number): boolean {
  const sign = peekAt(cursor, from + 1);
  const isRelation = isSymbol(sign, "=") || isSymbol(sign, "∈") || isWord(sign, "in");
  if (peekAt(cursor, from).kind !== "name" || !isRelation) return false;
  for (let offset = from + 2; ; offset++) {
    const token = peekAt(cursor, offset);
    if (isSymbol(token, "..")) return true;
    if (isSymbol(token, ",")) return lengthOfEllipsis(cursor, offset) > 0;
    if (token.kind !== "name" && token.kind !== "number" && !/^[-+{]$/.test(token.text)) return false;
  }
}

/** `: H×D`, `∈ ℝ^{H×D}`. */
function declaredShape(cursor: Cursor) {
  if (accept(cursor, ":")) return startsSpace(cursor) ? space(cursor) : shape(cursor);
  if ((isSymbol(peek(cursor), "∈") || isWord(peek(cursor), "in")) && startsSpace(cursor, 1)) {
    next(cursor);
    return space(cursor);
  }
  return undefined;
}

/** A name with its indices. */
function declaredName(cursor: Cursor): Expr | undefined {
  const target = cursor.rules.factor(cursor);
  return isDeclarable(cursor, target) ? target : undefined;
}

function isDeclarable(cursor: Cursor, target: Expr): boolean {
  const name = target.kind === "suffixed" ? target.head : target;
  if (name.kind === "name") return true;
  if (name.kind !== "missing")
    report(cursor, "syntax/declaration", target.span, "A declaration gives names, such as `W` or `x[t]`.");
  return false;
}

/** `function φ, ψ[t] : ℝ^H × ℝ → ℝ`; further ones after a comma are declarations of their own. */
function functions(cursor: Cursor): Statement[] {
  const word = keyword(cursor);
  const untilName = { start: word.start, end: peek(cursor).start };
  const found: FunctionDeclaration[] = [];
  do {
    const start = found.length === 0 ? word.start : peek(cursor).start;
    const targets: Expr[] = list(cursor, () => declaredName(cursor));
    const type = accept(cursor, ":") ? functionType(cursor) : undefined;
    const name = targets.at(-1)?.span;
    if (!type && isSymbol(peek(cursor), "=")) definedFunction(cursor, word, untilName);
    else if (!type && name) {
      report(
        cursor,
        "syntax/declaration",
        name,
        `The function \`${nameOf(cursor, name)}\` needs its type: write \`function ${nameOf(cursor, name)} : ℝ → ℝ\`.`,
        [{ title: "Add `: ℝ → ℝ`", edits: [{ span: { start: name.end, end: name.end }, text: " : ℝ → ℝ" }] }],
      );
    }
    found.push({ kind: "function", span: spanFrom(cursor, start), keyword: word, targets, ...type });
  } while (accept(cursor, ","));
  return found;
}

/** `function f(x) = x^2`: what is known is defined and not declared. */
function definedFunction(cursor: Cursor, word: Span, untilName: Span): void {
  report(
    cursor,
    "syntax/declaration",
    word,
    "`function` declares an unknown function by its type. One that you define is written without it: `f(x) = x^2`.",
    [{ title: "Delete `function`", edits: [{ span: untilName, text: "" }] }],
  );
  cursor.muted = true;
}

/** `×`, or the `x` of `R x R`. */
function acceptCross(cursor: Cursor): boolean {
  const isLetter = isWord(peek(cursor), "x") && startsSpace(cursor, 1);
  if (isLetter) next(cursor);
  return isLetter || accept(cursor, "×") !== undefined;
}

/** `ℝ^H × ℝ → ℝ`; nothing, with a problem, where it is no type. */
function functionType(cursor: Cursor) {
  const domain = [];
  const { start } = peek(cursor);
  for (;;) {
    if (!startsSpace(cursor)) return wrongType(cursor, start);
    domain.push(space(cursor));
    if (!acceptCross(cursor)) break;
  }
  if (!accept(cursor, "→") || !startsSpace(cursor)) return wrongType(cursor, start);
  return { domain, codomain: space(cursor) };
}

function wrongType(cursor: Cursor, start: number): { domain?: never } {
  const token = peek(cursor);
  const span = token.kind === "end" ? spanFrom(cursor, start) : spanOf(token);
  report(
    cursor,
    "syntax/declaration",
    span.end > span.start ? span : token,
    "The type of a function is written `ℝ → ℝ`, `ℝ^D → ℝ` or `ℝ^H × ℝ → ℝ` (also `R^D -> R`).",
  );
  while (peek(cursor).kind !== "end") next(cursor);
  return {};
}

/** `boundary h = 0`, `boundary h, c = 0`: one statement for each name. */
function boundaries(cursor: Cursor): Statement[] {
  const word = keyword(cursor);
  const found: Statement[] = [];
  let waiting: Expr[] = [];
  do {
    const target = declaredName(cursor);
    if (target) waiting.push(target);
    if (isSymbol(peek(cursor), ",")) continue;
    const value = accept(cursor, "=") ? cursor.rules.expression(cursor) : undefined;
    if (!value && target)
      report(
        cursor,
        "syntax/declaration",
        target.span,
        `A boundary says which value holds there: write \`boundary ${nameOf(cursor, target.span)} = 0\`.`,
      );
    for (const name of waiting) {
      const span = found.length === 0 ? spanFrom(cursor, word.start) : spanFrom(cursor, name.span.start);
      found.push({ kind: "boundary", span, keyword: word, target: name, value: value ?? missing(name.span.end) });
    }
    waiting = [];
  } while (accept(cursor, ","));
  return found;
}

function layout(cursor: Cursor): Statement {
  const word = keyword(cursor);
  const token: Token = peek(cursor);
  if (isWord(token, "numerator") || isWord(token, "denominator")) {
    next(cursor);
    return {
      kind: "layout",
      span: spanFrom(cursor, word.start),
      keyword: word,
      layout: token.text as "numerator" | "denominator",
    };
  }
  report(
    cursor,
    "syntax/declaration",
    token.kind === "end" ? word : token,
    "The layout is `numerator` or `denominator`.",
  );
  while (peek(cursor).kind !== "end") next(cursor);
  return { kind: "broken", span: spanFrom(cursor, word.start), sides: [] };
}

/** `derive bar c[t], bar w_ix`. */
function derive(cursor: Cursor): Statement {
  const word = keyword(cursor);
  const targets = list(cursor, () => {
    const target = cursor.rules.expression(cursor);
    return target.kind === "missing" ? undefined : target;
  });
  return { kind: "derive", span: spanFrom(cursor, word.start), keyword: word, targets };
}
