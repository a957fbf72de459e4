/**
 * Commands of one's own, `\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}`, as LaTeX defines and expands them. What is
 * expanded is lexed like text; its tokens stand in the sheet where they were written: those of an argument at the argument,
 * all others at the call around it.
 */
import { problem } from "./problem.ts";
import { closingBrace, placed, report, take, type Scanner } from "./scanner.ts";
import type { Span } from "./span.ts";

export interface Macro {
  readonly arguments: number;
  /** Of the first argument, which is then one in square brackets. */
  readonly preset?: string;
  /** With `#1` where the first argument goes. */
  readonly body: string;
}

/** A text in whose place the scanner reads, and where its parts stand in the sheet. */
export interface Expansion {
  readonly start: (offset: number) => number;
  readonly end: (offset: number) => number;
  readonly depth: number;
}

/** Calls within calls go no deeper, and all that they stand for is no longer than this, or a few lines could fill the memory. */
const deepest = 20;
const longest = (text: string): number => 100_000 + 20 * text.length;

/** Definitions and arguments are no longer than this. */
const longestBody = 10_000;
const longestArgument = 1000;

const blanks = /\s*/y;
const star = /\*?/y;
const named = /\s*(?:\{\s*\\([A-Za-z]+)\s*\}|\\([A-Za-z]+))/y;
const count = /\s*\[\s*([0-9])\s*\]/y;
const preset = /\s*\[([^[\]\r\n]*)\]/y;
const parameters = /\s*((?:#[1-9])*)/y;
const equal = /\s*=?\s*(\\[A-Za-z]+|[^\s{}\\])/y;
const specification = /\s*\{([ m]*)\}/y;
const single = /\\(?:[A-Za-z]+|[^\r\n])|[^\s{}%]/uy;
const restOfLine = /[^\r\n]*/y;
const emptyLine = /\n[ \t]*\n/;

/** Reads a definition whose command the scanner has just passed. A later one takes the place of an earlier one. */
export function defineMacro(scanner: Scanner, start: number, command: string): void {
  const found = definition(scanner, command);
  if (found) scanner.macros.set(found.name, found.macro);
  else {
    const message = `This definition of a command can't be read. Write it as \`\\newcommand{\\name}[2]{…}\`, with \`#1\` and \`#2\` for the arguments.`;
    report(scanner, problem("syntax/latex", { start, end: scanner.at }, message));
    take(scanner, restOfLine);
  }
}

function definition(scanner: Scanner, command: string): { name: string; macro: Macro } | undefined {
  take(scanner, star);
  const found = take(scanner, named);
  const name = found?.[1] ?? found?.[2];
  if (name === undefined) return undefined;
  const macro = bodyOf(scanner, command);
  return macro && { name, macro };
}

function bodyOf(scanner: Scanner, command: string): Macro | undefined {
  if (command === "DeclareMathOperator") return withBody(scanner, 0, (text) => `\\operatorname{${text}}`);
  if (command === "DeclarePairedDelimiter") {
    const left = braced(scanner);
    return left === undefined ? undefined : withBody(scanner, 1, (right) => `${left}#1${right}`);
  }
  if (command === "let") {
    const meant = take(scanner, equal)?.[1];
    return meant === undefined ? undefined : { arguments: 0, body: meant };
  }
  if (command === "def") return withBody(scanner, take(scanner, parameters)![1]!.length / 2);
  if (command.endsWith("DocumentCommand")) {
    const arity = take(scanner, specification)?.[1]!.replaceAll(" ", "").length;
    return arity === undefined ? undefined : withBody(scanner, arity);
  }
  const arity = Number(take(scanner, count)?.[1] ?? 0);
  const first = arity > 0 ? take(scanner, preset)?.[1] : undefined;
  const macro = withBody(scanner, arity);
  return macro && first !== undefined ? { ...macro, preset: first } : macro;
}

function withBody(scanner: Scanner, arity: number, wrap = (text: string) => text): Macro | undefined {
  const body = braced(scanner);
  return body === undefined ? undefined : { arguments: arity, body: wrap(body) };
}

/** What stands in braces, on one line or several without an empty one between them; comments are no part of it. */
function braced(scanner: Scanner): string | undefined {
  const from = scanner.at;
  take(scanner, blanks);
  if (scanner.text[scanner.at] !== "{") return undefined;
  const end = closingBrace(scanner, scanner.at, longestBody);
  const body = end === undefined ? undefined : scanner.text.slice(scanner.at + 1, end);
  if (body === undefined || emptyLine.test(body)) {
    scanner.at = from;
    return undefined;
  }
  scanner.at = end! + 1;
  return body.replace(/(?<!\\)%[^\r\n]*/g, "").replace(/[\r\n]+/g, " ");
}

// ── Calls ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A piece of what a call stands for, and where it stands in the text that the scanner reads; the body has no place there. */
interface Piece {
  readonly text: string;
  readonly from?: number;
}

/** Reads a call whose name the scanner has just passed: its arguments, then, by `step`, what it stands for. */
export function expandMacro(
  scanner: Scanner,
  start: number,
  name: string,
  macro: Macro,
  step: (scanner: Scanner) => void,
): void {
  const given: Piece[] = [];
  for (let number = 1; number <= macro.arguments; number++) {
    const argument = number === 1 && macro.preset !== undefined ? optional(scanner, macro.preset) : required(scanner);
    if (!argument) {
      const wanted = macro.arguments === 1 ? "an argument" : `${macro.arguments} arguments`;
      const message = `\`\\${name}\` takes ${wanted} here, as its definition says. Write ${macro.arguments === 1 ? "it" : "them"} in braces behind it.`;
      return report(scanner, problem("syntax/latex", { start, end: scanner.at }, message));
    }
    given.push(argument);
  }
  if (scanner.isOverfull) return;
  const pieces = piecesOf(macro.body, given);
  const depth = (scanner.expansion?.depth ?? 0) + 1;
  for (const { text } of pieces) scanner.expanded += text.length;
  scanner.isOverfull = depth > deepest || scanner.expanded > longest(scanner.sheet);
  const call = { start, end: scanner.at };
  if (!scanner.isOverfull) {
    noteCall(scanner, name, call, pieces);
    read(scanner, pieces, call, depth, step);
  }
  if (!scanner.isOverfull || scanner.expansion) return;
  scanner.isOverfull = false;
  const message = `\`\\${name}\` stands for itself, or for a text that is too long. Give it another definition.`;
  report(scanner, problem("syntax/latex", { start, end: scanner.at }, message));
}

/** Remembers a call that is written in the sheet; one in the body of another command is a part of that one's call. */
function noteCall(scanner: Scanner, name: string, call: Span, pieces: readonly Piece[]): void {
  const nameSpan = placed(scanner, { start: call.start, end: call.start + 1 + name.length });
  if (scanner.sheet.slice(nameSpan.start, nameSpan.end) !== `\\${name}`) return;
  const bodies = placesOf(pieces, call).flatMap(({ from, span }) =>
    from === undefined ? [placed(scanner, span)] : [],
  );
  scanner.calls.push({ nameSpan, text: pieces.map(({ text }) => text).join(""), bodies });
}

function optional(scanner: Scanner, value: string): Piece {
  const found = take(scanner, preset);
  return found ? { text: found[1]!, from: scanner.at - 1 - found[1]!.length } : { text: value };
}

/** An argument in braces that are closed on the same line, or a single command or character. */
function required(scanner: Scanner): Piece | undefined {
  const { text } = scanner;
  const from = scanner.at;
  while (text[scanner.at] === " " || text[scanner.at] === "\t") scanner.at++;
  if (text[scanner.at] !== "{") {
    const one = take(scanner, single);
    if (one) return { text: one[0], from: scanner.at - one[0].length };
  } else {
    const open = scanner.at;
    const end = closingBrace(scanner, open, longestArgument);
    const inside = end === undefined ? undefined : text.slice(open + 1, end);
    if (inside !== undefined && !/[\r\n]/.test(inside)) {
      scanner.at = end! + 1;
      return { text: inside, from: open + 1 };
    }
  }
  scanner.at = from;
  return undefined;
}

/** The body with the arguments in their places. A command stays apart from a letter that comes to stand behind it. */
function piecesOf(body: string, given: readonly Piece[]): Piece[] {
  const pieces: Piece[] = [];
  const put = (piece: Piece): void => {
    if (/\\[A-Za-z]+$/.test(pieces.at(-1)?.text ?? "") && /^[A-Za-z]/.test(piece.text)) pieces.push({ text: " " });
    if (piece.text !== "") pieces.push(piece);
  };
  body
    .split(/#([1-9])/)
    .forEach((part, at) => put(at % 2 === 0 ? { text: part } : (given[Number(part) - 1] ?? { text: "" })));
  return pieces;
}

/** Lexes pieces in the place of a call. */
function read(
  scanner: Scanner,
  pieces: readonly Piece[],
  call: Span,
  depth: number,
  step: (scanner: Scanner) => void,
): void {
  const { text, expansion: outer, nextEnds } = scanner;
  const stretches = placesOf(pieces, call);
  const place = (offset: number, side: keyof Span): number => {
    const { first, from, span } =
      stretches.find(({ last }) => (side === "start" ? offset < last : offset <= last)) ?? stretches.at(-1)!;
    const own = from === undefined ? span[side] : from + offset - first;
    return outer ? outer[side](own) : own;
  };
  const matrices = scanner.matrices.length;
  scanner.text = pieces.map((piece) => piece.text).join("");
  scanner.at = 0;
  scanner.nextEnds = new Map();
  scanner.expansion = { depth, start: (offset) => place(offset, "start"), end: (offset) => place(offset, "end") };
  while (scanner.at < scanner.text.length) step(scanner);
  scanner.text = text;
  scanner.at = call.end;
  scanner.nextEnds = nextEnds;
  scanner.expansion = outer;
  // What ends further down ends in another text.
  scanner.matrices = scanner.matrices.map((matrix, at) => (at < matrices ? matrix : { ...matrix, end: -1 }));
}

/** A piece in the text of all pieces, and where it stands in the text that the scanner reads: letter by letter from `from`, or as a whole. */
interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly from?: number;
  readonly span: Span;
}

/**
 * Where pieces stand: arguments where they are written, and what is between them in the gaps. Where the body takes them in
 * another order, that would turn parts of the tree inside out, and all of it stands at the whole call.
 */
function placesOf(pieces: readonly Piece[], call: Span): Stretch[] {
  const written = pieces.filter(({ from }) => from !== undefined);
  const inOrder = written.every(({ from }, at) => at === 0 || from! >= endOf(written[at - 1]!));
  if (!inOrder) return [{ first: 0, last: Infinity, span: call }];
  let last = 0;
  return pieces.map((piece, at) => {
    const first = last;
    last += piece.text.length;
    if (piece.from !== undefined) return { first, last, from: piece.from, span: call };
    const before = pieces.slice(0, at).findLast(({ from }) => from !== undefined);
    const after = pieces.slice(at).find(({ from }) => from !== undefined);
    return { first, last, span: { start: before ? endOf(before) : call.start, end: after?.from ?? call.end } };
  });
}

function endOf({ from, text }: Piece): number {
  return from! + text.length;
}
