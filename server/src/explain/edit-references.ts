/** Edits of references: an index that is off, indices exchanged, a name taken for another, a value for its adjoint. */
import { printReference } from "../check/explanation.ts";
import { sameShape } from "../semantics/dimensions.ts";
import { printIndex, sameIndex, simplifyIndex, visitVariables, type IndexExpr } from "../semantics/indices.ts";
import type { ElementReference, Formula, Quantity } from "../semantics/model.ts";
import type { TextEdit } from "../syntax/problem.ts";
import { cover, type Span } from "../syntax/span.ts";
import { textOf, withAll, type Edit, type Line, type Site } from "./edit.ts";
import { pathsOf } from "./paths.ts";
import { applyEdits, closedSpan, slice } from "./source.ts";
import { takeOver } from "./workbench.ts";

/** A reference of the right side: the site that holds it, and where among its references. */
export interface Mention {
  readonly site: Site;
  readonly reference: ElementReference;
  readonly at: number;
}

export function* referenceEdits(line: Line): Generator<Edit> {
  const mentions = mentionsIn(line);
  const users = pathsOf(line.model, line.claim).map(({ user }) => user);
  for (const mention of mentions) {
    for (const indices of otherIndices(mention)) yield indexEdit(line, [mention], indices, 1);
    yield* nameEdits(line, [mention], 1);
    yield* adjointEdits(line, mention);
    yield* otherUsers(line, mention, users);
  }
  for (const group of repeated(mentions)) {
    for (const indices of otherIndices(group[0]!)) yield indexEdit(line, group, indices, 1.2);
    yield* nameEdits(line, group, 1.2);
  }
  yield* exchanges(line, mentions);
  yield* shiftedTerms(line, mentions);
  yield* familyEdits(line);
}

export function mentionsIn({ sites }: Line): Mention[] {
  return sites.flatMap((site) => referencesOf(site.formula).map((reference, at): Mention => ({ site, reference, at })));
}

/** The references that a formula makes itself. */
function referencesOf(formula: Formula): readonly ElementReference[] {
  if (formula.kind === "element") return [formula.reference];
  if (formula.kind === "adjoint") return [formula.of];
  return formula.kind === "derivative" ? formula.by : [];
}

function withReference(formula: Formula, at: number, reference: ElementReference): Formula {
  if (formula.kind === "element") return { ...formula, reference };
  if (formula.kind === "adjoint") return { ...formula, of: reference };
  if (formula.kind !== "derivative") return formula;
  return { ...formula, by: formula.by.map((other, place) => (place === at ? reference : other)) };
}

/** Mentions of one element at several places: in the whole line, and in each of its terms. */
function repeated(mentions: readonly Mention[]): Mention[][] {
  const groups = new Map<string, Mention[]>();
  for (const mention of mentions) {
    const { site, reference } = mention;
    const name = `${site.formula.kind} ${printReference(reference)}`;
    for (const key of [name, `${site.path[0]} ${name}`]) groups.set(key, [...(groups.get(key) ?? []), mention]);
  }
  const several = [...groups.values()].filter((group) => group.length > 1);
  // A group of the whole line that lies in one term is that term's.
  return several.filter(
    (group, at) => several.findIndex((other) => other.length === group.length && other[0] === group[0]) === at,
  );
}

// ── Indices ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The indices that could have been meant: one off, two exchanged, another index of the line, an end of the range. */
function otherIndices({ site, reference: { indices } }: Mention): IndexExpr[][] {
  const found: IndexExpr[][] = [];
  const set = (at: number, index: IndexExpr) => found.push(indices.map((old, slot) => (slot === at ? index : old)));
  for (const [at, index] of indices.entries()) {
    for (const by of [1, -1, 2, -2]) set(at, shifted(index, by));
    for (const loop of site.loops) {
      const variable: IndexExpr = { kind: "variable", span: index.span, name: loop.name };
      if (!mentions(index, loop.name)) for (const by of [0, 1, -1]) set(at, shifted(variable, by));
      else for (const end of [loop.from, loop.to]) if (!mentions(end, loop.name)) set(at, { ...end, span: index.span });
    }
  }
  for (let at = 1; at < indices.length; at++) {
    const [one, other] = [indices[at - 1]!, indices[at]!];
    found.push(indices.map((old, slot) => (slot === at - 1 ? other : slot === at ? one : old)));
    // `h[i,j-1]` for `h[i-1,j]`: the step was taken along the wrong axis.
    const [first, second] = [split(one), split(other)];
    if (first.shift !== second.shift)
      found.push(
        indices.map((old, slot) =>
          slot === at - 1 ? shifted(first.base, second.shift) : slot === at ? shifted(second.base, first.shift) : old,
        ),
      );
  }
  return found.filter(
    (candidate, at) =>
      candidate.some((index, slot) => !sameIndex(index, indices[slot]!)) &&
      found.findIndex((other) => other.every((index, slot) => sameIndex(index, candidate[slot]!))) === at,
  );
}

