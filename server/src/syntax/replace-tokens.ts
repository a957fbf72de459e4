/** Puts tokens in the place of others on a line. */
import type { Line, Token } from "./token.ts";

export interface Replacement {
  readonly tokens: readonly Token[];
  /** Behind the last token of the line that they stand for. */
  readonly end: number;
}

/** The line with what `at` gives in the place of what it replaces; asked at each token from the left, but for those replaced. */
export function replaceTokens(line: Line, at: (place: number) => Replacement | undefined): Line {
  const { tokens, formulas } = line;
  const read: Token[] = [];
  // Where each token of the line is now.
  const places: number[] = [];
  let isSame = true;
  for (let place = 0; place < tokens.length;) {
    const found = at(place);
    const end = found?.end ?? place + 1;
    while (places.length < end) places.push(read.length);
    if (found) {
      isSame = false;
      read.push(...found.tokens);
    } else read.push(tokens[place]!);
    place = end;
  }
  if (isSame) return line;
  places.push(read.length);
  const moved = formulas.map(({ from, to }) => ({ from: places[from]!, to: places[to]! }));
  return { ...line, tokens: read, formulas: moved.filter(({ from, to }) => from < to) };
}
