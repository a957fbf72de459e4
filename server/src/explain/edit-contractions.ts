/**
 * Edits of what acts on all others: a product of components for the sum of all such products, a product `u vᵀ` that a
 * matrix lacks, 1 where it belongs to the diagonal alone. The Jacobian of a softmax has all three.
 */
import type { Formula, Loop } from "../semantics/model.ts";
import { referencesIn } from "../semantics/walk.ts";
import { visitVariables, type IndexExpr } from "../semantics/indices.ts";
import type { Span } from "../syntax/span.ts";
import { freeName, withIndices } from "./definitions.ts";
import { axesOf, textOf, withPart, type Edit, type Line, type Site } from "./edit.ts";
import { factorsOf, isProduct, isSpine, productOf } from "./factors.ts";
import { printFactor } from "./print-formula.ts";
import { vectorsIn } from "./scales.ts";
import { closedSpan, groupSpan } from "./source.ts";
import { takeOver } from "./workbench.ts";

export function* contractionEdits(line: Line): Generator<Edit> {
  for (const site of line.sites) {
    const { formula, parent } = site;
    if (formula.kind === "times" && formula.elementwise) yield* contracted(line, site, formula);
    if (isProduct(formula) && !isSpine(formula, parent)) yield* summedOverOwn(line, site);
    if (formula.kind === "identity" && parent && isProduct(parent)) yield* withOuter(line, site);
    if (formula.kind === "number" && formula.value === 1 && parent?.kind === "sum") yield* delta(line, site);
  }
}

// ── Sums ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const overComponents = "over its components";
const alongRows = "along its rows";
const alongColumns = "along its columns";

type Times = Extract<Formula, { kind: "times" }>;

/** `sᵀ v` for `s ⊙ v`; of matrices the sums of their rows, or columns. */
function* contracted(line: Line, site: Site, formula: Times): Generator<Edit> {
  const { left, right, span } = formula;
  const axes = [axesOf(line, left), axesOf(line, right)];
  if (axes.every((count) => count === 1)) {
    const row: Formula = { kind: "transpose", span: left.span, operand: left };
    const by: Formula = { kind: "times", span, left: row, right, elementwise: false };
    const text = textOf(line, left);
    const first = left.kind === "element" || left.kind === "adjoint" ? text : `(${text})`;
    yield summed(line, site, by, `${line.notation.transposed(first)} ${textOf(line, right)}`, overComponents);
  }
  const [rows, columns] = line.bench.shapes.get(formula) ?? [];
  if (!axes.every((count) => count === 2) || !rows || !columns) return;
  const was = `(${textOf(line, formula)})`;
  const ones = (dimension: typeof rows): Formula => ({ kind: "filled", span, value: 1, shape: [dimension, dimension] });
  const overRows: Formula = { kind: "times", span, left: formula, right: ones(columns), elementwise: false };
  const overColumns: Formula = { kind: "times", span, left: ones(rows), right: formula, elementwise: false };
  yield summed(line, site, overRows, `${was} ${printFactor(ones(columns), line.notation)}`, alongRows);
  yield summed(line, site, overColumns, `${printFactor(ones(rows), line.notation)} ${was}`, alongColumns);
}

function summed(line: Line, site: Site, by: Formula, text: string, over: string): Edit {
  const { formula, parent } = site;
  const place =
    isProduct(formula) && parent && isProduct(parent)
      ? groupSpan(line.text, formula.span)
      : closedSpan(line.text, formula.span);
  const was = textOf(line, formula);
  const isFactor = parent !== undefined && isProduct(parent);
  // A sum over rows has the shape of what is summed.
  if (over !== overComponents) takeOver(line.bench, formula, by);
  return {
    kind: "missing-sum",
    right: withPart(line, site, by),
    place,
    changes: [{ span: place, text: isFactor ? `(${text})` : text }],
    weight: 1.3,
    what: `\`${was}\` should be summed ${over}`,
    told: `\`${was}\` should be summed ${over}: \`${text}\``,
  };
}

