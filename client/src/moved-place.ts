/** Follows a place in a document through edits. */
import type { Place } from "./why-answer.ts";

/** One edit: what stood in a range is replaced by a text. */
export interface PlacedEdit {
  readonly start: Place;
  readonly end: Place;
  readonly text: string;
}

/** Where the place is after an edit: what is put in before it moves it; where its surroundings go, it is where they were. */
export function movedPlace(place: Place, { start, end, text }: PlacedEdit): Place {
  if (isBefore(place, end)) return isBefore(place, start) ? place : start;
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines.at(-1)!.length + (lines.length === 1 ? start.character : 0);
  return {
    line: place.line + start.line - end.line + lines.length - 1,
    character: place.line === end.line ? place.character - end.character + last : place.character,
  };
}

function isBefore(one: Place, other: Place): boolean {
  return one.line < other.line || (one.line === other.line && one.character < other.character);
}
