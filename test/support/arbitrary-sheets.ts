/**
 * Random sheets: coupled recurrences forwards and backwards, layers with sums, grids with boundaries, with all kinds of initial
 * values, functions and losses. Each comes as data, so that adjoint equations can be derived for it, and prints as text.
 */
import type { Dice } from "./dice.ts";
import type { Equation } from "./pullbacks.ts";
import type { Definition, Quantity, SheetData } from "./sheet-data.ts";
import {
  literal,
  number,
  position,
  print,
  printAt,
  product,
  sum,
  type Loop,
  type Position,
  type Term,
} from "./terms.ts";

// ── Building ────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Draft {
  readonly dice: Dice;
  readonly declarations: string[];
  readonly definitions: Definition[];
  readonly boundaries: Equation[];
  readonly quantities: Quantity[];
  readonly unary: Set<string>;
  readonly params: string[];
  folds: number;
}

const scalar = (name: string): Term => ({ kind: "element", name, at: [] });
const element = (name: string, ...at: Position[]): Term => ({ kind: "element", name, at });
const apply = (name: string, argument: Term): Term => ({ kind: "apply", name, order: 0, argument });
const minus = (first: Term, second: Term): Term => ({
  kind: "sum",
  terms: [
    { sign: 1, term: first },
    { sign: -1, term: second },
  ],
});
const square = (base: Term): Term => ({ kind: "power", base, exponent: 2 });
const range = (name: string, from: Position, to: Position): Loop => ({ name, from, to });

const smooth = ["σ", "tanh", "sin", "cos", "softplus", "erf", "gelu", "silu"];
const paramNames = ["w", "u", "v", "b"];
const stateNames = ["h", "c", "z", "g"];

/** A random sheet. */
export function buildSheet(dice: Dice): SheetData {
  const draft: Draft = {
    dice,
    declarations: [],
    definitions: [],
    boundaries: [],
    quantities: [],
    unary: new Set(),
    params: [],
    folds: 0,
  };
  for (const name of paramNames.slice(0, 1 + dice.below(4))) {
    draft.declarations.push(`${dice.pick(["param", "param", "const", "input"])} ${name}`);
    draft.quantities.push({ name, extents: [] });
    draft.params.push(name);
  }
  const kind = dice.below(10);
  if (kind < 6) chain(draft);
  else if (kind < 8) layers(draft);
  else grid(draft);
  return {
    declarations: draft.declarations,
    definitions: draft.definitions,
    boundaries: draft.boundaries,
    quantities: draft.quantities,
    loss: "L",
  };
}

/** An index name for one more fold. */
function foldName(draft: Draft): string {
  return `k${"abcdefghijklmnopqrstuvwxyz"[draft.folds++ % 26]}`;
}

function unknown(draft: Draft): string {
  if (!draft.unary.has("φ")) draft.declarations.push("function φ : ℝ → ℝ");
  draft.unary.add("φ");
  return "φ";
}

function defined(draft: Draft): string {
  if (!draft.unary.has("squash"))
    draft.declarations.push(
      draft.dice.pick([
        "squash(x) = x / (1 + abs(x + 0.1))",
        "squash(x) = x / sqrt(1 + x^2)",
        "squash(y) = y - tanh(y)/2",
      ]),
    );
  draft.unary.add("squash");
  return "squash";
}

/** A bounded function of a term. */
function bounded(draft: Draft, argument: Term): Term {
  const { dice } = draft;
  const which = dice.below(14);
  const call = (name: string): Term => ({ kind: "call", name, at: [], orders: [0], arguments: [argument] });
  if (which < 8) return apply(dice.pick(smooth), argument);
  if (which < 10) return call(unknown(draft));
  if (which < 11) return call(defined(draft));
  // Never at a kink by itself, as where a boundary of 0 is all there is.
  const apart = (): Term => sum(number(0.3), argument);
  if (which < 12) return apply("σ", apply(dice.pick(["relu", "abs"]), apart()));
  if (which < 13)
    return {
      kind: "fork",
      left: scalar(dice.pick(draft.params)),
      right: apply("cos", apart()),
      then: apply("tanh", argument),
      otherwise: apply("sin", argument),
    };
  return { kind: "quotient", above: argument, below: sum(number(1), square(argument)) };
}

