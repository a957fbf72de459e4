/** Edits of functions and gates: one taken for another, a derivative for the function, evaluated at what it gave instead of what it was given. */
import { elementwiseNamed, type ElementwiseName } from "../engine/elementwise.ts";
import type { Formula, SignedTerm } from "../semantics/model.ts";
import { partsOf } from "../semantics/walk.ts";
import { axesOf, textOf, withAll, withPart, type Edit, type Line, type Site } from "./edit.ts";
import { formulaOf } from "./definitions.ts";
import { printFormula } from "./print-formula.ts";
import { closedSpan, groupSpan, slice } from "./source.ts";
import { takeOver } from "./workbench.ts";

export function* functionEdits(line: Line): Generator<Edit> {
  const names = namesIn(line);
  for (const site of line.sites) {
    yield* otherFunctions(line, site, names);
    yield* otherOrders(line, site);
    yield* earlierArguments(line, site);
    yield* complement(line, site);
  }
  yield* immediate(line);
}

/** The functions that the model uses, and those that are taken for one another. */
function namesIn({ model, sites }: Line): ReadonlySet<ElementwiseName> {
  const names = new Set<ElementwiseName>();
  const visit = (formula: Formula): void => {
    if (formula.kind === "elementwise") names.add(formula.name);
    partsOf(formula).forEach(visit);
  };
  for (const { formula } of model.definitions) visit(formula);
  for (const { formula } of sites) if (formula.kind === "elementwise") names.add(formula.name);
  for (const [one, other] of [
    ["sin", "cos"],
    ["exp", "log"],
  ] as const) {
    if (names.has(one)) names.add(other);
    else if (names.has(other)) names.add(one);
  }
  return names;
}

function* otherFunctions(line: Line, site: Site, names: ReadonlySet<ElementwiseName>): Generator<Edit> {
  const { formula } = site;
  if (formula.kind !== "elementwise") return;
  const span = closedSpan(line.text, formula.span);
  const was = textOf(line, formula);
  const written = /^\\?[\p{L}\p{N}_]+/u.exec(was)?.[0];
  for (const name of names) {
    if (name === formula.name) continue;
    const printed = line.notation.elementwise(name);
    const isNamed = written !== undefined && elementwiseNamed(written.replace("\\", "")) !== undefined;
    yield {
      kind: "swapped-name",
      right: withPart(line, site, takeOver(line.bench, formula, { ...formula, name })),
      place: span,
      changes: isNamed ? [{ span: { start: span.start, end: span.start + written.length }, text: printed }] : [],
      weight: 1.1,
      what: `\`${was}\` has the wrong function`,
      told: `\`${written ?? was}\` should be \`${printed}\` here`,
    };
  }
}

