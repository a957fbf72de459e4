/** Edits of sums over ranges: one that is missing, one with another bound, a product in the other direction. */
import {
  printIndex,
  sameIndex,
  simplifyIndex,
  visitSizes,
  visitVariables,
  type IndexExpr,
} from "../semantics/indices.ts";
import type { ElementReference, Formula, Loop } from "../semantics/model.ts";
import { partsOf, referencesIn, withParts } from "../semantics/walk.ts";
import type { TextEdit } from "../syntax/problem.ts";
import { withPart, type Edit, type Line, type Site } from "./edit.ts";
import { indexChanges, mentionsIn } from "./edit-references.ts";
import { applyEdits, closedSpan, slice } from "./source.ts";
import { takeOver } from "./workbench.ts";

type Fold = Extract<Formula, { kind: "fold" }>;

export function* sumEdits(line: Line): Generator<Edit> {
  for (const site of line.sites) {
    const { formula } = site;
    if (formula.kind === "fold") {
      yield* bounds(line, site, formula);
      if (formula.which === "sum") yield unsummed(line, site, formula);
    }
    const isBody = site.parent?.kind === "fold" || site.parent?.kind === "sum" || site.path.length === 0;
    if (isBody) yield* summed(line, site);
  }
  yield* spread(line);
}

// ── Bounds ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function* bounds(line: Line, site: Site, fold: Fold): Generator<Edit> {
  for (const [at, loop] of fold.binders.entries()) {
    const withLoop = (other: Loop): Formula =>
      withPart(
        line,
        site,
        takeOver(line.bench, fold, {
          ...fold,
          binders: fold.binders.map((each, place) => (place === at ? other : each)),
        }),
      );
    for (const end of ["from", "to"] as const)
      for (const by of [1, -1]) {
        const moved = shifted(loop[end], by);
        const other: Loop = { ...loop, [end]: moved };
        const { place, changes, now } = rangeEdit(line, fold, loop, other);
        yield {
          kind: "boundary",
          right: withLoop(other),
          place,
          changes,
          weight: 1.1,
          what: `the ${fold.which} runs over the wrong range`,
          told: `it should run over \`${now}\``,
        };
      }
    if (fold.which !== "product") continue;
    const turned: Loop = { ...loop, from: loop.to, to: loop.from, falling: !loop.falling };
    const { place, changes, now } = rangeEdit(line, fold, loop, turned);
    yield {
      kind: "order",
      right: withLoop(turned),
      place,
      changes,
      weight: 1,
      what: "the factors of this product stand in the wrong order",
      told: `the product should run the other way, \`${now}\``,
    };
  }
}

/** The change of a range: of the range alone, or of the whole head where its ends stand below and above, `\\sum_{t=1}^{T}`. */
function rangeEdit(line: Line, fold: Fold, loop: Loop, other: Loop) {
  const changes = rangeChanges(line, fold, loop, other);
  const place = rangeSpan(line, fold, loop);
  if (changes.length === 0 || !/[{}^]/.test(slice(line.text, place))) return { place, changes, now: printRange(other) };
  const head = headOf(line, fold);
  return { place: head, changes, now: applyEdits(line.text, changes, head) };
}

function printRange(loop: Loop): string {
  return `${loop.name}=${printIndex(loop.from)}..${printIndex(loop.to)}`;
}

/** Where a range is written; `sum[t]` has none but its index. */
function rangeSpan(line: Line, fold: Fold, loop: Loop): { start: number; end: number } {
  const head = headOf(line, fold);
  const inside = [loop.from.span, loop.to.span].every(({ start, end }) => start >= head.start && end <= head.end);
  return inside
    ? { start: Math.min(loop.span.start, loop.from.span.start), end: Math.max(loop.to.span.end, loop.from.span.end) }
    : head;
}