export function mentions(index: IndexExpr, name: string): boolean {
  let found = false;
  visitVariables(index, (other) => (found ||= other === name));
  return found;
}

export function shifted(index: IndexExpr, by: number): IndexExpr {
  const { span } = index;
  if (by === 0) return index;
  if (index.kind === "literal") return { ...index, value: index.value + by };
  return simplifyIndex({
    kind: "operation",
    span,
    op: by > 0 ? "+" : "-",
    left: index,
    right: { kind: "literal", span, value: Math.abs(by) },
  });
}

/** `t-1` as t and -1. */
function split(index: IndexExpr): { base: IndexExpr; shift: number } {
  if (index.kind !== "operation" || index.right.kind !== "literal" || (index.op !== "+" && index.op !== "-"))
    return { base: index, shift: 0 };
  return { base: index.left, shift: index.op === "+" ? index.right.value : -index.right.value };
}

function indexEdit(line: Line, group: readonly Mention[], indices: readonly IndexExpr[], weight: number): Edit {
  const [{ site, reference }] = group as [Mention];
  const far = indices.some((index, at) => distance(reference.indices[at]!, index) > 1);
  return editOf(line, group, "index", far ? weight + 0.1 : weight, (mention) => ({
    reference: { ...mention.reference, indices },
    changes: indexChanges(line, mention, indices),
    word: group.length > 1 ? `every \`${textOf(line, site.formula)}\` has` : `\`${textOf(line, site.formula)}\` has`,
  }));
}

/** One step is the likeliest slip. */
function distance(from: IndexExpr, to: IndexExpr): number {
  if (sameIndex(from, to)) return 0;
  const [one, other] = [split(from), split(to)];
  return sameIndex(one.base, other.base) ? Math.abs(one.shift - other.shift) : 1;
}

/** The text of changed indices, in the notation of the reference. */
export function indexChanges(line: Line, { site, reference }: Mention, indices: readonly IndexExpr[]): TextEdit[] {
  const { text } = line;
  const changes: TextEdit[] = [];
  for (const [at, index] of indices.entries()) {
    const old = reference.indices[at]!;
    if (sameIndex(index, old)) continue;
    const written = slice(text, old.span);
    const isApart = old.span.start > reference.span.start && old.span.end <= reference.span.end;
    if (!isApart || !/^[\w+\- ]+$/.test(written))
      return [writtenAnew(line, site.formula, reference, { ...reference, indices })];
    const isBare = /[_^]\s*$/.test(text.slice(reference.span.start, old.span.start));
    const printed = printIndex(index);
    changes.push({ span: old.span, text: isBare && printed.length > 1 ? `{${printed}}` : printed });
  }
  return changes;
}

/** A reference whose index is part of its name (`h_t`, `hₜ`), written with another index or another name. */
function writtenAnew(line: Line, formula: Formula, old: ElementReference, reference: ElementReference): TextEdit {
  const isWhole = formula.kind === "adjoint" && !isApart(line.text, formula);
  return isWhole
    ? { span: closedSpan(line.text, formula.span), text: line.notation.adjoint(reference) }
    : { span: old.span, text: line.notation.reference(reference) };
}

/** The name stands by itself in the text of its adjoint: in `bar c[t]`, but not in `\bar{c}_t`, `c̄ₜ` or `dc[t]`. */
function isApart(text: string, { span, of }: Extract<Formula, { kind: "adjoint" }>): boolean {
  const written = slice(text, of.span);
  return of.span.start > span.start && closedSpan(text, of.span).start === of.span.start && !/^[^{]*\}/.test(written);
}

/** Every index of a term that is off by the same step, or of all terms but one or two. */
function* shiftedTerms(line: Line, all: readonly Mention[]): Generator<Edit> {
  const names = line.claim.loops.map(({ name }) => name);
  yield* shiftedAlong(line, all, names);
  // On a grid, along one axis alone.
  if (names.length > 1) for (const name of names) yield* shiftedAlong(line, all, [name]);
}

