/** Random sheets of vectors and matrices as data, with claims about them that are right by construction. */
import type { Dice } from "./dice.ts";
import { hasJacobian, jacobianOf, mentions, tensorAdjoint, type TensorEquation } from "./tensor-pullbacks.ts";
import {
  apply,
  builtIn,
  hadamard,
  identity,
  inner,
  leaf,
  minus,
  number,
  plus,
  power,
  print,
  quotient,
  times,
  transpose,
  type Shape,
  type Tensor,
  type TensorOf,
} from "./tensor-terms.ts";
import { literal, position, printAt } from "./terms.ts";

/** `left = right`, both sides to be rewritten or spoilt; `left` is text where it is no term. */
export interface TensorClaim {
  readonly left: string;
  readonly right: Tensor;
}

export interface TensorSheet {
  readonly lines: readonly string[];
  readonly claims: readonly TensorClaim[];
  /** Names that may be swapped for one another, with their shapes. */
  readonly leaves: readonly Tensor[];
}

interface Draft {
  readonly dice: Dice;
  readonly leaves: readonly Tensor[];
}

const column: Shape = ["H"];
const square: Shape = ["H", "H"];

const declarations = [
  "index t = 1..T",
  "size H, D",
  "param W, V : H×H, U : H×D, b, v : H, w",
  "param A : H×H symmetric",
  "param G : H×H invertible",
  "param Q : H×H orthogonal",
  "param P : H×H positive definite",
  "param p : H probability",
  "input x[t] : D, h[0] : H",
  "function φ : ℝ → ℝ",
  "function F : ℝ^H → ℝ^H",
  "function ℓ : ℝ^H → ℝ",
];

/** The free quantities without a structure: their derivatives are those of independent components. */
const free: readonly Tensor[] = [
  leaf("W", square),
  leaf("V", square),
  leaf("U", ["H", "D"]),
  leaf("b", column),
  leaf("v", column),
  leaf("w", []),
];
const structured = ["A", "G", "Q", "P"].map((name) => leaf(name, square));
const parameters = [...free, ...structured, leaf("p", column)];

// ── Terms ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const smooth = ["tanh", "σ", "sin", "erf", "softplus", "φ", "silu"];

function pickLeaf({ dice, leaves }: Draft, shape: Shape): Tensor {
  return dice.pick(
    leaves.filter(
      (each) => each.shape.length === shape.length && each.shape[0] === shape[0] && each.shape[1] === shape[1],
    ),
  );
}

function unary(dice: Dice, operand: Tensor): Tensor {
  const isColumnOfH = operand.shape.length === 1;
  const name = dice.pick([...smooth, ...(isColumnOfH ? ["F", "softmax", "relu"] : [])]);
  if (name === "F") return { kind: "call", name, order: 0, operand, shape: operand.shape };
  if (name === "relu") return apply(name, plus(operand, leaf("v", operand.shape)));
  return name === "softmax" ? builtIn(name, operand.shape, operand) : apply(name, operand);
}

/** A random term of this shape. */
export function randomTensor(draft: Draft, shape: Shape, depth: number): Tensor {
  if (depth === 0) return pickLeaf(draft, shape);
  const part = (of: Shape): Tensor => randomTensor(draft, of, depth - 1);
  if (shape.length === 0) return randomNumber(draft, part);
  return shape.length === 1 ? randomColumn(draft, part) : randomSquare(draft, part);
}

type Part = (of: Shape) => Tensor;

function randomColumn({ dice }: Draft, part: Part): Tensor {
  const c = (): Tensor => part(column);
  return dice.pick<() => Tensor>([
    () => plus(c(), c()),
    // Never 0 by itself: a norm or a kink may be taken of it.
    () => minus(c(), times(number(0.7), c())),
    () => times(part(square), c()),
    () => times(part(square), c()),
    () => times(transpose(part(square)), c()),
    () => hadamard(c(), apply("tanh", c())),
    () => times(part([]), c()),
    () => unary(dice, c()),
    () => unary(dice, c()),
    () => times(builtIn("inv", square, leaf("G", square)), c()),
    () => times(builtIn("diag", square, c()), c()),
    () => builtIn("diag", column, part(square)),
    () => quotient(c(), plus(number(1), builtIn("norm", [], c()))),
    () => ({ kind: "share", left: c(), right: plus(number(2), power(c(), 2)), shape: column }),
    () => ({ kind: "fork", left: part([]), right: number(0), then: c(), otherwise: c(), shape: column }),
    () => times(builtIn("outer", square, c(), c()), leaf("b", column)),
    () => times(times(c(), transpose(c())), c()),
    () => ({ kind: "stop", operand: c(), shape: column }),
  ])();
}

