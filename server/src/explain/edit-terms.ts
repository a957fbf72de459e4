/** Edits of sums, powers and numbers: a sign, a surplus term, an exponent, a coefficient. */
import { printIndex, type IndexExpr } from "../semantics/indices.ts";
import type { Formula, SignedTerm } from "../semantics/model.ts";
import { some } from "../semantics/walk.ts";
import type { TextEdit } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import { axesOf, textOf, withPart, type Edit, type Line, type Site } from "./edit.ts";
import { closedSpan, groupSpan, slice } from "./source.ts";
import { takeOver } from "./workbench.ts";

type Sum = Extract<Formula, { kind: "sum" }>;

export function* termEdits(line: Line): Generator<Edit> {
  for (const site of line.sites) {
    const { formula } = site;
    if (formula.kind === "sum") yield* sumEdits(line, site, formula);
    if (isSigned(site)) yield negated(line, site);
    if (formula.kind === "power") yield* exponentEdits(line, site, formula);
    else if (isSquarable(site)) yield* raised(line, site);
    if (formula.kind === "number" && site.parent?.kind !== "power") yield* numberEdits(line, site, formula.value);
    if (formula.kind === "integer" && formula.value.kind === "literal")
      yield* numberEdits(line, site, formula.value.value);
    else if (formula.kind === "integer") yield* integerEdits(line, site, formula.value);
  }
}

/** What could have a sign of its own: the side itself, a branch, an argument, an exponent. */
function isSigned({ formula, parent, path }: Site): boolean {
  if (parent === undefined) return true;
  if (formula.kind === "sum") return false;
  if (parent.kind === "conditional") return formula === parent.then || formula === parent.otherwise;
  if (parent.kind === "power") return path.at(-1) === 1;
  return parent.kind === "elementwise" || parent.kind === "call";
}

// ── Sums ────────────────────────────────────────────────────────────────────────────────────────────────────────────

function* sumEdits(line: Line, site: Site, sum: Sum): Generator<Edit> {
  const terms = sum.terms.length;
  for (const [at, { sign, term }] of sum.terms.entries()) {
    const was = textOf(line, term);
    const isLeading = at === 0 && sign === 1;
    const turned = sum.terms.map((other, place) => (place === at ? { ...other, sign: -sign as 1 | -1 } : other));
    yield {
      kind: "sign",
      right: withPart(line, site, takeOver(line.bench, sum, { ...sum, terms: turned })),
      place: signedSpan(line, sum, at),
      changes: [signEdit(line, sum, at, sign === 1 ? "-" : isFirst(at) ? "" : "+")],
      weight: 1,
      what: `the sign of \`${was}\` is wrong`,
      told: isLeading
        ? `\`${was}\` should be \`-${was}\``
        : `\`${sign === 1 ? "+" : "-"} ${was}\` should be \`${sign === 1 ? "-" : "+"} ${was}\``,
    };
    if (terms < 2) continue;
    const rest = sum.terms.filter((_, place) => place !== at);
    const left: Formula =
      rest.length === 1 && rest[0]!.sign === 1 ? rest[0]!.term : takeOver(line.bench, sum, { ...sum, terms: rest });
    yield {
      kind: "extra-term",
      right: withPart(line, site, left),
      place: closedSpan(line.text, term.span),
      changes: [droppedTerm(line, sum, at)],
      // A factor 1 is left out as a whole.
      weight: site.path.length === 0 ? 0.95 : left.kind === "number" && isFactor(site) ? 1.3 : 1.1,
      what: `the term \`${was}\` does not belong here`,
      told: `the term \`${was}\` does not belong here`,
    };
  }
  if (terms > 1 && site.path.length > 0) yield turnedAround(line, site, sum);
}

function isFactor({ parent }: Site): boolean {
  return parent?.kind === "times" || parent?.kind === "over";
}

function isFirst(at: number): boolean {
  return at === 0;
}

/** A term with its parentheses, if it has any. */
function termSpan(line: Line, { term }: SignedTerm): Span {
  return term.kind === "sum" ? groupSpan(line.text, term.span) : closedSpan(line.text, term.span);
}