/** What stands before a sum's body: its name and its bounds. */
function headOf({ text }: Line, { span, body }: Fold): { start: number; end: number } {
  const opened = /(?:[\s(]|\\left|\\[,;!])*$/.exec(text.slice(span.start, closedSpan(text, body.span).start))!;
  return { start: span.start, end: closedSpan(text, body.span).start - opened[0].length };
}

function rangeChanges(line: Line, fold: Fold, loop: Loop, other: Loop): TextEdit[] {
  const head = headOf(line, fold);
  const isInside = ({ span }: IndexExpr) => span.start >= head.start && span.end <= head.end;
  const changes: TextEdit[] = [];
  if (isInside(loop.from) && isInside(loop.to)) {
    if (!sameIndex(loop.from, other.from)) changes.push({ span: loop.from.span, text: printIndex(other.from) });
    if (!sameIndex(loop.to, other.to)) changes.push({ span: loop.to.span, text: printIndex(other.to) });
    return changes;
  }
  const bracket = slice(line.text, head).indexOf("[");
  if (bracket < 0 || fold.binders.length > 1) return [];
  return [{ span: { start: head.start + bracket, end: head.end }, text: `[${printRange(other)}]` }];
}

function shifted(index: IndexExpr, by: number): IndexExpr {
  const { span } = index;
  if (index.kind === "literal") return { ...index, value: index.value + by };
  return simplifyIndex({
    kind: "operation",
    span,
    op: by > 0 ? "+" : "-",
    left: index,
    right: { kind: "literal", span, value: 1 },
  });
}

// ── Missing and surplus sums ────────────────────────────────────────────────────────────────────────────────────────

/** The indices that the left side doesn't have. */
function openLoops({ claim, model }: Line): Loop[] {
  const given = new Set<string>();
  for (const { indices } of referencesIn(claim.subject))
    for (const index of indices) visitVariables(index, (name) => given.add(name));
  return [...model.indices.values()].filter(({ name }) => !given.has(name));
}

function mentionsOf(formula: Formula): Set<string> {
  const names = new Set<string>();
  const visit = (part: Formula): void => {
    for (const { indices } of referencesIn(part))
      for (const index of indices) visitVariables(index, (name) => names.add(name));
    if (part.kind === "call") for (const index of part.indices) visitVariables(index, (name) => names.add(name));
    partsOf(part).forEach(visit);
  };
  visit(formula);
  return names;
}

function* summed(line: Line, site: Site): Generator<Edit> {
  const { formula } = site;
  const names = mentionsOf(formula);
  const isClaims = ({ name }: Loop) => line.claim.loops.some((loop) => loop.name === name);
  const open = openLoops(line).filter((loop) => names.has(loop.name) && isClaims(loop));
  for (const loop of open) {
    yield sumOver(line, site, [loop], formula, []);
    for (const short of [
      { ...loop, to: shifted(loop.to, -1) },
      { ...loop, from: shifted(loop.from, 1) },
    ])
      yield sumOver(line, site, [short], formula, []);
  }
  if (open.length > 1) yield sumOver(line, site, open, formula, []);
}

function sumOver(line: Line, site: Site, loops: readonly Loop[], body: Formula, changes: readonly TextEdit[]): Edit {
  const { span } = site.formula;
  const closed = closedSpan(line.text, span);
  const isDeclared = (loop: Loop) => line.model.indices.get(loop.name) === loop;
  const head = line.notation.fold("sum", loops);
  const names = loops.map(({ name }) => `\`${name}\``).join(" and ");
  return {
    kind: "missing-sum",
    right: withPart(
      line,
      site,
      takeOver(line.bench, site.formula, { kind: "fold", span, which: "sum", binders: loops, body }),
    ),
    place: closed,
    changes: [
      { span: { start: closed.start, end: closed.start }, text: `${head}(` },
      ...changes,
      { span: { start: closed.end, end: closed.end }, text: ")" },
    ],
    weight: 1.2 + 0.1 * loops.length + (loops.every(isDeclared) ? 0 : 0.1),
    what: `a sum over ${names} is missing`,
    told: `a sum over ${names} is missing: \`${head}(…)\``,
  };
}

/** `bar i[T] x[T]` for the sum of `bar i[t] x[t]`: one step alone stands for all. */
function* spread(line: Line): Generator<Edit> {
  const root = line.sites[0]!;
  for (const loop of openLoops(line)) {
    const { to } = loop;
    if (to.kind !== "size") continue;
    const replace = (index: IndexExpr): IndexExpr => {
      if (sameIndex(index, to)) return { kind: "variable", span: index.span, name: loop.name };
      if (index.kind !== "operation") return index;
      return { ...index, left: replace(index.left), right: replace(index.right) };
    };
    const running = (reference: ElementReference): ElementReference => ({
      ...reference,
      indices: reference.indices.map(replace),
    });
    const changes = mentionsIn(line).flatMap((mention) =>
      indexChanges(line, mention, running(mention.reference).indices),
    );
    const visit = (formula: Formula): Formula => {
      if (formula.kind === "element") return { ...formula, reference: running(formula.reference) };
      if (formula.kind === "adjoint") return { ...formula, of: running(formula.of) };
      return takeOver(line.bench, formula, withParts(formula, partsOf(formula).map(visit)));
    };
    if (!referencesIn(line.right).some(({ indices }) => indices.some((index) => namesSize(index, to.name)))) continue;
    const body = visit(line.right);
    yield { ...sumOver(line, root, [loop], body, changes), weight: 1.4 };
  }
}

function namesSize(index: IndexExpr, size: string): boolean {
  let found = false;
  visitSizes(index, (name) => (found ||= name === size));
  return found;
}

/** A sum that should not be one. */
function unsummed(line: Line, site: Site, fold: Fold): Edit {
  const span = closedSpan(line.text, fold.span);
  const body = closedSpan(line.text, fold.body.span);
  const names = fold.binders.map(({ name }) => `\`${name}\``).join(" and ");
  return {
    kind: "extra-term",
    right: withPart(line, site, fold.body),
    place: headOf(line, fold),
    changes: [{ span, text: fold.body.kind === "sum" ? `(${slice(line.text, body)})` : slice(line.text, body) }],
    weight: 1.3,
    what: `the sum over ${names} does not belong here`,
    told: `the sum over ${names} does not belong here`,
  };
}