/** `φ(z)` for `φ'(z)`, and the other way round. */
function* otherOrders(line: Line, site: Site): Generator<Edit> {
  const { formula } = site;
  if (formula.kind !== "elementwise" && formula.kind !== "call") return;
  const order = formula.kind === "elementwise" ? formula.order : formula.orders[0];
  if (order === undefined || (formula.kind === "call" && formula.orders.length > 1)) return;
  const was = textOf(line, formula);
  for (const other of [order + 1, order - 1]) {
    if (other < 0) continue;
    const changed: Formula =
      formula.kind === "elementwise" ? { ...formula, order: other } : { ...formula, orders: [other] };
    const printed = printFormula(changed, line.notation);
    if (formula.kind === "call" && formula.function.domain[0]!.length > 0) continue;
    const span = closedSpan(line.text, formula.span);
    const open = was.indexOf("(");
    const head = was.slice(0, open).replace(/['′]+\s*$/, "");
    const text = `${head}${"'".repeat(other)}`;
    yield {
      kind: "factor",
      right: withPart(line, site, takeOver(line.bench, formula, changed)),
      place: span,
      changes: open < 1 || printed === undefined ? [] : [{ span: { start: span.start, end: span.start + open }, text }],
      weight: 1.1,
      what: other > order ? `\`${was}\` should be differentiated` : `\`${was}\` is differentiated too often`,
      told: `\`${was}\` should be \`${text}${was.slice(open)}\``,
    };
  }
}

/** A gate for what it leaves, 1 - z for z, and the other way round. */
function* complement(line: Line, site: Site): Generator<Edit> {
  const { formula, parent } = site;
  const isFactor = parent === undefined || parent.kind === "times" || parent.kind === "over";
  if (!isFactor) return;
  const left = leftBy(formula);
  const isGate = formula.kind === "element" && (axesOf(line, formula) ?? 2) < 2;
  if (!left && !isGate) return;
  const one: Formula = { kind: "number", span: formula.span, value: 1 };
  const less: Formula = { kind: "sum", span: formula.span, terms: [signed(1, one), signed(-1, formula)] };
  const place = formula.kind === "sum" ? groupSpan(line.text, formula.span) : closedSpan(line.text, formula.span);
  const was = slice(line.text, place);
  const now = left ? textOf(line, left) : parent ? `(1 - ${was})` : `1 - ${was}`;
  yield {
    kind: "factor",
    right: withPart(line, site, left ?? takeOver(line.bench, formula, less)),
    place,
    changes: [{ span: place, text: now }],
    weight: 1.15,
    what: `\`${was}\` is the wrong factor`,
    told: `\`${was}\` should be \`${now}\``,
  };
}

function signed(sign: 1 | -1, term: Formula): SignedTerm {
  return { sign, term };
}

/** The z of `1 - z`. */
function leftBy(formula: Formula): Formula | undefined {
  if (formula.kind !== "sum") return undefined;
  const [one, other, ...more] = formula.terms;
  const isOne = one?.sign === 1 && one.term.kind === "number" && one.term.value === 1;
  return isOne && other?.sign === -1 && other.term.kind === "element" && more.length === 0 ? other.term : undefined;
}

/** `σ'(h[t])` where h[t] = σ(z[t]): the derivative belongs at z[t]. */
function* earlierArguments(line: Line, site: Site): Generator<Edit> {
  const { formula } = site;
  if (formula.kind !== "elementwise" && formula.kind !== "call") return;
  const at = formula.kind === "call" ? formula.arguments.findIndex(({ kind }) => kind === "element") : 0;
  const argument = formula.kind === "call" ? formula.arguments[at] : formula.argument;
  if (argument?.kind !== "element") return;
  const source = formulaOf(argument.reference);
  const inner =
    source?.kind === "elementwise" ? source.argument : source?.kind === "call" ? source.arguments[0] : undefined;
  const text = inner && printFormula(inner, line.notation);
  if (!inner || text === undefined) return;
  const was = textOf(line, argument);
  const order = formula.kind === "elementwise" ? formula.order : Math.max(...formula.orders);
  const parts = partsOf(formula).map((part, place) => (place === at ? inner : part));
  const changed: Formula = formula.kind === "call" ? { ...formula, arguments: parts } : { ...formula, argument: inner };
  yield {
    kind: "swapped-name",
    right: withPart(line, site, takeOver(line.bench, formula, changed)),
    place: argument.span,
    changes: [{ span: argument.span, text }],
    weight: order > 0 ? 1.1 : 1.3,
    what: `\`${textOf(line, formula)}\` is taken at the value after the function, not before it`,
    told: `\`${was}\` should be \`${text}\`, which the function was given`,
  };
}

/** Every ∂ of the side read as ∂⁺. */
function* immediate(line: Line): Generator<Edit> {
  const sites = line.sites.filter(({ formula }) => formula.kind === "derivative" && !formula.immediate);
  if (sites.length === 0) return;
  const changed = sites.map(({ formula }) => ({ ...formula, immediate: true }) as Formula);
  const changes = sites.flatMap(({ formula }) =>
    [...textOf(line, formula).matchAll(/(∂|\\partial)(?!⁺|\s*\^)/g)].map(({ index, 1: sign }) => {
      const after = closedSpan(line.text, formula.span).start + index + sign!.length;
      return { span: { start: after, end: after }, text: sign === "∂" ? "⁺" : "^+" };
    }),
  );
  const [first] = sites as [Site];
  yield {
    kind: "immediate",
    right: withAll(
      line,
      sites.map((site, at) => [site, changed[at]!] as const),
    ),
    place: closedSpan(line.text, first.formula.span),
    changes,
    weight: 1,
    what: "this holds only if ∂ means the immediate derivative, through one equation with all else held fixed",
    told: "`∂` should be `∂⁺` here, the derivative through one equation with all else held fixed",
  };
}
