/** Marks at the start of a line that say nothing of its formula: bullets, and what Markdown has. */
import { take, type Scanner } from "./scanner.ts";

/** The mark of a list before a formula or words: no minus and no product. */
const listMark = /[•▪◦‣●▸►➤][ \t]+|[–—][ \t]+(?=[^\r\n]*=)/uy;
/** Of Markdown: the fence of a block, a line between the parts of a table, and what is bold on a line of its own. */
const fence = /(?:```|~~~)[^\r\n]*/y;
const tableRule = /\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*(?=[\r\n]|$)/y;
const boldLine = /(\*\*|__)(?=[^\s*_][^*\r\n]*\1:?[ \t]*(?:[\r\n]|$))/y;
const endOfBold = /(?:\*\*|__)(?=:?[ \t]*(?:[\r\n]|$))/y;

/** Moves past the mark of a list or of Markdown at the start of a line. */
export function startsAsMarked(scanner: Scanner): boolean {
  if (scanner.matrices.length > 0 || scanner.expansion) return false;
  if (take(scanner, listMark) ?? take(scanner, fence) ?? take(scanner, tableRule)) return true;
  if (!take(scanner, boldLine)) return false;
  scanner.isBold = true;
  return true;
}

/** Moves past the end of what is bold as a whole line. */
export function endsBold(scanner: Scanner): boolean {
  return take(scanner, endOfBold) !== null;
}