/** `sum[l](s[l] v[l])` for `s[i] v[i]`: all of them act, not only the one that the line is about. */
function* summedOverOwn(line: Line, site: Site): Generator<Edit> {
  const factors = factorsOf(site.formula);
  if (factors.some(({ op, formula }) => op === "over" || axesOf(line, formula) !== 0)) return;
  for (let start = 0; start < factors.length - 1; start++) {
    const run = factors.slice(start).map(({ formula }) => formula);
    for (const loop of line.claim.loops) {
      const count = run.filter((factor) => mentions(factor, loop.name)).length;
      if (count < run.length) continue;
      const fold = foldOver(line, loop, productOf(factors.slice(start), site.formula.span));
      const text = printFactor(fold, line.notation);
      if (text === undefined) continue;
      const span: Span = {
        start: groupSpan(line.text, run[0]!.span).start,
        end: closedSpan(line.text, site.formula.span).end,
      };
      const whole = productOf([...factors.slice(0, start), { formula: fold, op: "times" }], site.formula.span);
      const was = line.text.slice(span.start, span.end);
      yield {
        kind: "missing-sum",
        right: withPart(line, site, takeOver(line.bench, site.formula, whole)),
        place: span,
        changes: [{ span, text }],
        weight: 1.35,
        what: `\`${was}\` should be a sum over all of its kind`,
        told: `\`${was}\` should be a sum: \`${text}\``,
      };
    }
  }
}

function foldOver({ model, claim }: Line, loop: Loop, body: Formula): Formula {
  const taken = claim.loops.map(({ name }): IndexExpr => ({ kind: "variable", span: loop.span, name }));
  const name = freeName(model, taken, "l");
  const by = new Map<string, IndexExpr>([[loop.name, { kind: "variable", span: loop.span, name }]]);
  return { kind: "fold", span: body.span, which: "sum", binders: [{ ...loop, name }], body: withIndices(body, by) };
}

function mentions(formula: Formula, name: string): boolean {
  let found = false;
  for (const { indices } of referencesIn(formula))
    for (const index of indices) visitVariables(index, (other) => (found ||= other === name));
  return found;
}

// ── Products of two vectors ─────────────────────────────────────────────────────────────────────────────────────────

/** `(I - u uᵀ) / n` for `I / n`: the part along u is lost. */
function* withOuter(line: Line, site: Site): Generator<Edit> {
  const { formula } = site;
  const span = closedSpan(line.text, formula.span);
  const was = textOf(line, formula);
  for (const { formula: term, text } of outerProducts(line))
    for (const sign of [-1, 1] as const) {
      const terms = [
        { sign: 1 as const, term: formula },
        { sign, term },
      ];
      const now = `${was} ${sign === 1 ? "+" : "-"} ${text}`;
      yield {
        kind: "missing-term",
        right: withPart(line, site, takeOver(line.bench, formula, { kind: "sum", span: formula.span, terms })),
        place: span,
        changes: [{ span, text: `(${now})` }],
        weight: 1.45,
        what: `\`${was}\` lacks a term`,
        told: `\`${was}\` lacks the term \`${sign === 1 ? "+" : "-"} ${text}\``,
      };
    }
}

/** `u vᵀ` of vectors that the line names, or differentiates. */
export function outerProducts(line: Line): { formula: Formula; text: string }[] {
  const vectors = vectorsIn(line).slice(0, 4);
  return vectors.flatMap(({ formula: left }) =>
    vectors.flatMap(({ formula: other }) => {
      const right: Formula = { kind: "transpose", span: other.span, operand: other };
      const formula: Formula = { kind: "times", span: left.span, left, right, elementwise: false };
      const text = printFactor(formula, line.notation);
      return text === undefined ? [] : [{ formula, text }];
    }),
  );
}

// ── On the diagonal alone ───────────────────────────────────────────────────────────────────────────────────────────

/** `[i = j]` for 1. */
function* delta(line: Line, site: Site): Generator<Edit> {
  const { formula, loops } = site;
  const { span } = formula;
  const inOrder = [...loops].sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const [at, one] of inOrder.entries())
    for (const other of inOrder.slice(at + 1)) {
      const [left, right] = [one, other].map(({ name }): IndexExpr => ({ kind: "variable", span, name }));
      const condition = {
        span,
        onIndices: [{ span, relation: "=" as const, left: left!, right: right! }],
        onValues: [],
      };
      const isFree = line.notation.isLatex && ![...line.model.quantities.values()].some((each) => each.name === "δ");
      const text = isFree ? `\\delta_{${one.name}${other.name}}` : `[${one.name} = ${other.name}]`;
      yield {
        kind: "factor",
        right: withPart(line, site, { kind: "iverson", span, condition }),
        place: closedSpan(line.text, span),
        changes: [{ span: closedSpan(line.text, span), text }],
        weight: 1.25,
        what: `\`${textOf(line, formula)}\` does not belong to every \`${one.name}\` and \`${other.name}\``,
        told: `\`${textOf(line, formula)}\` belongs to the diagonal alone: it should be \`${text}\`, which is 1 where ${one.name} = ${other.name} and else 0`,
      };
    }
}
