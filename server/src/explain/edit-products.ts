/** Edits of products: a factor dropped, added or on the wrong side of a fraction; matrices in another order, or transposed. */
import type { Formula } from "../semantics/model.ts";
import type { Span } from "../syntax/span.ts";
import { axesOf, holders, textOf, withAll, withPart, type Edit, type Line, type Site } from "./edit.ts";
import { formulaOfRatio, printRatio, ratioOf, timesRatio, type Ratio } from "./ratio.ts";
import { division, divides } from "./edit-divisions.ts";
import { factorsOf, isProduct, isSpine, productOf, type Factor } from "./factors.ts";
import { closedSpan, groupSpan, slice } from "./source.ts";
import { takeOver } from "./workbench.ts";

/** A factor that a product may lack. */
export interface PoolItem {
  readonly formula: Formula;
  readonly text: string;
  readonly axes: number;
  /** Numbers are coefficients, everything else factors; among these the derivatives of the functions in the equations. */
  readonly isNumber: boolean;
  readonly isSlope?: boolean;
  /** It divides. */
  readonly isBelow?: boolean;
  /** Of `1 - a^2`, what a sum may lack of it. */
  readonly terms?: readonly PoolItem[];
}

/** `pool` gives the factors that could be missing where these indices have a value. */
export function* productEdits(line: Line, pool: (site: Site) => readonly PoolItem[]): Generator<Edit> {
  for (const site of line.sites) {
    const { formula, parent } = site;
    if (isProduct(formula) && !isSpine(formula, parent)) yield* factorEdits(line, site);
    if (isTerm(site)) yield* insertions(line, site, pool(site));
    else if (isFactor(line, site)) yield* insertionsWithin(line, site, pool(site));
    yield* transposition(line, site);
  }
  yield* allTransposed(line);
}

/** What a factor could be missing from: the side itself, a term of a sum, what a sum adds up. */
function isTerm({ formula, parent }: Site): boolean {
  if (formula.kind === "trouble") return false;
  if (formula.kind === "sum" && parent && parent.kind !== "sum" && parent.kind !== "fold") return false;
  return parent === undefined || parent.kind === "sum" || parent.kind === "fold" || holders.has(parent.kind);
}

/** A vector or matrix that is multiplied as such: what it lacks, component by component, can stand nowhere else in the product. */
function isFactor(line: Line, { formula, parent }: Site): boolean {
  if (parent?.kind !== "transpose" && !(parent?.kind === "times" && !parent.elementwise)) return false;
  return formula.kind !== "transpose" && (axesOf(line, formula) ?? 0) > 0;
}

/** A factor with its parentheses, if it has any. */
function factorSpan(line: Line, { formula }: Factor): Span {
  const mayStandInParentheses = formula.kind === "sum" || isProduct(formula);
  return mayStandInParentheses ? groupSpan(line.text, formula.span) : closedSpan(line.text, formula.span);
}

/** Where a factor that ends here is joined to the next one: behind the parentheses that close there, as in `(a b) c`. */
function joint({ text }: Line, { end }: Span, next: number): number {
  const closers = /^(?:\s*(?:\\right\s*)?\))+/.exec(text.slice(end, next));
  return end + (closers?.[0].length ?? 0);
}