/** Where the sign before a term stands; empty where there is none. */
function operatorSpan(line: Line, sum: Sum, at: number): Span {
  const { start } = termSpan(line, sum.terms[at]!);
  const from = at === 0 ? Math.min(start, sum.span.start) : termSpan(line, sum.terms[at - 1]!).end;
  const found = /[-+−]\s*$/.exec(line.text.slice(from, start));
  return found ? { start: from + found.index, end: from + found.index + 1 } : { start, end: start };
}

function signedSpan(line: Line, sum: Sum, at: number): Span {
  const operator = operatorSpan(line, sum, at);
  return { start: operator.start, end: termSpan(line, sum.terms[at]!).end };
}

function signEdit(line: Line, sum: Sum, at: number, text: string): TextEdit {
  return { span: operatorSpan(line, sum, at), text };
}

/** Takes a term out, with its sign; the next one then leads. */
function droppedTerm(line: Line, sum: Sum, at: number): TextEdit {
  const span = signedSpan(line, sum, at);
  if (at > 0) return { span: { start: termSpan(line, sum.terms[at - 1]!).end, end: span.end }, text: "" };
  const next = operatorSpan(line, sum, 1);
  const isNegative = sum.terms[1]!.sign === -1;
  return { span: { start: span.start, end: isNegative ? next.start : termSpan(line, sum.terms[1]!).start }, text: "" };
}

/** All signs of a sum at once: `a - b` for `b - a`. */
function turnedAround(line: Line, site: Site, sum: Sum): Edit {
  const turned = sum.terms.map(({ sign, term }) => ({ sign: -sign as 1 | -1, term }));
  const order = [...turned.filter(({ sign }) => sign === 1), ...turned.filter(({ sign }) => sign === -1)];
  const text = order
    .map(
      (term, at) =>
        `${term.sign === -1 ? (at === 0 ? "-" : " - ") : at === 0 ? "" : " + "}${slice(line.text, termSpan(line, term))}`,
    )
    .join("");
  const span = closedSpan(line.text, sum.span);
  return {
    kind: "sign",
    right: withPart(line, site, takeOver(line.bench, sum, { ...sum, terms: turned })),
    place: span,
    changes: [{ span, text }],
    weight: 1.1,
    what: `the sign of \`${slice(line.text, span)}\` is wrong`,
    told: `\`${slice(line.text, span)}\` should be \`${text}\``,
  };
}

/** The whole right side with the other sign. */
function negated(line: Line, site: Site): Edit {
  const { formula } = site;
  if (formula.kind === "sum" && formula.terms.length > 1)
    return { ...turnedAround(line, site, formula), weight: 1, what: "the sign of the whole side is wrong" };
  const { span } = formula;
  const closed = closedSpan(line.text, span);
  return {
    kind: "sign",
    right: withPart(
      line,
      site,
      takeOver(line.bench, formula, { kind: "sum", span, terms: [{ sign: -1, term: formula }] }),
    ),
    place: closed,
    changes: [{ span: { start: closed.start, end: closed.start }, text: "-" }],
    weight: site.path.length === 0 ? 1 : 1.02,
    what:
      site.path.length === 0
        ? "the sign of the whole side is wrong"
        : `the sign of \`${textOf(line, formula)}\` is wrong`,
    told:
      site.path.length === 0
        ? "the whole side should have the other sign"
        : `\`${textOf(line, formula)}\` should have the other sign`,
  };
}

// ── Powers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

type Power = Extract<Formula, { kind: "power" }>;