/** A term of the given leaves. */
function term(draft: Draft, leaves: readonly (() => Term)[], depth: number): Term {
  const { dice } = draft;
  const leaf = (): Term => dice.pick(leaves)();
  const inner = (): Term => term(draft, leaves, depth - 1);
  if (depth === 0) return leaf();
  switch (dice.below(9)) {
    case 0:
      return sum(inner(), inner());
    case 1:
      return minus(inner(), inner());
    case 2:
    case 3:
      // One factor is bounded, so that a recurrence grows no faster than a power.
      return product(
        dice.chance(50) ? scalar(dice.pick(draft.params)) : apply(dice.pick(["σ", "tanh", "sin"]), leaf()),
        inner(),
      );
    case 4:
      return bounded(draft, sum(product(scalar(dice.pick(draft.params)), leaf()), leaf()));
    case 5:
      return bounded(draft, inner());
    case 6:
      return product(number(dice.pick([2, 0.5, 3, 0.1])), inner());
    case 7:
      return { kind: "quotient", above: inner(), below: sum(number(2), square(leaf())) };
    default:
      return dice.chance(30)
        ? { kind: "stop", operand: leaf() }
        : dice.chance(50)
          ? apply("log", sum(number(1), square(leaf())))
          : square(apply("tanh", leaf()));
  }
}

// ── Coupled recurrences ─────────────────────────────────────────────────────────────────────────────────────────────

function chain(draft: Draft): void {
  const { dice } = draft;
  const forward = dice.chance(70);
  const [first, last] = [literal(1), position("T")];
  const time = range("t", first, last);
  draft.declarations.push("index t = 1..T", "input x[t]");
  draft.quantities.push({ name: "x", extents: [time] });
  const states = stateNames.slice(0, 1 + dice.below(4));
  const reach = dice.chance(15) ? 2 : 1;
  const back = (by: number): Position => position("t", forward ? -by : by);
  for (const name of states) initialise(draft, name, forward, reach);
  for (const [at, name] of states.entries()) {
    const leaves = [
      ...states.flatMap((other) => [
        () => element(other, back(1)),
        ...(reach === 2 ? [() => element(other, back(2))] : []),
      ]),
      ...states.slice(0, at).map((other) => () => element(other, position("t"))),
      () => element("x", position("t")),
      ...draft.params.map((param) => () => scalar(param)),
    ];
    const own = product(scalar(dice.pick(draft.params)), element(name, back(1)));
    const body = sum(
      bounded(draft, sum(own, term(draft, leaves, 1))),
      ...(dice.chance(60) ? [term(draft, leaves, 2)] : []),
    );
    define(draft, name, [time], byCases(draft, body, leaves));
  }
  const [from, to] = forward ? [literal(1 - reach), last] : [first, position("T", reach)];
  for (const name of states) draft.quantities.push({ name, extents: [range("t", from, to)] });
  const signals = [...states];
  if (dice.chance(30)) signals.push(accumulate(draft, states));
  loseOver(draft, signals, time, forward ? last : first);
}

/** Sometimes a different equation at one index, or a factor that is there for some indices only. */
function byCases(draft: Draft, body: Term, leaves: readonly (() => Term)[]): Term {
  const { dice } = draft;
  if (dice.chance(85)) return body;
  const condition = {
    left: position("t"),
    relation: dice.pick(["=", "<", "≠", "≤"] as const),
    right: dice.pick([literal(2), position("T"), position("T", -1)]),
  };
  if (dice.chance(50)) return { kind: "choice", condition, then: body, otherwise: term(draft, leaves, 1) };
  return sum(product({ kind: "bracket", condition }, term(draft, leaves, 1)), body);
}