function randomNumber({ dice }: Draft, part: Part): Tensor {
  const c = (): Tensor => part(column);
  const m = (): Tensor => part(square);
  return dice.pick<() => Tensor>([
    () => times(transpose(c()), c()),
    () => builtIn("dot", [], c(), c()),
    () => builtIn(dice.pick(["norm", "sum", "mean", "var", "logsumexp"]), [], c()),
    () => ({ kind: "call", name: "ℓ", order: 0, operand: c(), shape: [] }),
    () => power(builtIn("norm", [], c()), 2),
    () => builtIn(dice.pick(["trace", "sum", "norm"]), [], m()),
    () =>
      builtIn(
        "det",
        [],
        dice.pick([times(leaf("G", square), leaf("W", square)), plus(leaf("P", square), times(c(), transpose(c())))]),
      ),
    () => builtIn("logdet", [], plus(leaf("P", square), times(c(), transpose(c())))),
    () => inner(m(), leaf("W", square)),
    () => times(transpose(c()), times(m(), c())),
    () => plus(part([]), part([])),
    () => times(part([]), part([])),
    () => apply(dice.pick(["tanh", "sin", "φ", "softplus"]), part([])),
    () => quotient(part([]), plus(number(2), power(part([]), 2))),
    () => ({
      kind: "fork",
      left: leaf("w", []),
      right: apply("sin", part([])),
      then: part([]),
      otherwise: part([]),
      shape: [],
    }),
  ])();
}

function randomSquare({ dice }: Draft, part: Part): Tensor {
  const m = (): Tensor => part(square);
  const c = (): Tensor => part(column);
  return dice.pick<() => Tensor>([
    () => times(m(), m()),
    () => plus(m(), m()),
    () => transpose(m()),
    () => builtIn("outer", square, c(), c()),
    () => times(c(), transpose(c())),
    () => builtIn("diag", square, c()),
    () => plus(times(part([]), identity("H")), m()),
    () => builtIn("inv", square, plus(leaf("P", square), times(c(), transpose(c())))),
    () => apply("tanh", m()),
    () => hadamard(m(), m()),
  ])();
}

// ── Sheets ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function freshNames(): () => string {
  let count = 0;
  return () => `r${"abcdefghijklmnopqrstuvwxyz"[count++ % 26]}${count > 26 ? Math.floor(count / 26) : ""}`;
}

/** `bar q = …` for what some equation uses. */
function adjointClaims(equations: readonly TensorEquation[], targets: readonly TensorOf<"element">[]): TensorClaim[] {
  return targets.flatMap(({ name, at }) => {
    const right = tensorAdjoint(name, at, equations, "L", freshNames());
    return right ? [{ left: `bar ${printAt(name, at)}`, right }] : [];
  });
}

