/** Exceptions from what an equation is meant for: `unless t = T`, `except for t = T`. */
import { inPlaceOf, isOfIndex, type Names } from "./lead-ins.ts";
import { isRelation } from "./line-facts.ts";
import type { Token } from "./token.ts";

const opposites: ReadonlyMap<string, string> = new Map([
  ["=", "≠"],
  ["≠", "="],
  ["<", "≥"],
  ["≥", "<"],
  [">", "≤"],
  ["≤", ">"],
]);

/** `unless t = T` and `except for t = T` as `for t ≠ T`, of an index. */
export function withExceptions(tokens: readonly Token[], { indices, known }: Names): readonly Token[] {
  const word = tokens.findIndex(
    ({ kind, text }) => kind === "name" && /^(?:unless|except)$/.test(text) && !known.has(text),
  );
  if (word < 1) return tokens;
  let from = word + 1;
  while (/^(?:for|at|when|if|where)$/.test(tokens[from]?.text ?? "")) from++;
  const condition = tokens.slice(from);
  const [sign, more] = condition.filter(isRelation);
  const opposite = sign && opposites.get(sign.text);
  if (opposite === undefined || more || !isOfIndex(tokens, from, indices)) return tokens;
  return [
    ...tokens.slice(0, word),
    inPlaceOf(tokens[word]!, "name", "for"),
    ...condition.map((token) => (token === sign ? { ...token, text: opposite } : token)),
  ];
}