function* factorEdits(line: Line, site: Site): Generator<Edit> {
  const { formula } = site;
  const factors = factorsOf(formula);
  const spans = factors.map((factor) => factorSpan(line, factor));
  const rebuilt = (others: readonly Factor[]) => {
    const product = productOf(others, formula.span);
    // A factor that is left alone keeps the shape that it has.
    const isOld = factors.some((factor) => factor.formula === product);
    return withPart(line, site, isOld ? product : takeOver(line.bench, formula, product));
  };
  const isFraction = line.text[closedSpan(line.text, formula.span).start] === "\\" && formula.kind === "over";
  for (const [at, factor] of factors.entries()) {
    const was = slice(line.text, spans[at]!);
    const isNumber = factor.formula.kind === "number" || factor.formula.kind === "integer";
    yield {
      kind: isNumber ? "coefficient" : "factor",
      right: rebuilt(factors.filter((_, place) => place !== at)),
      place: spans[at]!,
      changes: isFraction
        ? []
        : [
            {
              span:
                at === 0
                  ? { start: spans[0]!.start, end: spans[1]!.start }
                  : { start: joint(line, spans[at - 1]!, spans[at]!.start), end: spans[at]!.end },
              text: at === 0 && factors[1]!.op === "over" ? "1/" : "",
            },
          ],
      weight: 1.1,
      ...(!isNumber && { takes: was }),
      what: `the factor \`${was}\` does not belong here`,
      told: `the factor \`${was}\` does not belong here`,
    };
    if (at === 0) continue;
    const before = factors[at - 1]!;
    if (at === 1 && factor.op === "over" && isNumber && before.formula.kind === "number" && factors[2]) {
      const fraction = slice(line.text, { start: spans[0]!.start, end: spans[1]!.end });
      yield {
        kind: "coefficient",
        right: rebuilt(factors.slice(2)),
        place: { start: spans[0]!.start, end: spans[1]!.end },
        changes: [{ span: { start: spans[0]!.start, end: spans[2]!.start }, text: "" }],
        weight: 1.05,
        what: `the factor \`${fraction}\` does not belong here`,
        told: `the factor \`${fraction}\` does not belong here`,
      };
    }
    if (factors.length > 2 && !isFraction && factor.op !== "over" && before.op !== "over") {
      const pair = { start: spans[at - 1]!.start, end: spans[at]!.end };
      const gap =
        at === 1
          ? { start: pair.start, end: spans[2]!.start }
          : { start: joint(line, spans[at - 2]!, pair.start), end: pair.end };
      const both = slice(line.text, pair);
      if (factors[at + 1]?.op !== "over" || at > 1)
        yield {
          kind: "factor",
          right: rebuilt(factors.filter((_, place) => place !== at && place !== at - 1)),
          place: pair,
          changes: [{ span: gap, text: "" }],
          weight: 1.25,
          what: `the factors \`${both}\` do not belong here`,
          told: `the factors \`${both}\` do not belong here`,
        };
    }
    if (factor.op === "over" || axesOf(line, factor.formula) === 0) {
      const op = factor.op === "over" ? "times" : "over";
      yield {
        kind: "factor",
        right: rebuilt(factors.map((other, place) => (place === at ? { ...other, op } : other))),
        place: spans[at]!,
        changes: isFraction
          ? []
          : [
              {
                span: { start: joint(line, spans[at - 1]!, spans[at]!.start), end: spans[at]!.start },
                text: op === "over" ? " / " : " ",
              },
            ],
        weight: 1.2,
        what: `the factor \`${was}\` is on the wrong side of the fraction`,
        told:
          op === "over"
            ? `it should be divided by \`${was}\`, not multiplied`
            : `it should be multiplied by \`${was}\`, not divided`,
      };
    }
    if (factor.op === "over" || before.op === "over") continue;
    if ((axesOf(line, factor.formula) ?? 1) === 0 || (axesOf(line, before.formula) ?? 1) === 0) continue;
    const [one, other] = [slice(line.text, spans[at - 1]!), was];
    yield {
      kind: "order",
      right: rebuilt(
        factors.map((each, place) =>
          place === at - 1 ? { ...factor, op: each.op } : place === at ? { ...before, op: each.op } : each,
        ),
      ),
      place: { start: spans[at - 1]!.start, end: spans[at]!.end },
      changes: [
        { span: spans[at - 1]!, text: other },
        { span: spans[at]!, text: one },
      ],
      weight: 1,
      what: `\`${one}\` and \`${other}\` stand in the wrong order`,
      told: `\`${one}\` and \`${other}\` should change places`,
    };
  }
}

// ── Missing factors ─────────────────────────────────────────────────────────────────────────────────────────────────