/** A recurrence of H numbers, perhaps through a pre-activation or two states, and a loss of all that there is. */
export function buildRecurrence(dice: Dice): TensorSheet {
  const t = position("t");
  const before = leaf("h", column, position("t", -1));
  const input = times(leaf("U", ["H", "D"]), leaf("x", ["D"], t));
  const inside: Draft = { dice, leaves: [...parameters, before, before, input] };
  const squash = (operand: Tensor): Tensor => {
    const name = dice.pick(["tanh", "σ", "softmax", "F", "φ", "relu"]);
    if (name === "F") return { kind: "call", name, order: 0, operand, shape: operand.shape };
    if (name === "relu") return apply(name, plus(operand, leaf("v", column)));
    return name === "softmax" ? builtIn(name, column, operand) : apply(name, operand);
  };
  const equations: TensorEquation[] = [];
  const define = (name: string, body: Tensor): void => void equations.push({ name, at: [t], overTime: true, body });
  const affine = plus(times(leaf("W", square), before), input, leaf("b", column));
  if (dice.chance(50)) {
    define("z", dice.chance(50) ? affine : plus(affine, randomTensor(inside, column, 1 + dice.below(2))));
    const z = leaf("z", column, t);
    define(
      "h",
      dice.chance(60)
        ? squash(z)
        : plus(squash(z), randomTensor({ ...inside, leaves: [...inside.leaves, z] }, column, 1)),
    );
  } else define("h", plus(squash(randomTensor(inside, column, 2)), randomTensor(inside, column, dice.below(2))));
  const last = leaf("h", column, position("T"));
  const outside: Draft = { dice, leaves: [...parameters, last, last, leaf("h", column, literal(2))] };
  const each = leaf("h", column, position("k"));
  const overTime: Tensor = {
    kind: "fold",
    loop: { name: "k", from: literal(1), to: position("T") },
    body: randomTensor({ dice, leaves: [each, each, leaf("b", column), leaf("w", []), leaf("V", square)] }, [], 1),
    shape: [],
  };
  const end = randomTensor(outside, [], 1 + dice.below(2));
  const loss = dice.pick([() => end, () => overTime, () => plus(overTime, end)])();
  equations.push({ name: "L", at: [], overTime: false, body: loss });
  const targets = [
    leaf("h", column, t),
    ...(equations.some(({ name }) => name === "z") ? [leaf("z", column, t)] : []),
    ...free,
    leaf("x", ["D"], t),
    leaf("h", column, literal(0)),
  ] as TensorOf<"element">[];
  return {
    lines: [...declarations, ...equations.map(printEquation)],
    claims: [...adjointClaims(equations, targets), ...jacobianClaims(dice, equations)],
    leaves: inside.leaves,
  };
}

function printEquation({ name, at, body }: TensorEquation): string {
  return `${name === "L" ? "loss " : ""}${printAt(name, at)} = ${print(body)}`;
}

/** `∂h[t]/∂h[t-1]`, at once and through the model, and their product over time, for recurrences that have simple ones. */
function jacobianClaims(dice: Dice, equations: readonly TensorEquation[]): TensorClaim[] {
  const find = (name: string): TensorEquation | undefined => equations.find((equation) => equation.name === name);
  const h = find("h")!;
  const z = find("z");
  const isBefore = (element: TensorOf<"element">): boolean => element.name === "h";
  const isInside = (element: TensorOf<"element">): boolean => element.name === "z";
  if (!hasJacobian(h.body, isBefore) || !hasJacobian(h.body, isInside) || (z && !hasJacobian(z.body, isBefore)))
    return [];
  const direct = jacobianOf(h.body, isBefore);
  const outer = z && jacobianOf(h.body, isInside);
  const within = z && jacobianOf(z.body, isBefore);
  const whole = [...(outer && within ? [times(outer, within)] : []), ...(direct ? [direct] : [])];
  const claims: TensorClaim[] = [];
  if (direct) claims.push({ left: "∂⁺h[t]/∂⁺h[t-1]", right: direct });
  if (outer) claims.push({ left: dice.pick(["∂⁺h[t]/∂⁺z[t]", "∂h[t]/∂z[t]"]), right: outer });
  if (whole.length > 0) claims.push({ left: "∂h[t]/∂h[t-1]", right: plus(...whole) });
  return claims;
}

/** A loss of parameters alone: gradients, gradients of an expression, and the expression against itself. */
export function buildTensorSheet(dice: Dice): TensorSheet {
  const draft: Draft = { dice, leaves: parameters };
  const loss = randomTensor(draft, [], 3);
  const equations: TensorEquation[] = [{ name: "L", at: [], overTime: false, body: loss }];
  const claims = adjointClaims(equations, free as TensorOf<"element">[]);
  const identities = [column, square, [] as Shape].map((shape): TensorClaim => {
    const term = randomTensor(draft, shape, 2);
    return { left: print(term), right: term };
  });
  const inside = randomTensor(draft, column, 2);
  const isB = (element: TensorOf<"element">): boolean => element.name === "b";
  const jacobian = mentions(inside, isB) && hasJacobian(inside, isB) ? jacobianOf(inside, isB) : undefined;
  return {
    lines: [...declarations.filter((line) => !line.includes("t]")), ...equations.map(printEquation)],
    claims: [
      ...claims.map((claim) => (dice.chance(30) ? { ...claim, left: claim.left.replace("bar ", "∂L/∂") } : claim)),
      ...identities,
      ...(jacobian ? [{ left: `∂(${print(inside)})/∂b`, right: jacobian }] : []),
    ],
    leaves: draft.leaves,
  };
}

export function printTensorClaim({ left, right }: TensorClaim): string {
  return `${left} = ${print(right)}`;
}
