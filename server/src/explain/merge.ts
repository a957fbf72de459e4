/** Merging: one formula that was changed in two ways, changed in both. What neither changed is told by identity. */
import type { Formula, SignedTerm } from "../semantics/model.ts";
import { partsOf, some, withParts } from "../semantics/walk.ts";
import { factorsOf, isProduct, productOf, type Factor } from "./factors.ts";
import { takeOver, type Workbench } from "./workbench.ts";

/** The formula with both changes; undefined where they touch the same part. */
export function merged(bench: Workbench, base: Formula, one: Formula, other: Formula): Formula | undefined {
  if (one === base) return other;
  if (other === base) return one;
  // One of them puts something around what the other changes.
  if (some(one, (part) => part === base)) return replaced(bench, one, base, other);
  if (some(other, (part) => part === base)) return replaced(bench, other, base, one);
  const again = (part: Formula, a: Formula, b: Formula) => merged(bench, part, a, b);
  if (isProduct(base)) {
    const lists = [base, one, other].map(factorsOf) as [Factor[], Factor[], Factor[]];
    const factors = mergedLists(lists, isSameFactor, (part, a, b) => {
      const formula =
        a.op === b.op || a.op === part.op || b.op === part.op ? again(part.formula, a.formula, b.formula) : undefined;
      return formula && { formula, op: a.op === part.op ? b.op : a.op };
    });
    return factors && factors.length > 0 ? takeOver(bench, base, productOf(factors, base.span)) : undefined;
  }
  if (base.kind === "sum" && one.kind === "sum" && other.kind === "sum") {
    const terms = mergedLists([base.terms, one.terms, other.terms], isSameTerm, (part, a, b) => {
      const term = again(part.term, a.term, b.term);
      return term && { term, sign: a.sign === part.sign ? b.sign : a.sign };
    });
    return terms && takeOver(bench, base, { ...base, terms });
  }
  const [parts, ones, others] = [base, one, other].map(partsOf) as [Formula[], Formula[], Formula[]];
  if (one.kind !== base.kind || other.kind !== base.kind || parts.length === 0) return undefined;
  if (ones.length !== parts.length || others.length !== parts.length) return undefined;
  const both = parts.map((part, at) => again(part, ones[at]!, others[at]!));
  return both.every((part) => part !== undefined) ? takeOver(bench, base, withParts(one, both)) : undefined;
}

function isSameFactor(one: Factor, other: Factor): boolean {
  return one.formula === other.formula && one.op === other.op;
}

function isSameTerm(one: SignedTerm, other: SignedTerm): boolean {
  return one.term === other.term && one.sign === other.sign;
}

function replaced(bench: Workbench, whole: Formula, part: Formula, by: Formula): Formula {
  if (whole === part) return by;
  const parts = partsOf(whole);
  const now = parts.map((each) => replaced(bench, each, part, by));
  return now.every((each, at) => each === parts[at]) ? whole : takeOver(bench, whole, withParts(whole, now));
}

/** Two changes of a list, each of a run of it; `within` merges them where both change one and the same item. */
function mergedLists<Item>(
  [base, one, other]: readonly [readonly Item[], readonly Item[], readonly Item[]],
  isSame: (a: Item, b: Item) => boolean,
  within: (base: Item, one: Item, other: Item) => Item | undefined,
): Item[] | undefined {
  const [a, b] = [runOf(base, one, isSame), runOf(base, other, isSame)];
  const [first, second] = a.start <= b.start ? [a, b] : [b, a];
  if (first.end <= second.start)
    return [
      ...base.slice(0, first.start),
      ...first.by,
      ...base.slice(first.end, second.start),
      ...second.by,
      ...base.slice(second.end),
    ];
  const isOne = (run: Run<Item>) => run.end - run.start === 1 && run.by.length === 1;
  if (!isOne(a) || !isOne(b) || a.start !== b.start) return undefined;
  const item = within(base[a.start]!, a.by[0]!, b.by[0]!);
  return item && [...base.slice(0, a.start), item, ...base.slice(a.end)];
}

/** What of a list has changed: from and to where, and to what. */
interface Run<Item> {
  readonly start: number;
  readonly end: number;
  readonly by: readonly Item[];
}

function runOf<Item>(base: readonly Item[], now: readonly Item[], isSame: (a: Item, b: Item) => boolean): Run<Item> {
  const least = Math.min(base.length, now.length);
  let start = 0;
  while (start < least && isSame(base[start]!, now[start]!)) start++;
  let tail = 0;
  while (tail < least - start && isSame(base.at(-1 - tail)!, now.at(-1 - tail)!)) tail++;
  return { start, end: base.length - tail, by: now.slice(start, now.length - tail) };
}
