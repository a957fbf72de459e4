/** `Σ_k y_k = 1` and `sum(y) = 1`, said of what is drawn: its values are positive and add up to one. */
import { isCloser } from "./cursor.ts";
import { isOpener } from "./brackets.ts";
import type { Names } from "./lead-ins.ts";
import type { Token } from "./token.ts";

/** The name of what adds up to one, and where what says so ends. */
export interface SumOfOne {
  readonly name: Token;
  readonly end: number;
}

/** Reads `Σ_k y_k = 1`, `\sum_{k=1}^K y_{t,k} = 1` or `sum(y) = 1` at a place, of a weight, an input or a constant. */
export function sumOfOneAt(tokens: readonly Token[], at: number, { free, indices }: Names): SumOfOne | undefined {
  const sign = tokens[at]?.text;
  const isCall = sign === "sum" && tokens[at + 1]?.text === "(";
  if (!isCall && sign !== "Σ") return undefined;
  const summand = isCall ? at + 2 : behindScripts(tokens, at + 1);
  const token = tokens[summand];
  if (token?.kind !== "name") return undefined;
  // The k of `y_k` is an index, the a of a `q_a` a part of the name.
  const [, family, below] = /^(.+)_(.+)$/.exec(token.text) ?? [];
  const base = family !== undefined && indices.has(below!) ? family : token.text;
  if (!free.has(base)) return undefined;
  const equals = isCall ? summand + 2 : behindScripts(tokens, summand + 1);
  if (isCall && tokens[summand + 1]?.text !== ")") return undefined;
  if (tokens[equals]?.text !== "=" || tokens[equals + 1]?.text !== "1") return undefined;
  return { name: { ...token, text: base }, end: equals + 2 };
}

/** Behind the `_{k=1}`, `^K` that stand from a place on. */
function behindScripts(tokens: readonly Token[], from: number): number {
  let at = from;
  while (/^[_^]$/.test(tokens[at]?.text ?? "")) {
    let depth = 0;
    for (at++; at < tokens.length; at++) {
      if (isOpener(tokens[at]!)) depth++;
      else if (isCloser(tokens[at]!)) depth--;
      if (depth === 0) break;
    }
    at++;
  }
  return at;
}
