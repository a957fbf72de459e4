/** Remarks in words behind a formula. */
import { isOpener } from "./brackets.ts";
import { isCloser } from "./cursor.ts";
import { asksForMore, isRelation } from "./line-facts.ts";
import { binders, conditionsOf, isOtherWord, isSentence, isUnknownWord, proseMeasure } from "./prose.ts";
import type { Token } from "./token.ts";
import { keywords } from "./words.ts";

/** Where a remark in words starts behind a formula, as in `c[0] = 0 where c is the state` and `c = d (by the chain rule)`. */
export function remarkIn(tokens: readonly Token[], known: ReadonlySet<string>): number | undefined {
  let depth = 0;
  const tested = conditionsOf(tokens);
  for (const [at, token] of tokens.entries()) {
    if (tested[at] === true) continue;
    if (at > 0 && depth <= 0 && isNote(tokens, at, known)) return at;
    if (at > 0 && depth <= 0 && startsRemark(tokens, at, known)) {
      const remark = tokens.slice(at);
      return isSentence(proseMeasure(remark, known)) || isOfWords(remark, known) ? at : undefined;
    }
    if (isOpener(token)) depth++;
    else if (isCloser(token)) depth--;
  }
  return undefined;
}

/** So many tokens are looked through for words; no note is longer. */
const longestNote = 60;

/**
 * Whether nothing but words follows that are set apart: `(chain rule)`, `[chain rule]`, `(eq. 3)`, `(*)`, `-- chain rule`, or, behind a
 * full stop, a sentence.
 */
function isNote(tokens: readonly Token[], at: number, known: ReadonlySet<string>): boolean {
  const [first, second] = [tokens[at]!, tokens[at + 1]];
  if (!second || first.kind === "number" || tokens.length - at > longestNote) return false;
  if (asksForMore(tokens[at - 1]!)) return false;
  const end = tokens.findLastIndex(({ kind, text }) => kind !== "symbol" || !/^[.,;]$/.test(text));
  if (first.text === "." || first.text === ";") {
    const rest = tokens.slice(at + 1);
    if (!isUnknownWord(second, known) || rest.some(isRelation)) return false;
    return isSentence(proseMeasure(rest, known)) || isOfWords(rest, known);
  }
  if (first.text === "(" || first.text === "[") {
    if (!first.spaced || tokens[end]!.text !== (first.text === "(" ? ")" : "]")) return false;
    const inside = tokens.slice(at + 1, end);
    return inside.every(({ text }) => text === "*") ? inside.length > 0 && first.text === "(" : areWords(inside, known);
  }
  if (first.text === ",") return areWords(tokens.slice(at + 1), known);
  if (/^[-<]$/.test(first.text)) return second.text === "-" && !second.spaced && areWords(tokens.slice(at + 2), known);
  const before = tokens[at - 1]!;
  if (asian.test(first.text)) return isUnknownWord(first, known) && isOfWords(tokens.slice(at), known);
  const isApart = first.start - before.end >= 2;
  return isApart && isUnknownWord(first, known) && areWords(tokens.slice(at), known);
}

/** These need no blanks between words. */
const asian = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u;

/** Two words or more, or the reference to an equation: no name that is misspelt. */
function areWords(tokens: readonly Token[], known: ReadonlySet<string>): boolean {
  const words = tokens.filter((token) => isUnknownWord(token, known));
  const [first] = tokens;
  const isReference = /^(?:eq|eqn|eqs|equation|see|rule|lemma|theorem|step|part|gleichung|équation)$/i.test(
    first?.text ?? "",
  );
  if (words.length < (isReference ? 1 : 2)) return false;
  return tokens.every(
    (token) =>
      isUnknownWord(token, known) ||
      isOtherWord(token, known) ||
      token.kind === "number" ||
      /^(?:[(),.;:]|in|a|all|for)$/.test(token.text) ||
      keywords.has(token.text),
  );
}

function startsRemark(tokens: readonly Token[], at: number, known: ReadonlySet<string>): boolean {
  const token = tokens[at]!;
  const word = token.text === "(" && token.spaced ? tokens[at + 1]! : token;
  return (
    word !== undefined &&
    isUnknownWord(word, known) &&
    (binders.has(word.text) || /^(?:QED|qed|using|see)$/.test(word.text))
  );
}

/** Nothing but words, numbers of equations and punctuation: `by (1) and (2)`, `as claimed.` */
function isOfWords(tokens: readonly Token[], known: ReadonlySet<string>): boolean {
  return tokens.every(
    (token, at) =>
      isUnknownWord(token, known) ||
      /^(?:[(),.;:]|in|a|all|for)$/.test(token.text) ||
      (token.kind === "number" && tokens[at - 1]?.text === "("),
  );
}

/** Whether a remark is one however it goes on; `h = 0 be the state of …` is a sentence that only supposes something. */
export function isSetApart(tokens: readonly Token[], remark: number): boolean {
  const [before, first] = [tokens[remark - 1]!, tokens[remark]!];
  return (
    before.text === "," ||
    /^[[.;,<-]$/.test(first.text) ||
    asian.test(first.text) ||
    first.text === "(" ||
    /^(?:by|since|because|as|using|see|from|QED|qed)$/.test(first.text)
  );
}
