/**
 * Follows what is typed behind a leader, `\sig…`, and says when it has become a symbol: as soon as no longer name begins so,
 * or at the next character that is no letter. Text in, edits out; it knows no editor.
 */
import { typedName } from "../../server/src/syntax/typed-symbols.ts";

/** A leader and the name typed behind it so far, at an offset of the text as it stands. */
export interface Pending {
  readonly start: number;
  readonly name: string;
  /** What is to stand there instead, once that is known. */
  readonly due?: string;
}

/** A replacement as an editor reports it: the offset and the length are those of the text before the event. */
export interface Change {
  readonly start: number;
  readonly removed: number;
  readonly text: string;
}

/** The text of the line before an offset of the text as it stands, after the event. */
export type LineBefore = (offset: number) => string;

/**
 * What is pending after an event, whose changes do not overlap. Whatever was not typed at the end of a name, at each of
 * several cursors, ends it: a paste, a jump elsewhere. Names that are due are only moved, until they are replaced; the
 * event of their replacement moves the others.
 */
export function follow(
  pending: readonly Pending[],
  changes: readonly Change[],
  leader: string,
  lineBefore: LineBefore,
): Pending[] {
  const inOrder = changes.toSorted((one, other) => one.start - other.start);
  const lengthOf = ({ name }: Pending): number => leader.length + name.length;
  const areReplaced = inOrder.every(({ start, removed, text }) =>
    pending.some((each) => each.start === start && lengthOf(each) === removed && each.due === text),
  );
  const followed = pending.flatMap((each) => {
    const end = each.start + lengthOf(each);
    const moved = { ...each, start: each.start + growthBefore(inOrder, each.start) };
    const touching = inOrder.filter(({ start, removed }) => start + removed > each.start && start <= end);
    if (areReplaced) return each.due === undefined ? [moved] : [];
    if (each.due !== undefined) return touching.every(({ start }) => start === end) ? [moved] : [];
    const [change, ...others] = touching;
    if (!change || others.length > 0) return [];
    return proceed(moved, { ...change, start: change.start - each.start - leader.length });
  });
  return [...followed, ...begun(inOrder, leader, lineBefore)];
}

/** A name after a change that touches it; `change.start` counts from the start of the name. */
function proceed(pending: Pending, { start, removed, text }: Change): Pending[] {
  const { name } = pending;
  if (start < 0) return [];
  if (start < name.length) {
    if (start + removed > name.length) return [];
    // A correction, or an accent that is composed: it goes on as if it had been typed so.
    return grown(pending, name.slice(0, start) + text + name.slice(start + removed), text !== "");
  }
  if (text === "") return [pending];
  if (!isKeystroke(text)) return [];
  const longer = grown(pending, name + text, true);
  if (longer.length > 0) return longer;
  if (/[A-Za-z]$/.test(name) && /^\p{L}/u.test(text)) return [];
  const due = meaningOf(name, text);
  return due === undefined ? [] : [{ ...pending, due }];
}

/** With another name, which may be misspelt and be corrected yet. One with which no longer name begins is due at once. */
function grown(pending: Pending, name: string, typed: boolean): Pending[] {
  const { symbol, mayGoOn } = typedName(name);
  if (symbol === undefined && !mayGoOn && !/^[A-Za-z]+$/.test(name)) return [];
  const isDue = typed && !mayGoOn && symbol !== undefined && symbol !== adjoint;
  return [{ start: pending.start, name, ...(isDue && { due: symbol }) }];
}

const adjoint = "bar";

/** What a name stands for where `next` follows it. `\bar{h}` stays: its braces say over what the bar is. */
function meaningOf(name: string, next: string): string | undefined {
  const { symbol } = typedName(name);
  if (symbol !== adjoint) return symbol;
  if (next.startsWith("{")) return undefined;
  return /^\s/.test(next) ? adjoint : `${adjoint} `;
}

/** One key's worth: a character, a bracket with the one that the editor closes it by, a new line with its indentation, a tab. */
function isKeystroke(text: string): boolean {
  return /^(?:.|\(\)|\[\]|\{\}|‖‖|\r?\n[ \t=]*|[ \t]+)$/su.test(text);
}

function growthBefore(changes: readonly Change[], offset: number): number {
  return changes.reduce(
    (sum, { start, removed, text }) => (start + removed <= offset ? sum + text.length - removed : sum),
    0,
  );
}

/** The leaders that the event has typed, outside comments. */
function begun(changes: readonly Change[], leader: string, lineBefore: LineBefore): Pending[] {
  let growth = 0;
  return changes.flatMap(({ start, removed, text }) => {
    const end = start + growth + text.length;
    growth += text.length - removed;
    if (text === "" || !leader.endsWith(text)) return [];
    const line = lineBefore(end);
    if (!line.endsWith(leader)) return [];
    const before = line.slice(0, -leader.length);
    return isInComment(before) || isHalf(before, leader) ? [] : [{ start: end - leader.length, name: "" }];
  });
}

function isInComment(line: string): boolean {
  return !/^(?:[^#%/\\]|\\.|\\$|\/(?!\/))*$/su.test(line);
}

/** `\\` ends a row, and its second half begins no name. */
function isHalf(before: string, leader: string): boolean {
  let doubled = false;
  for (let end = before.length; before.endsWith(leader, end); end -= leader.length) doubled = !doubled;
  return doubled;
}
