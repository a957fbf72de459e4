/** The lexer's part for LaTeX: one command, from its backslash on. */
import { styleOfCommand } from "./letter-styles.ts";
import { latexCommand, matrixEnvironments, nearestCommand } from "./latex.ts";
import { defineMacro, expandMacro } from "./macros.ts";
import { problem } from "./problem.ts";
import { closingBrace, emit, endLine, placed, report, take, toggleFormula, type Scanner } from "./scanner.ts";
import type { Token } from "./token.ts";

const commandName = /\\([A-Za-z]+\*?|[^\r\n]|)/uy;
const environmentName = /[ \t]*\{([A-Za-z]+\*?)\}/y;
const columns = /[ \t]*\{[lcr| ]*\}/y;
const rowSkip = /[ \t]*\[[ \t]*-?[0-9.]+[ \t]*[a-z]{2}[ \t]*\]/y;
const realNumbers = /[ \t]*(?:\{[ \t]*R[ \t]*\}|R(?![A-Za-z]))/y;
/** These are the sum and the product, whatever the letters Σ and Π mean in the sheet. */
const sumSigns: ReadonlyMap<string, { readonly written: string }> = new Map([
  ["sum", { written: "∑" }],
  ["prod", { written: "∏" }],
]);
const boldOne = /[ \t]*(?:\{[ \t]*1[ \t]*\}|1(?![0-9.]))/y;
/** The commands that make a 1 stand for a vector of ones, or for what is 1 where something holds. */
const stylesOnes: ReadonlySet<string> = new Set(
  "mathbf mathbb mathbbm mathds boldsymbol bm pmb symbf mathbfit vb vec".split(" "),
);
const indicator = /[ \t]*(?:\{[ \t]*I[ \t]*\}|I(?![A-Za-z]))/y;
const length = /[ \t]*=?[ \t]*-?[\d.]+[ \t]*(?:mu|pt|em|ex|cm|mm|in)/y;
const openBrace = /[ \t]*\{/y;
const invisibleBracket = /[ \t]*\./y;
const bareDigits = /[ \t]*(\d)[ \t]*(\d)/y;

/** Reads a command; by `step`, what one of the sheet's own stands for. */
export function lexCommand(scanner: Scanner, step: (scanner: Scanner) => void): void {
  const start = scanner.at;
  let name = take(scanner, commandName)?.[1] ?? "";
  if (scanner.at === start) scanner.at++;
  if (name === "\\") return rowEnd(scanner, start);
  if (name === "[" || name === "]") return frame(scanner);
  if (name === "(" || name === ")") return toggleFormula(scanner);
  const bare = name.replace(/\*$/, "");
  const own = scanner.macros.get(bare);
  // `\alpha*\beta`: the star is a product.
  if (bare !== name && (own || !latexCommand(name))) {
    name = bare;
    scanner.at--;
  }
  if (own) return expandMacro(scanner, start, name, own, step);
  const command = latexCommand(name);
  if (!command) return unknown(scanner, start, name);
  switch (command.kind) {
    case "symbol":
      return emit(scanner, "symbol", command.text, start, scanner.at);
    case "name":
      return emit(scanner, "name", command.text, start, scanner.at, sumSigns.get(name));
    case "space":
      if (name === " " && divides(scanner, start)) return leftDivision(scanner, start);
      scanner.spaced = true;
      return;
    case "skip":
      for (let count = command.arguments; count > 0; count--) skipArgument(scanner);
      scanner.spaced = true;
      return;
    case "length":
      take(scanner, length);
      scanner.spaced = true;
      return;
    case "between":
      frame(scanner);
      if (take(scanner, openBrace))
        scanner.braces.push({ silent: true, framed: true, span: placed(scanner, { start, end: scanner.at }) });
      return;
    case "structure":
      return structure(scanner, command.arguments);
    case "definition":
      frame(scanner);
      defineMacro(scanner, start, name);
      return frame(scanner);
    case "implication":
      return frame(scanner);
    case "sizing":
      return sizing(scanner, start, name);
    case "wrapper": {
      if (isRaised(scanner) && take(scanner, uprightT)) return emit(scanner, "symbol", "⊤", start, scanner.at);
      if (name === "mathbb" && take(scanner, realNumbers)) return emit(scanner, "name", "ℝ", start, scanner.at);
      if (stylesOnes.has(name) && take(scanner, boldOne)) return emit(scanner, "name", "𝟏", start, scanner.at);
      if (name === "mathbb" && take(scanner, indicator))
        return emit(scanner, "name", "I", start, scanner.at, { written: "𝕀" });
      for (let count = command.skipped; count > 0; count--) skipArgument(scanner);
      if (take(scanner, openBrace)) {
        const { labelled = false, stacked = false } = command;
        const span = placed(scanner, { start, end: scanner.at });
        scanner.braces.push({ silent: true, labelled, stacked, style: styleOfCommand(name), span });
      } else scanner.nextStyle = styleOfCommand(name);
      return;
    }
    case "accent":
      return emit(scanner, "accent", command.text, start, scanner.at);
    case "fraction": {
      emit(scanner, "fraction", name, start, scanner.at);
      // `\frac12` has two arguments of one digit each.
      const from = scanner.at;
      const digits = take(scanner, bareDigits);
      if (!digits) return;
      const first = from + digits[0].indexOf(digits[1]!);
      emit(scanner, "number", digits[1]!, first, first + 1);
      emit(scanner, "number", digits[2]!, scanner.at - 1, scanner.at);
      return;
    }
    case "root":
      return emit(scanner, "root", name, start, scanner.at);
    case "begin":
      return begin(scanner, start);
    case "end":
      return end(scanner, start);
  }
}

/**
 * `\left`, `\right`, `\big`: they say nothing of the bracket behind them. But where `\left.` is closed by the bar of
 * `\right|_{t=T}`, the two hold what is evaluated there, as braces would.
 */
function sizing(scanner: Scanner, start: number, name: string): void {
  const isInvisible = take(scanner, invisibleBracket) !== null;
  if (name === "left") {
    const holds = isInvisible && endsInBar(scanner);
    scanner.lefts.push(holds);
    if (holds) emit(scanner, "symbol", "{", start, scanner.at);
  } else if (name === "right" && scanner.lefts.pop() === true) emit(scanner, "symbol", "}", start, scanner.at);
}

const sizes = /\\(left|right)(?![A-Za-z])/g;
const barBehind = /[ \t]*(?:\||\\[lr]?vert(?![A-Za-z]))[ \t]*_/y;
/** What is evaluated is no longer than this; further on nothing is looked for. */
const longestEvaluated = 2000;

/** Whether the `\right` that belongs to a `\left` right before here has a bar behind it, and something below that. */
function endsInBar({ text, at }: Scanner): boolean {
  let depth = 1;
  sizes.lastIndex = at;
  for (let found = sizes.exec(text); found && found.index - at < longestEvaluated; found = sizes.exec(text)) {
    depth += found[1] === "left" ? 1 : -1;
    if (depth > 0) continue;
    barBehind.lastIndex = sizes.lastIndex;
    return barBehind.test(text);
  }
  return false;
}

/** `A^{\mathrm T}`, `A^\mathsf{T}`: a T in letters of its own is a transpose, whatever else is called T. */
const uprightT = /[ \t]*(?:\{[ \t]*T[ \t]*\}|T(?![A-Za-z]))/y;

/** Whether an exponent starts here, with or without braces. */
function isRaised({ tokens }: Scanner): boolean {
  const [before, last] = [tokens.at(-2), tokens.at(-1)];
  return last?.text === "^" || (last?.text === "{" && before?.text === "^");
}

/** `\\`: the next of several conditions below a sum, the next row inside a matrix, else the next line. */
function rowEnd(scanner: Scanner, start: number): void {
  take(scanner, rowSkip);
  if (scanner.braces.at(-1)?.stacked) emit(scanner, "symbol", ",", start, start + 2);
  else if (scanner.matrices.length > 0) emit(scanner, "symbol", "\\\\", start, start + 2);
  else endLine(scanner);
}

/** The border of a displayed formula or of an environment: what stands on its two sides are different lines. */
export function frame(scanner: Scanner): void {
  if (scanner.matrices.length === 0) endLine(scanner);
  scanner.spaced = true;
}

const option = /[ \t]*\[[^[\]\r\n]*\]/y;
const starred = /\*?/y;

/** `\section*{…}`, `\item[(a)]`: of the text around the mathematics, and a border of what stands on its two sides. */
function structure(scanner: Scanner, count: number): void {
  frame(scanner);
  take(scanner, starred);
  while (take(scanner, option));
  for (let left = count; left > 0; left--) {
    skipArgument(scanner);
    while (take(scanner, option));
  }
  frame(scanner);
}

/** Environments behind whose name options stand in square brackets, as `\begin{enumerate}[label=(a)]`. */
const takesOptions =
  /^(?:enumerate|itemize|description|theorem|lemma|proposition|corollary|proof|definition|remark|example|solution|problem|exercise|figure|table)\*?$/;

function begin(scanner: Scanner, start: number): void {
  const name = take(scanner, environmentName)?.[1];
  if (name !== undefined && takesOptions.test(name)) return structure(scanner, 0);
  if (name === "array") take(scanner, columns);
  const isMatrix = name !== undefined && matrixEnvironments.has(name);
  const braced = name === undefined ? undefined : isBraced(scanner, name);
  if (braced === "system") {
    if (scanner.tokens.at(-1)?.text === "(") scanner.tokens.pop();
    scanner.systems.add(nextEnd(scanner, name!));
  }
  if (braced !== "cases" && (!isMatrix || braced === "system")) return frame(scanner);
  if (braced === "cases" && scanner.tokens.at(-1)?.text === "(") scanner.tokens.pop();
  emit(scanner, "matrix", braced === "cases" ? "cases" : name!, start, scanner.at);
  scanner.matrices.push({ name: name!, end: endOfEnvironment(scanner, name!), isCases: braced === "cases" });
}

function end(scanner: Scanner, start: number): void {
  const name = take(scanner, environmentName)?.[1];
  if (scanner.systems.delete(start)) {
    take(scanner, openEnd);
    return frame(scanner);
  }
  const { isCases } = scanner.matrices.at(-1) ?? { isCases: false };
  if (name === undefined || !(matrixEnvironments.has(name) || isCases)) return frame(scanner);
  emit(scanner, "end-matrix", isCases ? "cases" : name, start, scanner.at);
  scanner.matrices.pop();
  if (isCases) take(scanner, openEnd);
}

/** What may stand behind a brace: rows. */
const hasRows = /^(?:array|matrix|aligned|alignedat|gathered|split)$/;
const openBraceOfRows = /^\\(?:\{|lbrace)$/;
const openEnd = /\s*\\right[ \t]*\./y;

/**
 * What the rows of an environment are: equations of their own, in a system `\left\{ \begin{array}{l} a = b \\ c = d \end{array}
 * \right.` or one of `cases`; or behind such a brace, and with no relation that comes first, cases.
 */
function isBraced(scanner: Scanner, name: string): "system" | "cases" | undefined {
  const last = scanner.tokens.at(-1);
  const isCases = /^d?cases\*?$/.test(name);
  const hasBrace =
    last?.text === "(" && openBraceOfRows.test(scanner.text.slice(last.start, last.end)) && !scanner.expansion;
  if (!(isCases || (hasRows.test(name) && hasBrace)) || scanner.matrices.length > 0) return undefined;
  const from = scanner.at;
  const end = nextEnd(scanner, name);
  if (end < 0 || end - from > 10_000) return undefined;
  scanner.at = end + `\\end{${name}}`.length;
  const isOpen = isCases || take(scanner, openEnd) !== null;
  scanner.at = from;
  if (!isOpen) return undefined;
  const before = scanner.tokens.length - (hasBrace ? 1 : 0);
  const goesOn = before > 0 || (scanner.tokens.length === 0 && asksForMore(scanner.lines.at(-1)?.tokens.at(-1)));
  const isSystem = !goesOn && rowsOf(scanner.text.slice(from, end)).every((row) => startsRelation.test(row));
  if (isSystem) return "system";
  return hasBrace ? "cases" : undefined;
}

function asksForMore(token: Token | undefined): boolean {
  return token?.kind === "symbol" && /^[-+*/=≠<>≤≥≈]$/.test(token.text);
}

/** A relation before the first `&`, or right behind it. */
const startsRelation = /^[^&=<>]+&?\s*(?:=|:=|<|>|\\(?:leq?|geq?|approx|coloneqq)(?![A-Za-z]))/;

/** The rows of an environment, without what stands in braces. */
function rowsOf(text: string): string[] {
  let plain = text;
  for (let depth = 0; depth < 10 && /\{[^{}]*\}/.test(plain); depth++) plain = plain.replace(/\{[^{}]*\}/g, " ");
  return plain.split(/\\\\(?:[ \t]*\[[^\]]*\])?/).filter((row) => row.trim() !== "");
}

/**
 * Where the `\end` of the environment that opens here starts; −1 where there is none before a blank line or another
 * `\begin` of its kind, so that a half-typed matrix does not swallow the lines below it.
 */
function endOfEnvironment(scanner: Scanner, name: string): number {
  const { text, at } = scanner;
  const found = nextEnd(scanner, name);
  if (found < 0 || found - at > 10_000) return -1;
  const between = text.slice(at, found);
  return between.includes(`\\begin{${name}}`) || /(?:\r\n|\n|\r)[ \t]*[\r\n]/.test(between) ? -1 : found;
}

/** Where the next `\end` of an environment starts; −1 where there is none. */
function nextEnd({ text, at, nextEnds }: Scanner, name: string): number {
  let found = nextEnds.get(name);
  if (found === undefined || (found >= 0 && found < at)) {
    found = text.indexOf(`\\end{${name}}`, at);
    nextEnds.set(name, found);
  }
  return found;
}

/** An argument that is skipped is no longer than this. */
const longestSkipped = 2000;

/** Moves past one argument in braces that ends on the same line. */
function skipArgument(scanner: Scanner): void {
  const from = scanner.at;
  if (!take(scanner, openBrace)) return;
  const end = closingBrace(scanner, scanner.at - 1, longestSkipped);
  const isClosed = end !== undefined && !/[\r\n]/.test(scanner.text.slice(from, end));
  scanner.at = isClosed ? end + 1 : from;
}

const labelSign = /[ \t]*[_^](?=[ \t]*\{)/y;

/** Moves past what is written below an `\underbrace` or above an `\overbrace`. */
export function skipLabel(scanner: Scanner): void {
  if (take(scanner, labelSign)) skipArgument(scanner);
}

/** ⊗ and ⊕ have a meaning in every text, and another one in the next. They are read on as a product and a sum. */
export function manyMeanings(scanner: Scanner, start: number, sign: "⊗" | "⊕"): void {
  const span = { start, end: scanner.at };
  const written = scanner.text.slice(start, scanner.at);
  const meant =
    sign === "⊗"
      ? "`x yᵀ` for the outer product, `kron(A, B)` for Kronecker's, `⊙` for that of components"
      : "`+` for a sum, `(a, b)` for a stack";
  const plain = sign === "⊗" ? "⊙" : "+";
  report(
    scanner,
    problem("syntax/operator", span, `\`${written}\` means several things. Write what you mean: ${meant}.`, {
      fixes: [{ title: `Write \`${plain}\``, edits: [{ span, text: plain }] }],
    }),
  );
  emit(scanner, "symbol", plain, start, scanner.at);
}

const anyCommand = /\\[A-Za-z]/;

/** Whether `A \ b` is no space of LaTeX's: it stands between two operands, in a sheet without any other command. */
function divides(scanner: Scanner, start: number): boolean {
  const [before, after] = [scanner.tokens.at(-1), scanner.sheet[start + 2]];
  scanner.isLatex ??= anyCommand.test(scanner.sheet);
  return !scanner.isLatex && before !== undefined && after !== undefined && /[\p{L}([]/u.test(after);
}

function leftDivision(scanner: Scanner, start: number): void {
  const message = "`\\` solves a linear system in MATLAB and Julia: here `A \\ b` is written `A⁻¹ b`.";
  report(scanner, problem("syntax/operator", { start, end: start + 1 }, message));
  scanner.spaced = true;
}

function unknown(scanner: Scanner, start: number, name: string): void {
  if (name === "otimes" || name === "oplus") return manyMeanings(scanner, start, name === "otimes" ? "⊗" : "⊕");
  const span = { start, end: scanner.at };
  scanner.spaced = true;
  if (!/^[A-Za-z]/.test(name)) {
    report(
      scanner,
      problem("syntax/latex", span, `\`${scanner.text.slice(start, scanner.at)}\` has no meaning here. Delete it.`),
    );
    return;
  }
  if (!scanner.suggestions.has(name) && scanner.suggestions.size < 100)
    scanner.suggestions.set(name, nearestCommand(name));
  const suggestion = scanner.suggestions.get(name);
  report(
    scanner,
    problem(
      "syntax/latex",
      span,
      suggestion === undefined
        ? `The command \`\\${name}\` has no meaning here and is skipped. Write what it stands for.`
        : `There is no command \`\\${name}\` here. Did you mean \`\\${suggestion}\`?`,
      suggestion === undefined
        ? {}
        : { fixes: [{ title: `Write \`\\${suggestion}\``, edits: [{ span, text: `\\${suggestion}` }] }] },
    ),
  );
}
