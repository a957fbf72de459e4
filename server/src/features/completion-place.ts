/** What may be typed at a place of a sheet, told by what stands before it: the sorts of names, the likeliest first. */
import { isClauseWord } from "../syntax/clause-words.ts";
import { isRelation, keywordOf } from "../syntax/line-facts.ts";
import { isUnknownWord } from "../syntax/prose.ts";
import type { Span } from "../syntax/span.ts";
import type { Token } from "../syntax/token.ts";
import { defaultLeader } from "../syntax/typed-symbols.ts";
import { beforeCursor, isInRemark, openBracket, ownerOf } from "./before-cursor.ts";
import type { AnalysedSheet } from "./snapshot.ts";

export type Sort =
  /** An element of a quantity, `h[t]`. */
  | "quantity"
  /** A quantity without its indices, as `boundary` and `given` name it. */
  | "whole quantity"
  /** An element of a quantity that has an adjoint, behind `bar`. */
  | "adjoint target"
  /** `bar h[t]`. */
  | "adjoint"
  /** `bar h[t] = `: what an equation may begin with. */
  | "adjoint claim"
  | "index"
  /** A size that bounds an index; all others are plain sizes. */
  | "length"
  | "size"
  /** The sheet's own, without an argument, behind ∇. */
  | "own function"
  | "function"
  | "constant"
  | "keyword"
  | "template"
  | "clause"
  | "property"
  | "range"
  | "cost"
  | "layout"
  | "space"
  | "symbol";

export interface CompletionPlace {
  readonly sorts: readonly Sort[];
  /** What is replaced: the letters before the cursor. */
  readonly word: Span;
  /** Where the statement starts. */
  readonly start: number;
}

const operands: readonly Sort[] = ["quantity", "adjoint", "function", "constant", "index", "length", "size"];
const statement: readonly Sort[] = ["keyword", "adjoint claim", "quantity", "template", "function"];
const indexed: readonly Sort[] = ["index", "length", "size"];
const sizes: readonly Sort[] = ["size", "length"];

/** `leader` is what stands before the names of symbols; a backslash always does. */
export function completionPlace(sheet: AnalysedSheet, offset: number, leader: string): CompletionPlace | undefined {
  if (isInRemark(sheet, offset)) return undefined;
  const symbol = symbolName(sheet.text, offset, leader);
  if (symbol) return { sorts: ["symbol"], word: symbol, start: symbol.start };
  const before = beforeCursor(sheet, offset);
  if (!before) return undefined;
  const { tokens, word } = before;
  const last = tokens.at(-1);
  const isInNumber = last?.kind === "number" && last.end === offset;
  const sorts = isInNumber ? [] : sortsAfter(tokens);
  if (sorts.length === 0 || startsSentence(tokens, sheet)) return undefined;
  return { sorts, word, start: tokens[0]?.start ?? word.start };
}

/** Whether the line begins with a word that means nothing here, so that it may become a sentence: `We have`. */
function startsSentence([first, ...others]: readonly Token[], { analysis }: AnalysedSheet): boolean {
  if (!first || keywordOf(first, others[0]) !== undefined || others.some(({ kind }) => kind !== "name")) return false;
  const isDeclared = analysis.models.some(
    ({ functions, quantities }) =>
      functions.has(first.text) || [...quantities.values()].some(({ name }) => name === first.text),
  );
  return !isDeclared && isUnknownWord(first, nothing);
}

const nothing: ReadonlySet<string> = new Set();

/** The leader and what is typed behind it: `\sig`, `\^-`. Two leaders, `\\`, are none. */
function symbolName(text: string, offset: number, leader: string): Span | undefined {
  const [name] = /(?:[A-Za-z]+|[\^_][^\s\\]{0,2})?$/.exec(text.slice(Math.max(0, offset - longestName), offset))!;
  for (const sign of [leader, defaultLeader]) {
    const start = offset - name.length - sign.length;
    if (text.startsWith(sign, start) && !text.startsWith(sign, start - sign.length)) return { start, end: offset };
  }
  return undefined;
}

const longestName = 40;

function sortsAfter(tokens: readonly Token[]): readonly Sort[] {
  const [first, second] = tokens;
  if (!first) return statement;
  const last = tokens.at(-1)!;
  if (isBar(last)) return ["adjoint target"];
  if (last.text === "∂") return ["quantity"];
  if (last.text === "∇") return ["own function", "quantity"];
  const bracket = openBracket(tokens);
  if (bracket !== undefined) return inBracket(tokens, bracket);
  const keyword = keywordOf(first, second ?? placeholder);
  const declared = keyword === undefined ? undefined : sortsInStatement(keyword, tokens);
  return declared ?? sortsInEquation(tokens);
}

