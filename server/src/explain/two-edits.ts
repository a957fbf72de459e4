/** Two edits as one, with what is wrong in both. */
import type { Formula } from "../semantics/model.ts";
import { cover, type Span } from "../syntax/span.ts";
import { adviceFor, type Edit, type Line } from "./edit.ts";
import { slice } from "./source.ts";

/** Two edits as one; undefined where one would write over the other. */
export function bothOf(
  line: Line,
  edits: readonly [Edit, Edit],
  { right, parts }: { readonly right: Formula; readonly parts: readonly Span[] },
): Edit | undefined {
  const changes = edits
    .flatMap((edit) => edit.changes)
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  if (changes.some(({ span }, at) => at > 0 && span.start < changes[at - 1]!.span.end)) return undefined;
  const [first, second] = [...edits].sort((one, other) => one.place.start - other.place.start) as [Edit, Edit];
  return {
    kind: first.kind === second.kind ? first.kind : "unknown",
    right,
    place: cover(first.place, second.place),
    parts,
    changes,
    weight: first.weight + second.weight,
    what: `two things are wrong here: ${first.what}; and ${second.what}`,
    told: `two things are wrong here: ${first.told}; and ${second.told}`,
    // Where one holds the other, how it reads with both is said.
    ...(!areNested(parts) && {
      do: `${doing(first, line).replace(/\.$/, "")}; and ${doing(second, line).replace(/^./, (letter) => letter.toLowerCase())}`,
    }),
    hint: "Take the two one at a time: what is right of the line is told apart from them.",
    related: [...(first.related ?? []), ...(second.related ?? [])],
  };
}

function areNested([one, other]: readonly Span[]): boolean {
  return one !== undefined && other !== undefined && one.start < other.end && other.start < one.end;
}

/** What to do about one of them. */
function doing(edit: Edit, { text }: Line): string {
  const advice = edit.do ?? adviceFor(edit, text);
  return advice === "" ? `Take \`${slice(text, edit.place)}\` out.` : advice;
}
