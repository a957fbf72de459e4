/** How the symbols that stand at a place are typed: `σ` is typed `\sigma`. */
import { namesOfSymbol } from "../syntax/symbol-names.ts";
import type { Span } from "../syntax/span.ts";
import { wordAt } from "./locate.ts";
import { paragraph, type Block } from "./markup.ts";

/** The symbols of the word at an offset, or the one sign there; nothing where all of it is on the keyboard. */
export function howToType(
  text: string,
  offset: number,
  leader: string,
): { readonly span: Span; readonly block: Block } | undefined {
  const span = signAt(text, offset) ?? wordAt(text, offset)?.span;
  if (!span) return undefined;
  const whole = text.slice(span.start, span.end).normalize("NFC");
  const symbols = namesOfSymbol(whole) ? [whole] : [...new Set(whole)];
  const told = symbols.flatMap((symbol) => {
    const name = namesOfSymbol(symbol)?.[0];
    return name === undefined || name === symbol ? [] : [`\`${symbol}\` is typed \`${leader}${name}\``];
  });
  return told.length > 0 ? { span, block: paragraph(`${told.join(", ")}.`) } : undefined;
}

/** A sign at the offset that is no part of a word; `⁻¹` is one. */
function signAt(text: string, offset: number): Span | undefined {
  for (const start of [offset, offset - 1]) if (text.slice(start, start + 2) === "⁻¹") return { start, end: start + 2 };
  const sign = text[offset];
  if (sign === undefined || /[\p{L}\p{M}\p{N}]/u.test(sign)) return undefined;
  return namesOfSymbol(sign) ? { start: offset, end: offset + 1 } : undefined;
}
