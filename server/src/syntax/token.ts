/** Tokens: what the lexer hands to the parser, and the lines that it hands them over in. */
import type { Problem } from "./problem.ts";
import type { Span } from "./span.ts";

export type TokenKind =
  | "number"
  | "name"
  /** An operator, relation, bracket or separator in its canonical spelling. */
  | "symbol"
  /** `\hat`, `\bar` and friends: `text` is the combining mark, `bar` for an adjoint, or empty where the accent says nothing. */
  | "accent"
  /** `\frac` */
  | "fraction"
  /** `\sqrt` */
  | "root"
  /** `\begin{pmatrix}` or `\begin{cases}`; `text` is the name of the environment. */
  | "matrix"
  | "end-matrix"
  /** After the last token of a statement. */
  | "end";

export interface Token extends Span {
  readonly kind: TokenKind;
  /** Canonical: look-alikes folded, Greek letters for their names, LaTeX commands resolved. */
  readonly text: string;
  /** White space, or what counts as such, stands before it. */
  readonly spaced: boolean;
  /** It is the first of its line. */
  readonly first: boolean;
  /** The spelling of a name before its Greek letters were folded, where that differs. */
  readonly written?: string;
  /** A name with a letter in a style of its own, `ℒ_t`, whose `text` has the plain one; the letter in the one spelling of its style. */
  readonly styled?: string;
  /** A macron stands over the name. */
  readonly adjoint?: true;
}

/** A line as mathematics has it: ended by a line break, by `\\`, or by the border of a displayed formula. */
export interface Line {
  /** Where the physical line starts that this one stands on. */
  readonly physicalStart: number;
  readonly tokens: readonly Token[];
  /** What the lexer found wrong on it. */
  readonly problems: readonly Problem[];
  /** Which tokens stood between dollars, `$…$`. */
  readonly formulas: readonly { readonly from: number; readonly to: number }[];
  /** An empty line stands before it. */
  readonly isApart?: true;
}

export interface Lexed {
  /** Only lines with tokens or problems. */
  readonly lines: readonly Line[];
  readonly comments: readonly Span[];
  readonly calls: readonly MacroCall[];
}

/** A call of a command that the sheet defines. */
export interface MacroCall {
  /** Its name, where the call starts. */
  readonly nameSpan: Span;
  /** What it stands for, with the arguments in their places. */
  readonly text: string;
  /** Where that stands in the sheet, but for the arguments. */
  readonly bodies: readonly Span[];
}

/** A token that nobody wrote, which takes no room where it is put. */
export function unwritten(kind: TokenKind, text: string, at: number): Token {
  return { kind, text, start: at, end: at, spaced: true, first: false };
}