function* exponentEdits(line: Line, site: Site, formula: Power): Generator<Edit> {
  if (formula.exponent.kind !== "number" && formula.exponent.kind !== "integer") return;
  const value = formula.exponent.kind === "number" ? formula.exponent.value : undefined;
  const was = textOf(line, formula);
  const base = textOf(line, formula.base);
  const say = (now: string) => ({ what: `the power of \`${base}\` is wrong`, told: `\`${was}\` should be \`${now}\`` });
  const bare: Span = {
    start: closedSpan(line.text, formula.base.span).end,
    end: closedSpan(line.text, formula.span).end,
  };
  const group = /^\s*(?:\\right\s*)?\)/.exec(slice(line.text, bare));
  const tail = { start: bare.start + (group?.[0].length ?? 0), end: bare.end };
  const head = line.text.slice(closedSpan(line.text, formula.span).start, tail.start);
  yield {
    kind: "power",
    right: withPart(line, site, formula.base),
    place: closedSpan(line.text, formula.span),
    changes: [{ span: tail, text: "" }],
    weight: 1,
    ...say(head),
  };
  // `^` on a square matrix is a product of matrices, where its components were meant.
  if (axesOf(line, formula.base) === 2 && !formula.elementwise && !line.notation.isLatex) {
    const written = line.text
      .slice(tail.start, tail.end)
      .replace(/^\s*\^/, ".^")
      .replace("²", ".^2")
      .replace("³", ".^3");
    yield {
      kind: "power",
      right: withPart(line, site, takeOver(line.bench, formula, { ...formula, elementwise: true })),
      place: closedSpan(line.text, formula.span),
      changes: [{ span: tail, text: written }],
      weight: 0.98,
      what: `the power of \`${base}\` is one of matrices`,
      told: `\`${was}\` is a power of matrices; that of each component is \`${head}${written}\``,
    };
  }
  const raisedTo = (exponent: string) => line.notation.power(head, exponent);
  const number = (value: number): Formula => ({ kind: "number", span: formula.exponent.span, value });
  const exponents = (value === undefined ? [2] : [value + 1, value - 1, -value]).flatMap(
    (other): [Formula, string][] => {
      if (other === 1 || other === 0) return [];
      if (other > 0) return [[number(other), String(other)]];
      const negative: Formula = {
        kind: "sum",
        span: formula.exponent.span,
        terms: [{ sign: -1, term: number(-other) }],
      };
      return [[negative, line.notation.isLatex ? String(other) : `(${other})`]];
    },
  );
  for (const name of line.model.sizes.keys())
    exponents.push([
      { kind: "integer", span: formula.exponent.span, value: { kind: "size", span: formula.exponent.span, name } },
      name,
    ]);
  if (formula.exponent.kind === "integer") exponents.push(...stepsLeft(line, site, formula.exponent.span));
  for (const [exponent, text] of exponents)
    yield {
      kind: "power",
      right: withPart(line, site, takeOver(line.bench, formula, { ...formula, exponent })),
      place: closedSpan(line.text, formula.span),
      changes: [{ span: { start: closedSpan(line.text, formula.span).start, end: tail.end }, text: raisedTo(text) }],
      weight: exponent.kind === "integer" ? 1.3 : 1,
      ...say(raisedTo(text)),
    };
}

/** `w^(T-t)`: as many steps as are left to the end of an index. */
function stepsLeft({ notation }: Line, { loops }: Site, span: Span): [Formula, string][] {
  return loops.flatMap(({ name, to }) =>
    [0, 1, -1].map((by): [Formula, string] => {
      const literal: IndexExpr = { kind: "literal", span, value: Math.abs(by) };
      const left: IndexExpr = { kind: "operation", span, op: "-", left: to, right: { kind: "variable", span, name } };
      const value: IndexExpr =
        by === 0 ? left : { kind: "operation", span, op: by > 0 ? "+" : "-", left, right: literal };
      const text = printIndex(value);
      return [{ kind: "integer", span, value }, notation.isLatex ? text : `(${text})`];
    }),
  );
}

/** What a student may have forgotten to square. */
function isSquarable({ formula, parent }: Site): boolean {
  if (parent?.kind === "power" || parent?.kind === "derivative") return false;
  if (formula.kind === "sum") return parent?.kind === "times" || parent?.kind === "over";
  return formula.kind === "element" || formula.kind === "elementwise" || formula.kind === "call";
}