function* shiftedAlong(line: Line, all: readonly Mention[], names: readonly string[]): Generator<Edit> {
  const isRunning = (index: IndexExpr) => names.some((name) => mentions(index, name));
  const running = all.filter(({ reference }) => reference.indices.some(isRunning));
  for (const { terms, weight, steps } of groupsOfTerms(line)) {
    const group = running.filter(({ site }) => terms === undefined || terms.includes(site.path[0]!));
    if (group.length < 2) continue;
    for (const by of steps)
      yield editOf(line, group, "index", weight + 0.1 * (Math.abs(by) - 1), (mention) => {
        const { reference } = mention;
        const indices = reference.indices.map((index) => (isRunning(index) ? shifted(index, by) : index));
        return {
          reference: { ...reference, indices },
          changes: indexChanges(line, mention, indices),
          word: terms?.length === 1 ? "all of this term has" : "all of these terms have",
        };
      });
  }
}

interface TermGroup {
  /** The numbers of the terms; absent for the whole side. */
  readonly terms: readonly number[] | undefined;
  readonly weight: number;
  readonly steps: readonly number[];
}

function groupsOfTerms({ right }: Line): TermGroup[] {
  if (right.kind !== "sum") return [{ terms: undefined, weight: 1.3, steps: [1, -1, 2, -2] }];
  const all = right.terms.map((_, at) => at);
  const groups: TermGroup[] = all.map((at) => ({ terms: [at], weight: 1.3, steps: [1, -1, 2, -2] }));
  groups.push({ terms: all, weight: 1.35, steps: [1, -1] });
  if (all.length < 3 || all.length > 8) return groups;
  for (const one of all)
    for (const other of all.slice(one)) {
      const terms = all.filter((at) => at !== one && at !== other);
      if (terms.length > 1) groups.push({ terms, weight: 1.4, steps: [1, -1] });
    }
  return groups;
}

/** `ℓ[t+1](h)` for `ℓ[t](h)`: a function of a family. */
function* familyEdits(line: Line): Generator<Edit> {
  for (const site of line.sites) {
    const { formula } = site;
    if (formula.kind !== "call") continue;
    for (const [at, index] of formula.indices.entries())
      for (const by of [1, -1]) {
        const other = shifted(index, by);
        const indices = formula.indices.map((old, place) => (place === at ? other : old));
        const change: TextEdit = { span: index.span, text: printIndex(other) };
        const was = textOf(line, formula);
        yield {
          kind: "index",
          right: withAll(line, [[site, takeOver(line.bench, formula, { ...formula, indices })]]),
          place: index.span,
          changes: [change],
          weight: 1.05,
          what: `\`${was}\` has the wrong index`,
          told: `\`${was}\` should be \`${applyEdits(line.text, [change], closedSpan(line.text, formula.span))}\``,
        };
      }
  }
}

// ── Names ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** More names of one shape than this are not tried in the place of one: a paste may bring ten thousand. */
const mostNames = 200;

function* nameEdits(line: Line, group: readonly Mention[], weight: number): Generator<Edit> {
  const { quantity } = group[0]!.reference;
  let tried = 0;
  for (const other of line.model.quantities.values()) {
    if (!isAlike(quantity, other) || other === line.model.loss) continue;
    if (tried++ === mostNames) return;
    yield editOf(line, group, "swapped-name", weight, ({ site, reference }) => ({
      reference: { ...reference, quantity: other },
      changes: nameChanges(line, site.formula, reference, other),
      word: `\`${textOf(line, site.formula)}\` is`,
    }));
  }
}

function isAlike(one: Quantity, other: Quantity): boolean {
  if (one === other || one.arity !== other.arity || other.trouble !== undefined || other.alias) return false;
  return one.shape !== undefined && other.shape !== undefined && sameShape(one.shape, other.shape);
}

