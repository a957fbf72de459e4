/** The state of the lexer: where it is in the text, and the line of tokens that it is filling. */
import type { Expansion, Macro } from "./macros.ts";
import { setIn, type LetterStyle } from "./letter-styles.ts";
import { problem, type Problem } from "./problem.ts";
import type { Span } from "./span.ts";
import type { Line, MacroCall, Token, TokenKind } from "./token.ts";

export interface Scanner {
  /** The text of the sheet. */
  readonly sheet: string;
  /** What is read: the sheet, or what a command of its own stands for. */
  text: string;
  at: number;
  physicalStart: number;
  /** White space stands between the last token and here. */
  spaced: boolean;
  tokens: Token[];
  problems: Problem[];
  /**
   * The braces open on this line; a silent one belongs to a command such as `\mathbf` and makes no token, and behind a
   * labelled one a label follows; behind a framed one the line ends. In a stacked one `\\\\` separates what stands below a sum.
   * Letters in one with a style are set in that.
   */
  braces: {
    readonly silent: boolean;
    readonly labelled?: boolean;
    readonly stacked?: boolean;
    readonly framed?: boolean;
    readonly style?: LetterStyle | undefined;
    readonly span: Span;
  }[];
  /** The style that the next token is set in, `\mathcal L`. */
  nextStyle: LetterStyle | undefined;
  /** The `\left` open on this line, and whether each holds what a bar evaluates. */
  lefts: boolean[];
  /** Inside the matrix that is open, where `&` and `\\` separate cells: its name, and where its `\end` starts; whether its rows are cases. */
  matrices: { readonly name: string; readonly end: number; readonly isCases?: boolean }[];
  /** Where the `\end` of each environment starts whose rows are lines of their own, though those of its kind are cells. */
  readonly systems: Set<number>;
  /** The formulas between dollars on this line so far, as tokens, and where an open one starts. */
  formulas: { readonly from: number; readonly to: number }[];
  formulaStart: number | undefined;
  /** The line that is being filled is bold as a whole, as Markdown has it. */
  isBold: boolean;
  /** An empty line stands before the one that is being filled. */
  isApart: boolean;
  readonly lines: Line[];
  readonly comments: Span[];
  /** The calls of the sheet's own commands so far. */
  readonly calls: MacroCall[];
  /** Where the next `\end{…}` of each environment stands in the text, found so far; keeps the search linear. */
  nextEnds: Map<string, number>;
  /** The nearest known command to each unknown one met so far. */
  readonly suggestions: Map<string, string | undefined>;
  /** The commands that the sheet defines. */
  readonly macros: Map<string, Macro>;
  /** Where the text stands in the sheet, if it is not the sheet itself. */
  expansion: Expansion | undefined;
  /** How many characters commands of the sheet stood for so far. */
  expanded: number;
  /** What is expanded got too long, and is left out as it stands. */
  isOverfull: boolean;
  /** Whether the sheet has commands of LaTeX, once somebody asked. */
  isLatex: boolean | undefined;
}

export function openScanner(text: string): Scanner {
  return {
    sheet: text,
    text,
    // A byte-order mark at the very start is how some editors save; it is no part of the text.
    at: text.charCodeAt(0) === 0xfeff ? 1 : 0,
    physicalStart: text.charCodeAt(0) === 0xfeff ? 1 : 0,
    spaced: false,
    tokens: [],
    problems: [],
    braces: [],
    nextStyle: undefined,
    lefts: [],
    matrices: [],
    systems: new Set(),
    formulas: [],
    formulaStart: undefined,
    isBold: false,
    isApart: false,
    lines: [],
    comments: [],
    calls: [],
    nextEnds: new Map(),
    suggestions: new Map(),
    macros: new Map(),
    expansion: undefined,
    expanded: 0,
    isOverfull: false,
    isLatex: undefined,
  };
}

/** Tries a sticky pattern where the scanner stands, and moves past what it matches. */
export function take(scanner: Scanner, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = scanner.at;
  const found = pattern.exec(scanner.text);
  if (found) scanner.at += found[0].length;
  return found;
}

/** Where the brace that is opened at an offset is closed, unless that is farther than `most`. */
export function closingBrace({ text }: Scanner, open: number, most: number): number | undefined {
  let depth = 0;
  for (let at = open; at < text.length && at < open + most; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  return undefined;
}

/** Where a stretch of the text that is read stands in the sheet. */
export function placed({ expansion }: Scanner, { start, end }: Span): Span {
  return expansion
    ? { start: expansion.start(start), end: Math.max(expansion.start(start), expansion.end(end)) }
    : { start, end };
}

/** Adds a token that covers `[start, end)`. */
export function emit(
  scanner: Scanner,
  kind: TokenKind,
  text: string,
  start: number,
  end: number,
  more?: { written?: string; adjoint?: true; styled?: string },
): void {
  const style = scanner.nextStyle ?? scanner.braces.at(-1)?.style;
  scanner.nextStyle = undefined;
  const styled = style && kind === "name" ? setIn(style, text) : undefined;
  const token: Token = {
    kind,
    text,
    ...placed(scanner, { start, end }),
    spaced: scanner.spaced,
    first: scanner.tokens.length === 0,
    ...(styled !== undefined && { styled }),
  };
  scanner.tokens.push(more ? { ...token, ...more } : token);
  scanner.spaced = false;
}

/** How many problems of one line are kept. Nobody reads more. */
const mostProblems = 100;

/** What is wrong in a text that a command stands for can't be mended where the command stands. */
export function report(scanner: Scanner, found: Problem): void {
  if (scanner.problems.length >= mostProblems) return;
  scanner.problems.push(scanner.expansion ? { ...found, span: placed(scanner, found.span), fixes: [] } : found);
}

/** Ends the line being filled, where it holds anything. */
export function endLine(scanner: Scanner): void {
  const { tokens, problems, physicalStart, formulas } = scanner;
  for (const { silent, span } of scanner.braces)
    if (silent) report(scanner, problem("syntax/unclosed", span, "This brace is never closed: add `}`."));
  if (tokens.length > 0 || problems.length > 0) {
    scanner.lines.push({ physicalStart, tokens, problems, formulas, ...(scanner.isApart && { isApart: true }) });
    scanner.isApart = false;
    scanner.tokens = [];
    scanner.problems = [];
  }
  scanner.braces = [];
  scanner.lefts = [];
  scanner.formulas = [];
  scanner.formulaStart = undefined;
  scanner.isBold = false;
  scanner.spaced = true;
}

/** A dollar, which opens a formula in a text or closes one. */
export function toggleFormula(scanner: Scanner): void {
  const { formulaStart, tokens } = scanner;
  if (formulaStart === undefined) scanner.formulaStart = tokens.length;
  else {
    if (tokens.length > formulaStart) scanner.formulas.push({ from: formulaStart, to: tokens.length });
    scanner.formulaStart = undefined;
  }
  scanner.spaced = true;
}