function* insertions(line: Line, site: Site, pool: readonly PoolItem[]): Generator<Edit> {
  const { formula, parent } = site;
  const isSum = formula.kind === "sum";
  // A sum that is a term of one has parentheses already.
  const hasGroup = isSum && parent?.kind === "sum";
  const span = hasGroup ? groupSpan(line.text, formula.span) : closedSpan(line.text, formula.span);
  const axes = axesOf(line, formula);
  const hasFraction = factorsOf(formula).some(({ op }) => op === "over");
  for (const item of pool) {
    const isScalar = item.axes === 0;
    if (!isScalar && axes === undefined) continue;
    const [own, by] = item.isNumber ? [ratioOf(formula), ratioOf(item.formula)] : [];
    if (own && by) {
      yield* otherNumber(line, site, own, by);
      continue;
    }
    if (item.isBelow) {
      yield division(line, site, item);
      continue;
    }
    const make = (left: Formula, right: Formula, elementwise: boolean): Formula =>
      takeOver(line.bench, formula, { kind: "times", span: formula.span, left, right, elementwise });
    const ways: { right: Formula; at: number; text: string }[] = [];
    // `a / b c` would be read twice, and a number leads.
    const inFront = hasFraction || item.isNumber || formula.kind === "fold";
    if (isScalar)
      ways.push({
        right: make(item.formula, formula, false),
        at: inFront ? span.start : span.end,
        text: inFront ? `${item.text} ` : ` ${item.text}`,
      });
    else if (
      axes === 0 &&
      formula.kind !== "number" &&
      parent?.kind === "sum" &&
      item.axes === 1 &&
      axesOf(line, parent) === 1
    )
      ways.push({ right: make(item.formula, formula, false), at: span.start, text: `${item.text} ` });
    else if (item.axes === axes)
      ways.push({
        right: make(formula, item.formula, true),
        at: span.end,
        text: `${line.notation.hadamard}${item.text}`,
      });
    if (item.axes === 2 && axes !== 0) {
      const turned: Formula = { kind: "transpose", span: formula.span, operand: item.formula };
      ways.push({ right: make(item.formula, formula, false), at: span.start, text: `${item.text} ` });
      ways.push({
        right: make(turned, formula, false),
        at: span.start,
        text: `${line.notation.transposed(item.text)} `,
      });
      if (axes === 2 && !divides(formula)) {
        ways.push({ right: make(formula, item.formula, false), at: span.end, text: ` ${item.text}` });
        ways.push({
          right: make(formula, turned, false),
          at: span.end,
          text: ` ${line.notation.transposed(item.text)}`,
        });
      }
    }
    const was = slice(line.text, span);
    // `N / s` for `1 / s`.
    const isUnit = item.isNumber && formula.kind === "over" && /^1\s*\//.test(was) && !item.text.includes("/");
    // `⊙` binds weaker than a product of matrices.
    const isGrouped =
      (isSum && !hasGroup) || (item.axes === 2 && axes === 1 && formula.kind === "times" && formula.elementwise);
    for (const { right, at, text } of ways)
      yield {
        kind: item.isNumber ? "coefficient" : "factor",
        right: withPart(line, site, right),
        place: span,
        changes: isUnit
          ? [{ span: { start: span.start, end: span.start + 1 }, text: item.text }]
          : isGrouped
            ? [{ span, text: at === span.start ? `${text}(${was})` : `(${was})${text}` }]
            : [{ span: { start: at, end: at }, text }],
        weight: (item.isNumber ? 1.2 : 1.4) + (isSum ? 0.05 : 0),
        ...(!item.isNumber && { puts: text.replace(line.notation.hadamard, "").trim() }),
        what: item.isNumber ? `\`${was}\` has the wrong coefficient` : `\`${was}\` lacks a factor`,
        told: item.isNumber
          ? `\`${was}\` should be multiplied by ${item.text}`
          : `\`${was}\` lacks the factor \`${text.replace(line.notation.hadamard, "").trim()}\``,
      };
  }
}

/** A number that is a multiple of what it should be: `1/2` for `3/2`. */
function* otherNumber(line: Line, site: Site, own: Ratio, by: Ratio): Generator<Edit> {
  const { formula } = site;
  const product = timesRatio(own, by);
  if (!product) return;
  const now = printRatio(product);
  const was = textOf(line, formula);
  yield {
    kind: "coefficient",
    right: withPart(line, site, takeOver(line.bench, formula, formulaOfRatio(product, formula.span))),
    place: closedSpan(line.text, formula.span),
    changes: [{ span: closedSpan(line.text, formula.span), text: now }],
    weight: 1.2,
    what: `\`${was}\` is the wrong number`,
    told: `\`${was}\` should be \`${now}\``,
  };
}

/** `Wᵀ δ` as `Wᵀ (δ ⊙ s)`. */
function* insertionsWithin(line: Line, site: Site, pool: readonly PoolItem[]): Generator<Edit> {
  const { formula } = site;
  const axes = axesOf(line, formula);
  const span = groupSpan(line.text, formula.span);
  const was = textOf(line, formula);
  const first = formula.kind === "sum" ? slice(line.text, span) : was;
  for (const item of pool) {
    if (item.axes !== axes) continue;
    const product: Formula = {
      kind: "times",
      span: formula.span,
      left: formula,
      right: item.formula,
      elementwise: true,
    };
    yield {
      kind: "factor",
      right: withPart(line, site, takeOver(line.bench, formula, product)),
      place: span,
      changes: [{ span, text: `(${first}${line.notation.hadamard}${item.text})` }],
      weight: 1.45,
      puts: item.text,
      what: `\`${was}\` lacks a factor`,
      told: `\`${was}\` lacks the factor \`${item.text}\``,
    };
  }
}

// ── Transposes ──────────────────────────────────────────────────────────────────────────────────────────────────────