function* raised(line: Line, site: Site): Generator<Edit> {
  const { formula } = site;
  const { span } = formula;
  const place = formula.kind === "sum" ? groupSpan(line.text, span) : closedSpan(line.text, span);
  const was = slice(line.text, place);
  const exponents: Formula[] = [{ kind: "number", span, value: 2 }];
  // `det(β I)` is β^D.
  if (axesOf(line, formula) === 0)
    for (const name of line.model.sizes.keys())
      exponents.push({ kind: "integer", span, value: { kind: "size", span, name } });
  exponents.push(...indexExponents(line, site));
  for (const exponent of exponents) {
    const printed = exponent.kind === "integer" ? printIndex(exponent.value) : "2";
    const text = /^\w+$/.test(printed) || line.notation.isLatex ? printed : `(${printed})`;
    const power: Formula = { kind: "power", span, base: formula, exponent, elementwise: false, mayTranspose: false };
    yield {
      kind: "power",
      right: withPart(line, site, takeOver(line.bench, formula, power)),
      place,
      changes: [{ span: place, text: line.notation.power(was, text) }],
      weight: exponent.kind === "integer" ? 1.3 : 1,
      what: `the power of \`${was}\` is wrong`,
      told: `\`${was}\` should be \`${line.notation.power(was, text)}\``,
    };
  }
}

/** `x^(k-1)`, where the sheet raises anything to what an index counts. */
function indexExponents({ model }: Line, { formula: { span }, loops }: Site): Formula[] {
  const isCounted = (formula: Formula): boolean =>
    formula.kind === "power" &&
    formula.exponent.kind !== "number" &&
    !(formula.exponent.kind === "integer" && formula.exponent.value.kind === "size");
  const sides = [...model.definitions.map(({ formula }) => formula), ...model.claims.map(({ right }) => right)];
  if (loops.length === 0 || !sides.some((side) => some(side, isCounted))) return [];
  return loops.flatMap(({ name }) =>
    [0, -1, 1].map((by): Formula => {
      const variable: IndexExpr = { kind: "variable", span, name };
      const one: IndexExpr = { kind: "literal", span, value: 1 };
      const value: IndexExpr =
        by === 0 ? variable : { kind: "operation", span, op: by > 0 ? "+" : "-", left: variable, right: one };
      return { kind: "integer", span, value };
    }),
  );
}

// ── Numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function* numberEdits(line: Line, site: Site, value: number): Generator<Edit> {
  const { formula, parent } = site;
  const isExponent = parent?.kind === "power" && parent.exponent === formula;
  if (isExponent) return;
  const { span } = formula;
  const was = textOf(line, formula);
  for (const other of new Set([value + 1, value - 1, 2 * value, value / 2, 1, 0])) {
    // A factor 1 is rather left out.
    if (other === value || other < 0 || (other === 1 && parent?.kind === "times")) continue;
    yield {
      kind: "coefficient",
      right: withPart(line, site, takeOver(line.bench, formula, { kind: "number", span, value: other })),
      place: span,
      changes: [{ span, text: String(other) }],
      weight: other === 0 ? 1.4 : 1.05,
      what: `the number \`${was}\` is wrong`,
      told: `\`${was}\` should be \`${other}\``,
    };
  }
}

/** `2 D` for D, `D` for `2 D`: sizes as numbers, in exponents and coefficients. */
function* integerEdits(line: Line, site: Site, value: IndexExpr): Generator<Edit> {
  const { formula } = site;
  const { span } = formula;
  const was = textOf(line, formula);
  const literal = (number: number): IndexExpr => ({ kind: "literal", span, value: number });
  const operation = (op: "+" | "-" | "*", left: IndexExpr, right: IndexExpr): IndexExpr => ({
    kind: "operation",
    span,
    op,
    left,
    right,
  });
  const others = [
    operation("+", value, literal(1)),
    operation("-", value, literal(1)),
    operation("*", literal(2), value),
  ];
  for (const other of others) {
    const printed = printIndex(other);
    yield {
      kind: "coefficient",
      right: withPart(line, site, takeOver(line.bench, formula, { kind: "integer", span, value: other })),
      place: span,
      changes: [{ span, text: `(${printed})` }],
      weight: 1.2,
      what: `the number \`${was}\` is wrong`,
      told: `\`${was}\` should be \`${printed}\``,
    };
  }
}