/** Values before the first step: declared, defined or given by a boundary. */
function initialise(draft: Draft, name: string, forward: boolean, reach: number): void {
  const { dice } = draft;
  const places = Array.from({ length: reach }, (_, by) => (forward ? literal(-by) : position("T", by + 1)));
  const how = dice.below(4);
  if (how === 3) {
    const value = boundaryValue(draft);
    draft.declarations.push(`boundary ${name} = ${print(value)}`);
    draft.boundaries.push(...places.map((place): Equation => ({ name, at: [place], loops: [], body: value })));
    return;
  }
  for (const place of places) {
    if (how === 0) draft.declarations.push(`input ${printAt(name, [place])}`);
    else
      define(draft, name, [], how === 1 ? number(0) : dice.pick([square(scalar(draft.params[0]!)), number(0.5)]), [
        place,
      ]);
  }
}

function boundaryValue({ dice, params }: Draft): Term {
  return dice.pick([number(0), number(0), number(0.5), scalar(params[0]!), product(number(2), scalar(params[0]!))]);
}

function define(
  draft: Draft,
  name: string,
  loops: readonly Loop[],
  body: Term,
  at: readonly Position[] = loops.map((loop) => position(loop.name)),
): void {
  draft.definitions.push({ name, at, loops, body, role: "plain" });
}

/** A running sum or product, up to t or from t on. */
function accumulate(draft: Draft, states: readonly string[]): string {
  const { dice } = draft;
  const k = foldName(draft);
  const upTo = dice.chance(50);
  const factor = element(dice.pick(states), position(k));
  const which = dice.chance(65) ? "sum" : "prod";
  const body =
    which === "sum"
      ? product(factor, dice.pick([element("x", position(k)), scalar(draft.params[0]!)]))
      : sum(number(1), product(number(0.5), apply("tanh", factor)));
  const [from, to] = upTo
    ? [literal(1), position("t")]
    : dice.chance(50)
      ? [position("t"), position("T")]
      : [position("t", 1), position("T")];
  define(draft, "s", [range("t", literal(1), position("T"))], { kind: "fold", which, loop: range(k, from, to), body });
  draft.quantities.push({ name: "s", extents: [range("t", literal(1), position("T"))] });
  return "s";
}

// ── Layers and grids ────────────────────────────────────────────────────────────────────────────────────────────────

/** A small recurrent network written in scalars: sums over the units of the step before. */
function layers(draft: Draft): void {
  const { dice } = draft;
  const unit = range("i", literal(1), position("N"));
  const time = range("t", literal(1), position("T"));
  const each = ["i", "t"].map((name) => position(name));
  draft.declarations.push("index t = 1..T", "index i = 1..N", "index j = 1..N", "param W[i,j]", "input x[i,t]");
  draft.quantities.push({ name: "W", extents: [unit, { ...unit, name: "j" }] }, { name: "x", extents: [unit, time] });
  const k = foldName(draft);
  const previous = (index: string): Term => element("h", position(index), position("t", -1));
  const mixed = {
    kind: "fold",
    which: "sum",
    loop: range(k, literal(1), position("N")),
    body: product(
      element("W", position("i"), position(k)),
      dice.chance(30) ? bounded(draft, previous(k)) : previous(k),
    ),
  } as const;
  const how = dice.below(3);
  if (how === 0) draft.declarations.push("boundary h = 0");
  else if (how === 1) draft.declarations.push("input h[i,0]");
  else define(draft, "h", [unit], dice.pick([number(0), scalar(draft.params[0]!)]), [position("i"), literal(0)]);
  const leaves = [
    () => previous("i"),
    () => element("x", ...each),
    ...draft.params.map((param) => () => scalar(param)),
  ];
  if (dice.chance(50)) {
    define(
      draft,
      "a",
      [unit, time],
      sum(mixed, element("x", ...each), ...(dice.chance(50) ? [term(draft, leaves, 1)] : [])),
    );
    draft.quantities.push({ name: "a", extents: [unit, time] });
    define(draft, "h", [unit, time], bounded(draft, element("a", ...each)));
  } else
    define(
      draft,
      "h",
      [unit, time],
      sum(bounded(draft, sum(mixed, element("x", ...each))), ...(dice.chance(40) ? [term(draft, leaves, 1)] : [])),
    );
  draft.quantities.push({ name: "h", extents: [unit, { ...time, from: literal(0) }] });
  loseOverBoth(draft, "h", unit, time);
}

