/** Edits of the direction in which indices run: two in each other's place, a kernel reversed, a difference for a sum. */
import { printIndex, substitute, type IndexExpr } from "../semantics/indices.ts";
import type { Loop } from "../semantics/model.ts";
import type { Edit, Line } from "./edit.ts";
import { editOf, indexChanges, mentions, mentionsIn, type Mention } from "./edit-references.ts";

export function* directionEdits(line: Line): Generator<Edit> {
  const all = mentionsIn(line);
  for (const group of termsOf(line, all)) yield* exchangedIndices(line, group);
  for (const mention of all)
    for (const indices of [...reflected(mention), ...turned(mention)])
      yield editOf(line, [mention], "index", 1.1, (each) => ({
        reference: { ...each.reference, indices },
        changes: indexChanges(line, each, indices),
        word: `\`${line.notation.reference(each.reference)}\` has`,
      }));
}

/** The mentions of each term; of a line of one term, of the line. */
function termsOf({ right }: Line, all: readonly Mention[]): (readonly Mention[])[] {
  if (right.kind !== "sum") return [all];
  return right.terms.map((_, at) => all.filter(({ site }) => site.path[0] === at));
}

/** `δ_j a_i` for `δ_i a_j`. */
function* exchangedIndices(line: Line, group: readonly Mention[]): Generator<Edit> {
  const loops = new Map(group.flatMap(({ site }) => site.loops).map((loop) => [loop.name, loop]));
  const names = [...loops.keys()];
  for (const [at, one] of names.entries())
    for (const other of names.slice(at + 1)) {
      const isNamed =
        (name: string) =>
        ({ reference }: Mention) =>
          reference.indices.some((index) => mentions(index, name));
      const touched = group.filter((mention) => isNamed(one)(mention) || isNamed(other)(mention));
      if (!touched.some(isNamed(one)) || !touched.some(isNamed(other)) || touched.length < 2) continue;
      const by = new Map([
        [one, variable(other, touched[0]!)],
        [other, variable(one, touched[0]!)],
      ]);
      yield editOf(line, touched, "index", 1.05, (mention) => {
        const indices = mention.reference.indices.map((index) => ({ ...substitute(index, by), span: index.span }));
        return {
          reference: { ...mention.reference, indices },
          changes: indexChanges(line, mention, indices),
          word: `the indices \`${one}\` and \`${other}\` are`,
          instead: `the indices \`${one}\` and \`${other}\` should change places`,
        };
      });
    }
}

function variable(name: string, { reference: { span } }: Mention): IndexExpr {
  return { kind: "variable", span, name };
}

/** `w[K-1-k]` for `w[k]`, where k runs from 0 to K-1: the kernel is read from its other end. Of several such indices, all of them besides. */
function reflected({ site, reference: { indices } }: Mention): IndexExpr[][] {
  const bound = site.loops.filter((loop) => indices.some((index) => mentions(index, loop.name)));
  const sets = [...bound.map((loop) => [loop]), ...(bound.length > 1 ? [bound] : [])];
  return sets.flatMap((loops) => {
    const changed = indices.map((index) => loops.reduce<IndexExpr | undefined>(fromOtherEnd, index));
    return changed.every((index) => index !== undefined) ? [changed] : [];
  });
}

function fromOtherEnd(index: IndexExpr | undefined, { name, from, to }: Loop): IndexExpr | undefined {
  if (!index || !mentions(index, name)) return index;
  const [own, first, last] = [linear(index), linear(from), linear(to)];
  const self = own?.find(({ atom }) => atom.kind === "variable" && atom.name === name);
  if (!own || !self || !first || !last) return undefined;
  const { atom, count } = self;
  return indexOf(gathered([...own, { atom, count: -2 * count }, ...times(first, count), ...times(last, count)]), index);
}

/** A multiple of a variable, a size or 1. */
interface Part {
  readonly atom: IndexExpr;
  readonly count: number;
}

/** An index as a sum of such parts; undefined where it is none. */
function linear(index: IndexExpr): readonly Part[] | undefined {
  const { span } = index;
  if (index.kind === "literal") return [{ atom: { kind: "literal", span, value: 1 }, count: index.value }];
  if (index.kind !== "operation") return [{ atom: index, count: 1 }];
  if (index.op !== "+" && index.op !== "-") return undefined;
  const [left, right] = [linear(index.left), linear(index.right)];
  return left && right && gathered([...left, ...times(right, index.op === "+" ? 1 : -1)]);
}

function times(parts: readonly Part[], by: number): Part[] {
  return parts.map(({ atom, count }) => ({ atom, count: by * count }));
}

function gathered(parts: readonly Part[]): Part[] {
  const sums = new Map<string, Part>();
  for (const part of parts) {
    const name = printIndex(part.atom);
    sums.set(name, { ...part, count: part.count + (sums.get(name)?.count ?? 0) });
  }
  return [...sums.values()].filter(({ count }) => count !== 0);
}

/** `t+K-1-k` and `N-k+1`, as a person would write them; undefined where something is there more than once. */
function indexOf(parts: readonly Part[], { span }: IndexExpr): IndexExpr | undefined {
  const isNumber = ({ atom }: Part) => atom.kind === "literal";
  if (parts.some((part) => !isNumber(part) && Math.abs(part.count) > 1)) return undefined;
  const some = (sign: number, kind: IndexExpr["kind"]) =>
    parts.filter(({ atom, count }) => atom.kind === kind && Math.sign(count) === sign);
  const inOrder = [
    ...some(1, "variable"),
    ...some(1, "size"),
    ...some(-1, "literal"),
    ...some(-1, "variable"),
    ...some(-1, "size"),
    ...some(1, "literal"),
  ];
  const [first, ...others] = inOrder.map((part): Part =>
    isNumber(part)
      ? { atom: { kind: "literal", span, value: Math.abs(part.count) }, count: Math.sign(part.count) }
      : part,
  );
  if (!first || first.count < 0) return undefined;
  return others.reduce<IndexExpr>(
    (left, { atom, count }) => ({ kind: "operation", span, op: count > 0 ? "+" : "-", left, right: atom }),
    { ...first.atom, span },
  );
}

/** `y[t-k]` for `y[t+k]`; of several such indices, all of them besides. */
function turned({ reference: { indices } }: Mention): IndexExpr[][] {
  const each = indices.map((index): IndexExpr | undefined =>
    index.kind === "operation" && (index.op === "+" || index.op === "-") && index.right.kind === "variable"
      ? { ...index, op: index.op === "+" ? "-" : "+" }
      : undefined,
  );
  const alone = each.flatMap((other, at) =>
    other ? [indices.map((index, slot) => (slot === at ? other : index))] : [],
  );
  return alone.length < 2 ? alone : [...alone, indices.map((index, at) => each[at] ?? index)];
}