function isBar({ kind, text }: Token): boolean {
  return (kind === "name" || kind === "accent") && text === "bar";
}

const placeholder: Token = { kind: "name", text: "x", start: 0, end: 1, spaced: true, first: false };

// ── Brackets ────────────────────────────────────────────────────────────────────────────────────────────────────────

function inBracket(tokens: readonly Token[], bracket: number): readonly Sort[] {
  const { text } = tokens[bracket]!;
  const owner = ownerOf(tokens, bracket);
  const sign = tokens[bracket - 1];
  if (text === "{" && sign && isBar(sign)) return ["adjoint target"];
  const isScript = text === "{" && sign?.kind === "symbol" && (sign.text === "_" || sign.text === "^");
  if ((text === "[" && owner !== undefined) || (isScript && sign.text === "_")) return indexed;
  const keyword = keywordOf(tokens[0], tokens[1]);
  if (keyword === "param" || keyword === "input" || keyword === "const") return sizes;
  // An Iverson bracket, a power or an index in braces.
  if ((text === "[" && bracket > 0 && !isRelation(sign!)) || isScript) return [...indexed, ...operands];
  return operands;
}

// ── Statements with a keyword ───────────────────────────────────────────────────────────────────────────────────────

/** Nothing (not even an empty list) where what stands there is an expression. */
function sortsInStatement(keyword: string, tokens: readonly Token[]): readonly Sort[] | undefined {
  const hasRelation = tokens.some(isRelation);
  const part = tokens.slice(tokens.findLastIndex(({ text }) => text === ",") + 1);
  switch (keyword) {
    case "model":
    case "size":
      return [];
    case "index":
      return part.some((token) => isRelation(token) || token.text === "∈" || token.text === "in")
        ? ["length", "size", "index"]
        : [];
    case "param":
    case "input":
    case "const":
      // A constant is a number: of what a matrix or a vector may be, only a range makes sense.
      return sortsInDeclaration(part).filter((sort) => sort !== "property" || keyword !== "const");
    case "function":
      return tokens.some(({ text }) => text === ":") ? ["space", ...sizes] : [];
    case "layout":
      return ["layout"];
    case "derive":
      return ["adjoint"];
    case "cost":
      if (tokens.length === 1) return ["cost"];
      return hasRelation ? sizes : [];
    case "boundary":
      return hasRelation ? undefined : ["whole quantity"];
    case "recover":
      return hasRelation ? undefined : ["quantity"];
    default:
      return hasRelation ? undefined : [];
  }
}

/** `W : H×D symmetric`, since the last comma. */
function sortsInDeclaration(part: readonly Token[]): readonly Sort[] {
  const last = part.at(-1);
  const isName = part.length === 0 || (part.length === 1 && last?.first === true);
  if (isName || !last || part.some((token) => isRelation(token) || token.text === "∈" || token.text === "in"))
    return [];
  const isOpen = last.kind === "symbol" && last.text !== ")" && last.text !== "]";
  if (part.some(({ text }) => text === ":")) return isOpen || last.kind === "number" ? sizes : ["property", "range"];
  return isOpen ? [] : ["property", "range"];
}

// ── Equations ───────────────────────────────────────────────────────────────────────────────────────────────────────

function sortsInEquation(tokens: readonly Token[]): readonly Sort[] {
  const clause = tokens.findLastIndex(
    (token, at) => token.text === "∀" || isClauseWord(token, tokens[at + 1] ?? placeholder),
  );
  if (clause > 0) return sortsInClause(tokens[clause]!.text, tokens.slice(clause + 1));
  const isWhole = endsOperand(tokens.at(-1)!);
  const relation = tokens.findLastIndex(isRelation);
  return relation > 0 && isWhole ? [...operands, "clause"] : operands;
}

function sortsInClause(word: string, tokens: readonly Token[]): readonly Sort[] {
  const part = tokens.slice(tokens.findLastIndex(({ text }) => text === ",") + 1);
  switch (word) {
    case "given":
      return part.some(isRelation) ? operands : ["whole quantity"];
    case "assuming":
      return part.length === 0 ? ["whole quantity"] : ["property", "range"];
    case "within":
      return [];
    default:
      return indexed;
  }
}

function endsOperand({ kind, text }: Token): boolean {
  return kind === "name" || kind === "number" || (kind === "symbol" && /^[)\]}'⊤|‖]$/.test(text));
}