/** A hidden number on each square, fed from above and from the left. */
function grid(draft: Draft): void {
  const { dice } = draft;
  const [row, column] = [range("i", literal(1), position("M")), range("j", literal(1), position("N"))];
  const each = ["i", "j"].map((name) => position(name));
  draft.declarations.push("index i = 1..M", "index j = 1..N", "input x[i,j]");
  draft.quantities.push({ name: "x", extents: [row, column] });
  const above = () => element("h", position("i", -1), position("j"));
  const left = () => element("h", position("i"), position("j", -1));
  const how = dice.below(3);
  const corner = how < 2 && dice.chance(40);
  if (how < 2) {
    const value = boundaryValue(draft);
    const edge = (at: Position[], ...loops: Loop[]): Equation => ({ name: "h", at, loops, body: value });
    draft.declarations.push(`boundary h = ${print(value)}`);
    draft.boundaries.push(
      edge([position("i"), literal(0)], row),
      edge([literal(0), position("j")], column),
      ...(corner ? [edge([literal(0), literal(0)])] : []),
    );
  } else draft.declarations.push("input h[i,0], h[0,j]");
  const leaves = [
    above,
    left,
    () => element("x", ...each),
    ...draft.params.map((param) => () => scalar(param)),
    ...(corner ? [() => element("h", position("i", -1), position("j", -1))] : []),
  ];
  const weight = (): Term => scalar(dice.pick(draft.params));
  const inner = sum(
    product(weight(), above()),
    product(weight(), left()),
    element("x", ...each),
    ...(corner ? [element("h", position("i", -1), position("j", -1))] : []),
  );
  define(draft, "h", [row, column], sum(bounded(draft, inner), ...(dice.chance(40) ? [term(draft, leaves, 1)] : [])));
  draft.quantities.push({
    name: "h",
    extents: [
      { ...row, from: literal(0) },
      { ...column, from: literal(0) },
    ],
  });
  loseOverBoth(draft, "h", row, column);
}

// ── Losses ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function loseOver(draft: Draft, signals: readonly string[], time: Loop, end: Position): void {
  const { dice } = draft;
  const at = (place: Position): Term => element(dice.pick(signals), place);
  const k = foldName(draft);
  const over = (body: Term): Term => ({ kind: "fold", which: "sum", loop: { ...time, name: k }, body });
  const parts = Array.from({ length: dice.chance(30) ? 2 : 1 }, () => {
    switch (dice.below(6)) {
      case 0:
        return bounded(draft, at(end));
      case 1:
        return product(number(0.5), over(square(minus(at(position(k)), element("x", position(k))))));
      case 2:
        draft.declarations.push("function ℓ[t] : ℝ → ℝ");
        return over({ kind: "call", name: "ℓ", at: [position(k)], orders: [0], arguments: [at(position(k))] });
      case 3:
        draft.declarations.push("function ψ : ℝ × ℝ → ℝ");
        return over({ kind: "call", name: "ψ", at: [], orders: [0, 0], arguments: [at(position(k)), at(position(k))] });
      case 4:
        return product(at(end), at(end));
      default:
        return over(product(at(position(k)), bounded(draft, at(position(k)))));
    }
  });
  lose(draft, sum(...parts));
}

function loseOverBoth(draft: Draft, name: string, first: Loop, second: Loop): void {
  const { dice } = draft;
  const [k, l] = [foldName(draft), foldName(draft)];
  const here = element(name, position(k), position(l));
  const over = (body: Term): Term => ({
    kind: "fold",
    which: "sum",
    loop: { ...first, name: k },
    body: { kind: "fold", which: "sum", loop: { ...second, name: l }, body },
  });
  switch (dice.below(4)) {
    case 0:
      return lose(draft, bounded(draft, element(name, first.to, second.to)));
    case 1:
      return lose(draft, over(square(minus(here, element("x", position(k), position(l))))));
    case 2:
      return lose(draft, {
        kind: "fold",
        which: "sum",
        loop: { ...first, name: k },
        body: bounded(draft, element(name, position(k), second.to)),
      });
    default:
      return lose(draft, over(bounded(draft, here)));
  }
}

function lose(draft: Draft, body: Term): void {
  draft.definitions.push({ name: "L", at: [], loops: [], body, role: "loss" });
  draft.quantities.push({ name: "L", extents: [] });
}
