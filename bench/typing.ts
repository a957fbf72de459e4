/** A student at the keyboard: the edits of someone who writes the right sides of claims anew, and corrects a definition now and then. */
import { analysed, createSnapshot } from "../server/src/features/snapshot.ts";

/** Replaces a range of the text as it stands when the edit is made. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A part of the text that is taken away and typed again. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  /** Taken away letter by letter, too, rather than at once. */
  readonly slowly: boolean;
}

/** How much of the end of a claim is written anew, and of a definition corrected. */
const rewritten = 24;
const corrected = 5;

/**
 * The first `count` edits of endless work on the models of a sheet that `concerns` picks by their position: the end
 * of a claim's right side is cleared and typed letter by letter; after three claims, the last letters of a definition are
 * deleted one by one and typed again. Whoever makes all edits of a stretch has the text that was there before.
 */
export function typing(text: string, count: number, concerns: (model: number) => boolean = () => true): Edit[] {
  const models = analysed(createSnapshot("", 0, text)).analysis.models.filter((_, at) => concerns(at));
  const claims = models
    .flatMap((model) => model.claims)
    .map(({ rightSpan: { start, end } }) => ({ start: Math.max(start, end - rewritten), end, slowly: false }));
  const definitions = models
    .flatMap((model) => model.definitions)
    .map(({ span: { end } }) => ({ start: end - corrected, end, slowly: true }));
  const edits: Edit[] = [];
  for (let at = 0; edits.length < count; at++) {
    const isDefinition = at % 4 === 3;
    const list = isDefinition ? definitions : claims;
    const nth = isDefinition ? Math.floor(at / 4) : at - Math.floor(at / 4);
    edits.push(...retyped(text, list[nth % list.length]!));
  }
  return edits.slice(0, count);
}

function retyped(text: string, { start, end, slowly }: Stretch): Edit[] {
  let caret = start;
  const typed = Array.from(text.slice(start, end), (letter): Edit => {
    const edit = { start: caret, end: caret, text: letter };
    caret += letter.length;
    return edit;
  });
  const deleted = slowly
    ? typed.toReversed().map((edit): Edit => ({ start: edit.start, end: edit.start + edit.text.length, text: "" }))
    : [{ start, end, text: "" }];
  return [...deleted, ...typed];
}
