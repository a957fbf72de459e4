/** Edits of sums, powers and numbers: a sign, a surplus term, an exponent, a coefficient. */
import { printIndex, type IndexExpr } from "../semantics/indices.ts";
import type { Formula, SignedTerm } from "../semantics/model.ts";
import type { TextEdit } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import { textOf, withPart, type Edit, type Line, type Site } from "./edit.ts";
import { closedSpan, groupSpan, slice } from "./source.ts";
import { takeOver } from "./workbench.ts";

type Sum = Extract<Formula, { kind: "sum" }>;

export function* termEdits(line: Line): Generator<Edit> {
  for (const site of line.sites) {
    const { formula } = site;
    if (formula.kind === "sum") yield* sumEdits(line, site, formula);
    if (site.path.length === 0) yield negated(line, site);
    if (formula.kind === "power") yield* exponentEdits(line, site, formula);
    else if (isSquarable(site)) yield squared(line, site);
    if (formula.kind === "number" && site.parent?.kind !== "power") yield* numberEdits(line, site, formula.value);
    if (formula.kind === "integer" && formula.value.kind === "literal")
      yield* numberEdits(line, site, formula.value.value);
    else if (formula.kind === "integer") yield* integerEdits(line, site, formula.value);
  }
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
      weight: 1.1,
      what: `the term \`${was}\` does not belong here`,
      told: `the term \`${was}\` does not belong here`,
    };
  }
  if (terms > 1 && site.path.length > 0) yield turnedAround(line, site, sum);
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
    right: { kind: "sum", span, terms: [{ sign: -1, term: formula }] },
    place: closed,
    changes: [{ span: { start: closed.start, end: closed.start }, text: "-" }],
    weight: 1,
    what: "the sign of the whole side is wrong",
    told: `the whole side should have the other sign`,
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
  for (const other of value === undefined ? [2] : [value + 1, value - 1, -value]) {
    if (other === 1 || other === 0) continue;
    const exponent: Formula = { kind: "number", span: formula.exponent.span, value: Math.abs(other) };
    const signed: Formula =
      other < 0 ? { kind: "sum", span: exponent.span, terms: [{ sign: -1, term: exponent }] } : exponent;
    yield {
      kind: "power",
      right: withPart(line, site, takeOver(line.bench, formula, { ...formula, exponent: signed })),
      place: closedSpan(line.text, formula.span),
      changes: [{ span: tail, text: `^${other < 0 ? `(${other})` : other}` }],
      weight: 1,
      ...say(`${head}^${other}`),
    };
  }
}

/** What a student may have forgotten to square. */
function isSquarable({ formula, parent }: Site): boolean {
  if (parent?.kind === "power" || parent?.kind === "derivative") return false;
  return formula.kind === "element" || formula.kind === "elementwise" || formula.kind === "call";
}

function squared(line: Line, site: Site): Edit {
  const { formula } = site;
  const { span } = formula;
  const end = closedSpan(line.text, span).end;
  const was = textOf(line, formula);
  const two: Formula = { kind: "number", span, value: 2 };
  const power: Formula = { kind: "power", span, base: formula, exponent: two, elementwise: true, mayTranspose: false };
  return {
    kind: "power",
    right: withPart(line, site, takeOver(line.bench, formula, power)),
    place: closedSpan(line.text, span),
    changes: [{ span: { start: end, end }, text: "^2" }],
    weight: 1,
    what: `the power of \`${was}\` is wrong`,
    told: `\`${was}\` should be \`${was}^2\``,
  };
}

// ── Numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function* numberEdits(line: Line, site: Site, value: number): Generator<Edit> {
  const { formula, parent } = site;
  const isExponent = parent?.kind === "power" && parent.exponent === formula;
  if (isExponent) return;
  const { span } = formula;
  const was = textOf(line, formula);
  for (const other of new Set([value + 1, value - 1, 2 * value, value / 2, 1, 0])) {
    if (other === value || other < 0) continue;
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