function nameChanges(line: Line, formula: Formula, reference: ElementReference, quantity: Quantity): TextEdit[] {
  const { span } = reference;
  const { name } = reference.quantity;
  const other: ElementReference = { ...reference, quantity };
  const isPlain = slice(line.text, span).startsWith(name) && !/[_{]/.test(line.text[span.start + name.length] ?? "");
  if (!isPlain) return [writtenAnew(line, formula, reference, other)];
  const head = line.notation.reference({ ...other, indices: [] });
  return [{ span: { start: span.start, end: span.start + name.length }, text: head }];
}

/** `c[t]` for `bar c[t]`, and the other way round. */
function* adjointEdits(line: Line, { site, reference }: Mention): Generator<Edit> {
  const { formula } = site;
  const { span } = formula;
  const common = { kind: "swapped-name", place: span, weight: 1 } as const;
  const was = textOf(line, formula);
  if (formula.kind === "element" && line.model.loss && line.claim.kind === "adjoint") {
    const right = withAll(line, [[site, { kind: "adjoint", span, of: reference }]]);
    const what = `\`${was}\` is taken for its adjoint`;
    yield {
      ...common,
      right,
      changes: [{ span: closedSpan(line.text, span), text: line.notation.adjoint(reference) }],
      what,
      told: `\`${was}\` should be its adjoint, \`${line.notation.adjoint(reference)}\``,
    };
  } else if (formula.kind === "adjoint") {
    const value = line.notation.reference(reference);
    const right = withAll(line, [[site, { kind: "element", span, reference }]]);
    yield {
      ...common,
      right,
      changes: [{ span: closedSpan(line.text, span), text: value }],
      what: `\`${was}\` should not be an adjoint`,
      told: `\`${was}\` should be \`${value}\`, not its adjoint`,
    };
  }
}

/** The adjoint of something else than what v acts on: its name and its index are another's. */
function* otherUsers(line: Line, mention: Mention, users: readonly ElementReference[]): Generator<Edit> {
  const { site, reference } = mention;
  if (site.formula.kind !== "adjoint") return;
  for (const user of users) {
    if (user.quantity === reference.quantity || user.quantity === line.model.loss) continue;
    if (printIndices(user) === printIndices(reference) || !isAlike(reference.quantity, user.quantity)) continue;
    const other = { ...user, span: reference.span };
    yield editOf(line, [mention], "swapped-name", 1.25, () => ({
      reference: other,
      changes: [{ span: closedSpan(line.text, site.formula.span), text: line.notation.adjoint(other) }],
      word: `\`${textOf(line, site.formula)}\` is`,
    }));
  }
}

function printIndices({ indices }: ElementReference): string {
  return indices.map(printIndex).join();
}

/** Two names of one kind, or two mentions of one name, that stand in each other's place. */
function* exchanges(line: Line, all: readonly Mention[]): Generator<Edit> {
  const quantities = [...new Set(all.map(({ reference }) => reference.quantity))];
  for (const [at, one] of quantities.entries())
    for (const other of quantities.slice(at + 1)) {
      if (!isAlike(one, other)) continue;
      const group = all.filter(({ reference: { quantity } }) => quantity === one || quantity === other);
      yield editOf(line, group, "swapped-name", 1.15, ({ site, reference }) => {
        const quantity = reference.quantity === one ? other : one;
        return {
          reference: { ...reference, quantity },
          changes: nameChanges(line, site.formula, reference, quantity),
          word: `\`${one.name}\` and \`${other.name}\` are`,
          instead: `\`${one.name}\` and \`${other.name}\` should change places`,
        };
      });
    }
}

// ── Words ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Change {
  readonly reference: ElementReference;
  readonly changes: readonly TextEdit[];
  /** What has the fault, with its verb. */
  readonly word: string;
  readonly instead?: string;
}

export function editOf(
  line: Line,
  group: readonly Mention[],
  kind: "index" | "swapped-name",
  weight: number,
  change: (mention: Mention) => Change,
): Edit {
  const made = group.map((mention) => ({ mention, change: change(mention) }));
  const [first] = made as [(typeof made)[number]];
  const place: Span = group.map((mention) => mention.site.formula.span).reduce(cover);
  const changes = made.flatMap(({ change: { changes } }) => changes);
  const right = withAll(
    line,
    made.map(
      ({ mention: { site, at }, change: { reference } }) => [site, withReference(site.formula, at, reference)] as const,
    ),
  );
  const pairs = made.map(({ mention: { site }, change: { changes } }) => {
    const now = applyEdits(line.text, changes, site.formula.span);
    return `\`${textOf(line, site.formula)}\` should be \`${now}\``;
  });
  const different = [...new Set(pairs)];
  const every = group.length > 1 && different.length === 1 ? "every " : "";
  return {
    kind,
    right,
    place,
    changes,
    weight,
    what: `${first.change.word} ${first.change.instead ? "in each other's place" : kind === "index" ? "the wrong index" : "the wrong quantity"}`,
    told: first.change.instead ?? every + different.join(", and "),
  };
}
