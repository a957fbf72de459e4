/**
 * Random sheets without recurrences: quantities computed from one another, with claims about their derivatives of first and
 * second order, immediate and through the model, and about what equals what. All right by construction.
 */
import type { Dice } from "./dice.ts";
import { slopeBy } from "./pullbacks.ts";
import type { Quantity } from "./sheet-data.ts";
import { number, print, product, sum, type Term } from "./terms.ts";

/** `left = right`; the left side stands as it is, the right one may be rewritten or spoilt. */
export interface StillClaim {
  readonly left: string;
  readonly right: Term;
}

export interface StillSheet {
  readonly lines: readonly string[];
  readonly claims: readonly StillClaim[];
  readonly quantities: readonly Quantity[];
}

const scalar = (name: string): Term => ({ kind: "element", name, at: [] });
const apply = (name: string, argument: Term): Term => ({ kind: "apply", name, order: 0, argument });
const minus = (one: Term, other: Term): Term => ({
  kind: "sum",
  terms: [
    { sign: 1, term: one },
    { sign: -1, term: other },
  ],
});

/** Where free values may lie: of order one, beside a saturation, and at the ends of what people compute with. */
const ranges = ["", "", "", " > 0", " in (0, 1)", " in (20, 30)", " in (-1, 1)"];
const scales = ["1e-8", "1e10", "1e5", "1e100", "1e-100", "1e-300"];

const smooth = ["σ", "tanh", "sin", "cos", "softplus", "erf", "gelu", "silu", "exp", "φ", "relu", "abs"];

function randomTerm(dice: Dice, names: readonly string[], depth: number): Term {
  const leaf = (): Term => scalar(dice.pick(names));
  if (depth === 0) return leaf();
  const part = (): Term => randomTerm(dice, names, depth - 1);
  // What a kink or a condition depends on is never 0 by itself.
  const apart = (): Term => sum(apply("sin", part()), number(0.3));
  return dice.pick<() => Term>([
    () => sum(part(), part()),
    () => minus(part(), part()),
    () => product(part(), part()),
    () => product(part(), part()),
    () => ({ kind: "quotient", above: part(), below: sum(number(2), { kind: "power", base: part(), exponent: 2 }) }),
    () => ({ kind: "power", base: part(), exponent: 2 + dice.below(2) }),
    () => functionOf(dice, part(), apart),
    () => functionOf(dice, part(), apart),
    () => product({ kind: "number", text: dice.chance(25) ? dice.pick(scales) : dice.pick(["2", "0.5", "3"]) }, part()),
    () => ({ kind: "fork", left: leaf(), right: apart(), then: part(), otherwise: part() }),
    () => apply("log", sum(number(1), { kind: "power", base: part(), exponent: 2 })),
    () => apply("sqrt", sum(number(1), { kind: "power", base: part(), exponent: 2 })),
    () => ({ kind: "stop", operand: part() }),
  ])();
}

function functionOf(dice: Dice, inner: Term, apart: () => Term): Term {
  const name = dice.pick(smooth);
  if (name === "φ") return { kind: "call", name, at: [], orders: [0], arguments: [inner] };
  if (name === "exp") return apply(name, apply("tanh", inner));
  return apply(name, name === "relu" || name === "abs" ? apart() : inner);
}

/** A random sheet: y of a and b, z of y, a and c, and a loss. */
export function buildStillSheet(dice: Dice): StillSheet {
  const free = ["a", "b", "c"];
  const y = randomTerm(dice, ["a", "b"], 2);
  const z = randomTerm(dice, ["y", "a", "c"], 2);
  const loss = randomTerm(dice, ["z", "z", "y", "b"], 2);
  const lines = [
    ...free.map((name) => `${dice.pick(["const", "param"])} ${name}${dice.pick(ranges)}`),
    "function φ : ℝ → ℝ",
    `y = ${print(y)}`,
    `z = ${print(z)}`,
    `loss L = ${print(loss)}`,
  ];
  let count = 0;
  const fresh = (): string => `k${count++}`;
  const by = (term: Term, name: string): Term => slopeBy(term, name, fresh);
  const times = (one: Term, other: Term): Term => product(one, other);
  const ofZ = (name: string): Term => sum(by(z, name), times(by(z, "y"), by(y, name)));
  const claims: StillClaim[] = [
    { left: "bar z", right: by(loss, "z") },
    { left: "bar y", right: sum(by(loss, "y"), times({ kind: "adjoint", name: "z", at: [] }, by(z, "y"))) },
    { left: dice.pick(["bar c", "∂L/∂c", "dL/dc"]), right: times({ kind: "adjoint", name: "z", at: [] }, by(z, "c")) },
    {
      left: "bar a",
      right: sum(
        times({ kind: "adjoint", name: "y", at: [] }, by(y, "a")),
        times({ kind: "adjoint", name: "z", at: [] }, by(z, "a")),
      ),
    },
    { left: "∂z/∂a", right: ofZ("a") },
    { left: "∂z/∂b", right: ofZ("b") },
    { left: "∂⁺z/∂⁺a", right: by(z, "a") },
    { left: "direct(z, y)", right: by(z, "y") },
    { left: `∂(${print(z)})/∂c`, right: by(z, "c") },
    { left: "∂(∂y/∂a)/∂b", right: by(by(y, "a"), "b") },
    { left: "∂(∂y/∂b)/∂b", right: by(by(y, "b"), "b") },
    { left: print(y), right: y },
    { left: "z", right: z },
    { left: print(loss), right: loss },
  ];
  return { lines, claims, quantities: [...free, "y", "z"].map((name) => ({ name, extents: [] })) };
}
