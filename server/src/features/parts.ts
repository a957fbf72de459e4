/**
 * A sheet as its parts, one for each model where it has several. Each is a snapshot of its own, whose spans count from
 * the start of the part; where the part stands in the sheet is said beside it. So an edit in one model leaves all that is
 * known of the others as it is.
 */
import type { CheckOptions } from "../check/check.ts";
import { createMemory } from "../check/memory.ts";
import type { Span } from "../syntax/span.ts";
import { splitModels } from "../syntax/split-models.ts";
import type { Diagnostic } from "./diagnostics.ts";
import { createSnapshot, type ParsedSheet, type Snapshot } from "./snapshot.ts";

/** Something of a part, and where the part starts in the sheet: its offset, and its line, counted from zero. */
export interface Placed<Item> {
  readonly item: Item;
  readonly start: number;
  readonly line: number;
}

/** A sheet at one version, in the order of its text. */
export interface Parted<Item> {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly parts: readonly Placed<Item>[];
}

/** The parts of a text. Those at its start and at its end that are as in the sheet before keep their snapshots. */
export function createParts(
  uri: string,
  version: number,
  text: string,
  options: CheckOptions,
  before?: Parted<Snapshot>,
): Parted<Snapshot> {
  const texts = splitModels(text);
  const old = before?.parts ?? [];
  const most = Math.min(texts.length, old.length);
  const isAs = (at: number, oldAt: number): boolean => texts[at]!.text === old[oldAt]!.item.text;
  let head = 0;
  while (head < most && isAs(head, head)) head++;
  let tail = 0;
  while (tail < most - head && isAs(texts.length - 1 - tail, old.length - 1 - tail)) tail++;
  const beside = old[0]?.item.options.memory ?? createMemory();
  const parts = texts.map(({ text: own, start, line }, at): Placed<Snapshot> => {
    const known = at < head ? old[at] : at >= texts.length - tail ? old[at - texts.length + old.length] : undefined;
    if (known) return { ...known, start, line };
    // What the part that stood here before knew of its claims is still true of those that mean the same.
    const memory = old[at]?.item.options.memory ?? createMemory(beside);
    return { item: createSnapshot(uri, version, own, { ...options, memory }), start, line };
  });
  return { uri, version, text, parts };
}

/** The same sheet with something else of each part. */
export function mapParts<From, To>(sheet: Parted<From>, make: (item: From) => To): Parted<To> {
  return { ...sheet, parts: sheet.parts.map((part) => ({ ...part, item: make(part.item) })) };
}

/** The part that a line of the sheet belongs to. */
export function partAt<Item>({ parts }: Parted<Item>, line: number): Placed<Item> {
  return parts.findLast((part) => part.line <= line) ?? parts[0]!;
}

/** A part as a sheet whose offsets are its own and whose lines are those of the whole. */
export function inPlace<Sheet extends ParsedSheet>({ item, line: first }: Placed<Sheet>): Sheet {
  if (first === 0) return item;
  const { lines } = item;
  return {
    ...item,
    lines: {
      ...lines,
      position(offset) {
        const { line, character } = lines.position(offset);
        return { line: line + first, character };
      },
      offset: ({ line, character }) => lines.offset({ line: line - first, character }),
    },
  };
}

/** A part's diagnostic with the offsets of the whole. Its fixes stay as they are: they are asked of the part. */
export function placedDiagnostic({ start }: Placed<unknown>, diagnostic: Diagnostic): Diagnostic {
  if (start === 0) return diagnostic;
  const moved = (span: Span): Span => ({ start: span.start + start, end: span.end + start });
  const related = diagnostic.related.map((other) => ({ ...other, span: moved(other.span) }));
  return { ...diagnostic, span: moved(diagnostic.span), related };
}

/** A function of a part that is computed once for each, however often the sheet is edited elsewhere. */
export function onceForEach<Item extends object, Result>(compute: (item: Item) => Result): (item: Item) => Result {
  const known = new WeakMap<Item, Result>();
  return (item) => {
    if (!known.has(item)) known.set(item, compute(item));
    return known.get(item)!;
  };
}
