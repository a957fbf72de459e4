/** How far two texts are apart, in tokens: of two changes that mend a line, the smaller one is likelier meant. */

const token = /\\?[\p{L}\p{M}][\p{L}\p{M}\p{N}]*|\p{N}+|\S/gu;

/** How many tokens have to be put in, taken out or replaced to make one text of another (Levenshtein). */
export function tokenDistance(one: string, other: string): number {
  let [a, b]: [string[], string[]] = [one.match(token) ?? [], other.match(token) ?? []];
  let same = 0;
  while (same < Math.min(a.length, b.length) && a[same] === b[same]) same++;
  [a, b] = [a.slice(same), b.slice(same)];
  let tail = 0;
  while (tail < Math.min(a.length, b.length) && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  [a, b] = [a.slice(0, a.length - tail), b.slice(0, b.length - tail)];
  let row = [0, ...b.map((_, at) => at + 1)];
  for (const [at, mine] of a.entries()) {
    const next = [at + 1];
    for (const [place, yours] of b.entries())
      next.push(Math.min(next[place]! + 1, row[place + 1]! + 1, row[place]! + (mine === yours ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}
