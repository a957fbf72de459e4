/**
 * The lexer: text to lines of tokens. It works on the text as it stands, so that every span is exact, and folds each
 * spelling of a symbol or name to the one that the parser knows.
 */
import {
  adjointMarks,
  foldGreek,
  foldLetters,
  invisible,
  isAscii,
  multiplePrimes,
  nameSymbols,
  subscripts,
  superscripts,
  symbols,
  vulgarFractions,
} from "./glyphs.ts";
import { frame, lexCommand, manyMeanings, skipLabel } from "./lex-command.ts";
import { inOneSpelling } from "./letter-styles.ts";
import { endsBold, startsAsMarked } from "./line-marks.ts";
import { problem } from "./problem.ts";
import { emit, endLine, openScanner, placed, report, take, toggleFormula, type Scanner } from "./scanner.ts";
import type { Lexed, Token } from "./token.ts";

const unnamed = [...superscripts.keys(), ...subscripts.keys(), ...symbols.keys()].filter((c) => /\p{L}/u.test(c));
/** A letter or mark that may stand in a name: not one that is a raised, lowered or invisible sign. */
const barred = `(?![${unnamed.join("")}\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u3164\\ufe00-\\ufe0f\\uffa0\\u{e0100}-\\u{e01ef}])`;
const letter = `${barred}\\p{L}`;
const inWord = `${barred}[\\p{L}\\p{M}\\p{Nd}]`;
const namePattern = new RegExp(`${letter}(?:${inWord})*(?:_+${barred}[\\p{L}\\p{Nd}](?:${inWord})*)*`, "uy");
/** The common case. The lookahead makes it atomic: a name that goes on in other letters is left to `namePattern` whole. */
const asciiName = /(?=([A-Za-z][A-Za-z0-9]*(?:_+[A-Za-z0-9]+)*))\1(?![\u0080-\uffff])/y;
/** The minus of an exponent may be any that is folded to one elsewhere. */
const numberPattern = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+\-\u2010-\u2013\u2212\ufe63\uff0d]?\d+(?![A-Za-z0-9]))?/y;
const styledDigits = /[\u{1d7ce}-\u{1d7ff}\uff10-\uff19]+/uy;
const blanks = /[\t\v\f \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/y;
const compound = /<>|\.\.\.?|\.[*^](?!\*)|\.\/(?!\/)|\*\*|:=|==+|<=|>=|!=|~=|->/y;
const lineEnd = /[\r\n]/g;
/** A line drawn under a heading or between two parts. */
const ruler = /([-=_*~])\1{2,}[ \t]*(?=[\r\n]|$)/y;
/** These lead from one line of an argument to the next. */
const implications: ReadonlySet<string> = new Set("⇒⟹⇔⟺∴∵");
/** The same, as keyboards have them: at the start of a line a single one, which elsewhere would be something else. */
const typedImplication = /<?==+>|\|=+>/y;
const leadingArrow = /(?:<?=+>|[-~|]+>|→|⟶|↦)(?=\s)/y;
/** What only says that a formula is proved or checked. */
const ornaments = /[✓✔√∎□■◻◼☐☑]+(?=\s*(?:[\r\n#%]|$))/uy;
const emptyGroup = /\{[ \t]*\}/y;
const module = /(?:np|numpy|jnp|jax|torch|tf|math)\.(?:(?:linalg|nn|functional|special|numpy)\.)*(?=[A-Za-z])/y;
/** Functions that have another name in Python than here. */
const pythonFunctions: ReadonlyMap<string, string> = new Map([
  ["maximum", "max"],
  ["minimum", "min"],
  ["absolute", "abs"],
]);
const pythonFunction = new RegExp(`(?:${[...pythonFunctions.keys()].join("|")})(?![A-Za-z0-9_])`, "y");
const pythonChoice = /where(?=\()/y;
const pythonGradient = /\.grad(?![A-Za-z0-9_])/y;
const pythonMethod = /\.([a-z_]+)\(\)/y;
const pythonTranspose = /\.T(?![A-Za-z0-9_])/y;

const compoundSpellings: ReadonlyMap<string, string> = new Map([
  ["..", ".."],
  ["...", ".."],
  [".*", "⊙"],
  ["./", "./"],
  [".^", ".^"],
  ["**", "^"],
  [":=", "="],
  ["<=", "≤"],
  [">=", "≥"],
  ["!=", "≠"],
  ["<>", "≠"],
  ["~=", "≈"],
  ["->", "→"],
]);

/** Turns the text of a sheet into lines of tokens, comments aside. Linear in the length of the text; never throws. */
export function lex(text: string): Lexed {
  const scanner = openScanner(text);
  while (scanner.at < text.length) step(scanner);
  endLine(scanner);
  const { lines, comments, calls } = scanner;
  return { lines, comments, calls };
}

function step(scanner: Scanner): void {
  const { text, at } = scanner;
  const character = text[at]!;
  if (character === "\n" || character === "\r") return lineBreak(scanner);
  if (take(scanner, blanks)) return void (scanner.spaced = true);
  if (scanner.tokens.length === 0 && /[-=_*~]/.test(character) && take(scanner, ruler))
    return void (scanner.spaced = true);
  if (scanner.tokens.length === 0 && startsAsMarked(scanner)) return void (scanner.spaced = true);
  if (scanner.isBold && endsBold(scanner)) return void (scanner.spaced = true);
  if (take(scanner, ornaments)) return void (scanner.spaced = true);
  if (take(scanner, scanner.tokens.length === 0 ? leadingArrow : typedImplication)) return frame(scanner);
  if (character === "{" && !wantsArgument(scanner) && take(scanner, emptyGroup)) return void (scanner.spaced = true);
  if (character === "#" || character === "%" || (character === "/" && text[at + 1] === "/")) return comment(scanner);
  if (character === "\\") return lexCommand(scanner, step);
  if (character === "$") return dollar(scanner);
  if (take(scanner, module)) return functionOfPython(scanner, at);
  if (take(scanner, asciiName)) return name(scanner, at, scanner.at);
  if (!scanner.spaced && scanner.tokens.length > 0 && take(scanner, pythonTranspose)) {
    ofPython(scanner, at, "a transpose is written `ᵀ`", "ᵀ", "Write `ᵀ`");
    return emit(scanner, "symbol", "⊤", at, scanner.at);
  }
  if (!scanner.spaced && scanner.tokens.length > 0 && character === ".") {
    if (take(scanner, pythonGradient))
      return ofPython(scanner, at, "an adjoint is written `bar` and its name, `bar h[t]`");
    const method = take(scanner, pythonMethod)?.[1];
    if (method !== undefined)
      return ofPython(scanner, at, `a function stands before what it is applied to, \`${method}(…)\``);
  }
  const number = take(scanner, numberPattern)?.[0];
  if (number) return emit(scanner, "number", number.replace(/[^\d.eE+]/, "-"), at, scanner.at);
  const spelling = take(scanner, compound)?.[0];
  if (spelling) return compoundSymbol(scanner, spelling, at);

  const whole = String.fromCodePoint(text.codePointAt(at)!);
  if (superscripts.has(whole)) return script(scanner, "^", superscripts);
  if (subscripts.has(whole)) return script(scanner, "_", subscripts);
  if (symbols.has(whole)) return symbol(scanner, symbols.get(whole)!, at + whole.length);
  if (nameSymbols.has(whole))
    return advance(scanner, whole, () => {
      const isSum = whole === "∑" || whole === "∏";
      emit(scanner, "name", nameSymbols.get(whole)!, at, at + whole.length, isSum ? { written: whole } : undefined);
    });
  if (multiplePrimes.has(whole)) return primes(scanner, multiplePrimes.get(whole)!);
  if (vulgarFractions.has(whole)) return fraction(scanner, ...vulgarFractions.get(whole)!);
  if (implications.has(whole)) return advance(scanner, whole, () => frame(scanner));
  if (whole === "√") return advance(scanner, whole, () => emit(scanner, "name", "sqrt", at, at + 1));
  if (whole === "~") return tilde(scanner);
  const digits = take(scanner, styledDigits)?.[0];
  if (digits === "𝟏" || digits === "𝟙") return emit(scanner, "name", "𝟏", at, scanner.at);
  if (digits) return emit(scanner, "number", digits.normalize("NFKC"), at, scanner.at);
  if (take(scanner, namePattern)) return name(scanner, at, scanner.at);
  if (whole === "⊗" || whole === "⊕") return advance(scanner, whole, () => manyMeanings(scanner, at, whole));
  return stray(scanner, whole);
}

/** Whether braces here are the argument of a command or a script, be they empty or not. */
function wantsArgument({ tokens }: Scanner): boolean {
  const last = tokens.at(-1);
  if (!last) return false;
  if (last.text === "}") return tokens[openingBefore(tokens, tokens.length - 1) - 1]?.kind === "fraction";
  return /^(?:fraction|root|accent)$/.test(last.kind) || /^[_^]$/.test(last.text);
}

/** Where the brace stands that is closed at a token, unless that is far away. */
function openingBefore(tokens: readonly Token[], close: number): number {
  let depth = 0;
  for (let at = close; at >= Math.max(0, close - longestCondition); at--) {
    if (tokens[at]!.text === "}") depth++;
    else if (tokens[at]!.text === "{" && --depth === 0) return at;
  }
  return -1;
}

function advance(scanner: Scanner, over: string, act: () => void): void {
  scanner.at += over.length;
  act();
}

function lineBreak(scanner: Scanner): void {
  const { text, at } = scanner;
  scanner.at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
  if (scanner.tokens.length === 0) scanner.isApart ||= text.slice(scanner.physicalStart, at).trim() === "";
  const matrix = scanner.matrices.at(-1);
  // The rows of a matrix that is closed further down are one line to the parser.
  if (matrix && matrix.end > at) scanner.spaced = true;
  else {
    endLine(scanner);
    scanner.matrices = [];
  }
  scanner.physicalStart = scanner.at;
}

function comment(scanner: Scanner): void {
  const start = scanner.at;
  lineEnd.lastIndex = start;
  scanner.at = lineEnd.exec(scanner.text)?.index ?? scanner.text.length;
  scanner.comments.push(placed(scanner, { start, end: scanner.at }));
}

/** `$` frames mathematics in a text and says nothing; `$$` puts it on a line of its own. */
function dollar(scanner: Scanner): void {
  const double = scanner.text[scanner.at + 1] === "$";
  scanner.at += double ? 2 : 1;
  if (!double) return toggleFormula(scanner);
  if (scanner.matrices.length === 0) endLine(scanner);
  scanner.spaced = true;
}

function name(scanner: Scanner, start: number, end: number): void {
  const raw = scanner.text.slice(start, end);
  // Σ and Π take bounds, never a subscript that is part of the name.
  const bounded = /^(Σ|Π|Sigma|Pi)_/.exec(raw);
  if (bounded) {
    end = start + bounded[1]!.length;
    scanner.at = end;
    return name(scanner, start, end);
  }
  if (isAscii(raw)) {
    const folded = foldGreek(raw);
    return emit(scanner, "name", folded, start, end, folded === raw ? undefined : { written: raw });
  }
  const parts = raw.normalize("NFD");
  const isAdjoint = parts.search(adjointMarks) >= 0;
  const written = foldLetters(isAdjoint ? parts.replace(adjointMarks, "") : raw);
  const folded = foldGreek(written);
  // It may be an indicator: what stands behind it tells.
  if (raw === "𝕀") return emit(scanner, "name", "I", start, end, { written: raw });
  const styled = inOneSpelling(raw);
  emit(scanner, "name", folded, start, end, {
    ...(folded === written ? {} : { written }),
    ...(styled === undefined ? {} : { styled }),
    ...(isAdjoint ? { adjoint: true as const } : {}),
  });
}

function symbol(scanner: Scanner, text: string, end: number): void {
  const start = scanner.at;
  scanner.at = end;
  if (text === "{") {
    const style = scanner.braces.at(-1)?.style;
    scanner.braces.push({ silent: false, style, span: placed(scanner, { start, end }) });
  }
  const closed = text === "}" ? scanner.braces.pop() : undefined;
  if (closed?.labelled) skipLabel(scanner);
  if (closed?.framed) return frame(scanner);
  if (closed?.silent) return;
  if (text === "&" && scanner.matrices.length === 0 && (isInCondition(scanner) || isInBracket(scanner))) {
    if (scanner.text[end] === "&") scanner.at++;
    emit(scanner, "symbol", "∧", start, scanner.at);
  } else if (text === "&" && scanner.matrices.length === 0) scanner.spaced = true;
  else emit(scanner, "symbol", text, start, end);
}

/** So many tokens back an `if` or a bracket is looked for. */
const longestCondition = 100;

/** Whether a bracket is open that holds a comparison: `[a > 0 & b > 0]`. */
function isInBracket({ tokens }: Scanner): boolean {
  let hasRelation = false;
  let closed = 0;
  for (let at = tokens.length - 1; at >= Math.max(0, tokens.length - longestCondition); at--) {
    const { kind, text } = tokens[at]!;
    if (kind !== "symbol") continue;
    if (text === "]") closed++;
    else if (text === "[" && closed-- === 0) return hasRelation;
    else if (closed === 0) hasRelation ||= /^[=≠<>≤≥]$/.test(text);
  }
  return false;
}

/** Whether an `if` waits for its `then`: there `&` and `&&` are the signs of programs for `and`, and no column of LaTeX's. */
function isInCondition({ tokens }: Scanner): boolean {
  const word = tokens
    .slice(-longestCondition)
    .findLast(({ kind, text }) => kind === "name" && /^(?:if|then|else)$/.test(text));
  return word?.text === "if";
}

function compoundSymbol(scanner: Scanner, spelling: string, start: number): void {
  const end = scanner.at;
  if (spelling === "**")
    report(
      scanner,
      problem("syntax/operator", { start, end }, "`**` is no operator here: a power is written `^`.", {
        fixes: [{ title: "Write `^`", edits: [{ span: { start, end }, text: "^" }] }],
      }),
    );
  if (spelling.startsWith("=="))
    report(
      scanner,
      problem(
        "syntax/operator",
        { start, end },
        `\`${spelling.slice(0, 3)}\` is no relation here: equality is written \`=\`, and what is 1 where two things are equal \`[i = j]\`.`,
        {
          fixes: [{ title: "Write `=`", edits: [{ span: { start, end }, text: "=" }] }],
        },
      ),
    );
  // `h~=~w` has LaTeX's ties around its sign.
  const isTied = spelling === "~=" && scanner.text[end] === "~";
  emit(scanner, "symbol", isTied ? "=" : (compoundSpellings.get(spelling) ?? "="), start, end);
}

/** `np.tanh`, `np.maximum`; of `np.where` the parser says what it is here. */
function functionOfPython(scanner: Scanner, start: number): void {
  if (take(scanner, pythonChoice)) return emit(scanner, "name", "where", start, scanner.at);
  const renamed = pythonFunctions.get(take(scanner, pythonFunction)?.[0] ?? "");
  if (renamed === undefined)
    return ofPython(scanner, start, "a function is written by its name alone", "", "Delete it");
  ofPython(scanner, start, `the function is called \`${renamed}\``, renamed, `Write \`${renamed}\``);
  emit(scanner, "name", renamed, start, scanner.at);
}

/** What is Python's and not mathematics. */
function ofPython(scanner: Scanner, start: number, advice: string, text?: string, title = ""): void {
  const span = { start, end: scanner.at };
  const written = scanner.text.slice(start, scanner.at);
  const fixes = text === undefined ? [] : [{ title, edits: [{ span, text }] }];
  report(scanner, problem("syntax/operator", span, `\`${written}\` is of Python: here ${advice}.`, { fixes }));
}

/** Whether the bounds of a sum or product end here, as in `Σₜ₌₁`, so that a raised T is the upper one. */
function endsBounds(scanner: Scanner): boolean {
  const { tokens } = scanner;
  if (tokens.at(-1)?.text !== "}") return false;
  const open = tokens.findLastIndex(({ kind, text }) => kind === "symbol" && text === "{");
  return tokens[open - 1]?.text === "_" && /^[ΣΠ]$/.test(tokens[open - 2]?.text ?? "");
}

/**
 * `~` is a space of LaTeX's, as in `for~all t`. Right behind a name, where no word and no bracket follows, it is the tilde over
 * that name, as keyboards have it: `c~[t]`, `(1 - z) h~ + z h`.
 */
function tilde(scanner: Scanner): void {
  const { text, at, tokens } = scanner;
  scanner.at++;
  const name = tokens.at(-1);
  if (
    name?.kind !== "name" ||
    name.end !== at ||
    scanner.expansion ||
    /[\p{L}\p{N}\\($&~=]/u.test(text[at + 1] ?? "")
  ) {
    scanner.spaced = true;
    return;
  }
  tokens.pop();
  scanner.spaced = name.spaced;
  const [, base, below] = /^([^_]*)(.*)$/su.exec(name.text)!;
  const { adjoint } = name;
  emit(scanner, "name", `${base}\u0303${below}`.normalize("NFC"), name.start, scanner.at, adjoint && { adjoint });
}

/** A run of raised or lowered characters, as if it stood in braces after `^` or `_`. */
function script(scanner: Scanner, sign: "^" | "_", table: ReadonlyMap<string, string>): void {
  const { text } = scanner;
  const start = scanner.at;
  const isBound = sign === "^" && endsBounds(scanner);
  emit(scanner, "symbol", sign, start, start);
  emit(scanner, "symbol", "{", start, start);
  while (scanner.at < text.length) {
    const from = scanner.at;
    const plain = table.get(text[from]!);
    // `xₜ|ₜ₋₁`: the bar stands between two indices.
    if (sign === "_" && text[from] === "|" && table.has(text[from + 1] ?? "")) {
      emit(scanner, "symbol", "|", from, ++scanner.at);
      continue;
    }
    if (plain === undefined) break;
    let run = plain;
    scanner.at++;
    if (isBound && plain === "⊤") {
      emit(scanner, "name", "T", from, ++scanner.at);
      continue;
    }
    const sort = /[0-9]/.test(plain) ? /[0-9]/ : /\p{L}/u.test(plain) ? /\p{L}/u : undefined;
    while (sort && scanner.at < text.length) {
      const next = table.get(text[scanner.at]!);
      if (next === undefined || !sort.test(next)) break;
      run += next;
      scanner.at++;
    }
    emit(scanner, sort ? (/[0-9]/.test(plain) ? "number" : "name") : "symbol", run, from, scanner.at);
  }
  emit(scanner, "symbol", "}", scanner.at, scanner.at);
}

/** `½`, as if it were `\frac12`. */
function fraction(scanner: Scanner, above: string, below: string): void {
  const start = scanner.at++;
  emit(scanner, "fraction", "frac", start, scanner.at);
  emit(scanner, "number", above, scanner.at, scanner.at);
  emit(scanner, "number", below, scanner.at, scanner.at);
}

function primes(scanner: Scanner, count: number): void {
  const start = scanner.at++;
  for (let prime = 0; prime < count; prime++)
    emit(scanner, "symbol", "'", prime === 0 ? start : scanner.at, scanner.at);
}

/** What is no character of the language: reported here, and no token, so that the parser reads on around it. */
function stray(scanner: Scanner, first: string): void {
  const { text } = scanner;
  const start = scanner.at;
  const sort = strayKind(first);
  scanner.at += first.length;
  while (scanner.at < text.length) {
    const next = String.fromCodePoint(text.codePointAt(scanner.at)!);
    if (sort === "unknown" ? next !== first : strayKind(next) !== sort) break;
    scanner.at += next.length;
  }
  const span = { start, end: scanner.at };
  const remove = [{ title: "Delete it", edits: [{ span, text: "" }] }];
  if (sort === "invisible")
    report(
      scanner,
      problem(
        "text/invisible",
        span,
        `An invisible character (${codePoint(first)}) stands here: the line is not what it looks like. Delete it.`,
        { fixes: remove },
      ),
    );
  else if (sort === "surrogate")
    report(
      scanner,
      problem("text/surrogate", span, "Half a character stands here: the text was damaged on its way. Delete it.", {
        fixes: remove,
      }),
    );
  else if (first === "@") {
    report(
      scanner,
      problem("syntax/operator", span, "`@` is no operator here: a matrix product is written without a sign, `W h`.", {
        fixes: [{ title: "Write the product without a sign", edits: [{ span: withBlanks(text, span), text: " " }] }],
      }),
    );
    emit(scanner, "symbol", "*", start, scanner.at);
  } else report(scanner, problem("syntax/unexpected", span, `\`${first}\` has no meaning here.`));
}

function strayKind(character: string): "invisible" | "surrogate" | "unknown" {
  const code = character.codePointAt(0)!;
  if (code >= 0xd800 && code <= 0xdfff) return "surrogate";
  return invisible.test(character) ? "invisible" : "unknown";
}

function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
}

function withBlanks(text: string, span: { start: number; end: number }): { start: number; end: number } {
  let { start, end } = span;
  while (text[start - 1] === " ") start--;
  while (text[end] === " ") end++;
  return { start, end };
}
