/** Remarks in words behind a formula. */
import { isOpener } from "./brackets.ts";
import { isCloser } from "./cursor.ts";
import { binders, conditionsOf, isSentence, isUnknownWord, proseMeasure } from "./prose.ts";
import type { Token } from "./token.ts";

/** Where a remark in words starts behind a formula, as in `c[0] = 0 where c is the state` and `c = d (by the chain rule)`. */
export function remarkIn(tokens: readonly Token[], known: ReadonlySet<string>): number | undefined {
  let depth = 0;
  const tested = conditionsOf(tokens);
  for (const [at, token] of tokens.entries()) {
    if (tested[at] === true) continue;
    if (at > 0 && depth <= 0 && startsRemark(tokens, at, known)) {
      const remark = tokens.slice(at);
      return isSentence(proseMeasure(remark, known)) || isOfWords(remark, known) ? at : undefined;
    }
    if (isOpener(token)) depth++;
    else if (isCloser(token)) depth--;
  }
  return undefined;
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
    before.text === "," || first.text === "(" || /^(?:by|since|because|as|using|see|from|QED|qed)$/.test(first.text)
  );
}
