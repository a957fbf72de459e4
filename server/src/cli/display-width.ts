/** How wide a text is in a terminal: combining marks take no column, ideographs and emoji take two. */

/** Columns between tab stops in what is printed. */
const tabStop = 4;

/** Ranges of East Asian Wide and Fullwidth characters and of emoji (Unicode 15, UAX #11), both ends included. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2329, 0x232a],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18aff],
  [0x1b000, 0x1b2ff],
  [0x1f004, 0x1f004],
  [0x1f0cf, 0x1f0cf],
  [0x1f18e, 0x1f18e],
  [0x1f191, 0x1f19a],
  [0x1f200, 0x1f320],
  [0x1f32d, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f7e0, 0x1f7eb],
  [0x1f90c, 0x1faff],
  [0x20000, 0x3fffd],
];

/** The number of columns that a text takes. It holds no tabs and no control characters. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

export function characterWidth(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < 0x300) return 1;
  if (/^[\p{M}\p{Cf}]$/u.test(character)) return 0;
  return wide.some(([from, to]) => from <= code && code <= to) ? 2 : 1;
}

/** Tabs as spaces up to the next stop, for a text that starts at a line's beginning. */
export function expandTabs(text: string, column = 0): string {
  let expanded = "";
  let at = column;
  for (const character of text) {
    const shown = character === "\t" ? " ".repeat(tabStop - (at % tabStop)) : character;
    expanded += shown;
    at += character === "\t" ? shown.length : characterWidth(character);
  }
  return expanded;
}