function* transposition(line: Line, site: Site): Generator<Edit> {
  const { formula, parent } = site;
  if (parent?.kind === "transpose") return;
  const change = transposed(line, site);
  if (!change) return;
  const was = textOf(line, formula);
  const isWhole = site.path.length === 0;
  if (isWhole && isJacobian(line, line.claim.left)) {
    yield {
      kind: "layout",
      right: withPart(line, site, change.by),
      place: closedSpan(line.text, formula.span),
      changes: change.changes,
      weight: 0.9,
      what: "this is laid out the other way round",
      told: `this is laid out the other way round: it should be \`${change.now}\``,
    };
    return;
  }
  yield {
    kind: "transpose",
    right: withPart(line, site, change.by),
    place: closedSpan(line.text, formula.span),
    changes: change.changes,
    weight: isWhole ? 1.1 : 1,
    what: `\`${was}\` is the wrong way round: mind the transpose`,
    told: `\`${was}\` should be \`${change.now}\``,
  };
}

/** A derivative of a vector has a layout; that of a number has the shape of what it is taken by. */
function isJacobian(line: Line, left: Formula): boolean {
  return left.kind === "derivative" && (axesOf(line, left.of) ?? 0) > 0;
}

interface Transposed {
  readonly by: Formula;
  readonly changes: Edit["changes"];
  readonly now: string;
}

/** The transpose of what has axes: a mark taken away, or one put behind. */
function transposed(line: Line, { formula }: Site): Transposed | undefined {
  const whole = closedSpan(line.text, formula.span);
  if (formula.kind === "transpose") {
    const inner = groupSpan(line.text, formula.operand.span);
    return {
      by: formula.operand,
      changes: [{ span: { start: inner.end, end: whole.end }, text: "" }],
      now: slice(line.text, { start: whole.start, end: inner.end }),
    };
  }
  if ((axesOf(line, formula) ?? 0) === 0) return undefined;
  const now = transposedText(line, formula);
  const by: Formula = { kind: "transpose", span: formula.span, operand: formula };
  return { by, changes: [{ span: whole, text: now }], now };
}

/** `(A b)ᵀ` as `bᵀ Aᵀ`; of what is no product, the mark behind it. */
function transposedText(line: Line, formula: Formula): string {
  if (formula.kind === "transpose") {
    return slice(line.text, groupSpan(line.text, formula.operand.span));
  }
  const own = textOf(line, formula);
  const isBare =
    formula.kind === "element" ||
    formula.kind === "adjoint" ||
    formula.kind === "tensor" ||
    formula.kind === "elementwise" ||
    formula.kind === "call";
  if (isBare) return formula.kind === "tensor" && formula.name === "diag" ? own : line.notation.transposed(own);
  const factors = factorsOf(formula);
  const isMatrixProduct =
    factors.length > 1 && factors.every(({ formula: factor, op }) => op === "times" && (axesOf(line, factor) ?? 0) > 0);
  if (!isMatrixProduct) return line.notation.transposed(`(${own})`);
  return [...factors]
    .reverse()
    .map(({ formula: factor }) => transposedText(line, factor))
    .join(" ");
}

/** Every weight of the line the other way round. */
function* allTransposed(line: Line): Generator<Edit> {
  const weights = line.sites.filter(
    ({ formula, parent }) =>
      (formula.kind === "transpose" && isMatrix(formula.operand)) ||
      (isMatrix(formula) && parent?.kind !== "transpose"),
  );
  if (weights.length < 2) return;
  const made = weights.flatMap((site) => {
    const change = transposed(line, site);
    return change ? [{ site, change }] : [];
  });
  const [first] = made;
  if (!first) return;
  yield {
    kind: "transpose",
    right: withAll(
      line,
      made.map(({ site, change }) => [site, change.by] as const),
    ),
    place: {
      start: closedSpan(line.text, first.site.formula.span).start,
      end: closedSpan(line.text, made.at(-1)!.site.formula.span).end,
    },
    changes: made.flatMap(({ change }) => change.changes),
    weight: 1.1,
    what: `${made.map(({ site }) => `\`${textOf(line, site.formula)}\``).join(" and ")} are the wrong way round: mind the transpose`,
    told: made.map(({ site, change }) => `\`${textOf(line, site.formula)}\` should be \`${change.now}\``).join(", "),
    do: `Write ${made.map(({ change }) => `\`${change.now}\``).join(" and ")}.`,
  };
}

function isMatrix(formula: Formula): boolean {
  return formula.kind === "element" && formula.reference.quantity.shape?.length === 2;
}
