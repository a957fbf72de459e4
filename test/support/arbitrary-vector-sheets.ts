/** Random sheets of vectors and matrices, as text: one recurrence h[t] of H numbers, and a loss of all that there is. */
import type { Dice } from "./dice.ts";

/** What a term is: a number, a vector of H, a matrix of H×H. */
type Sort = "number" | "vector" | "matrix";

interface Draft {
  readonly dice: Dice;
  /** The vectors that may be used here. */
  readonly vectors: readonly string[];
  readonly numbers: readonly string[];
}

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
  "function ψ : ℝ^H × ℝ → ℝ",
  "squash(x) = x / sqrt(1 + x^2)",
];

/** The text of a random sheet without claims. */
export function buildVectorSheet(dice: Dice): string {
  const inside: Draft = { dice, vectors: ["h[t-1]", "h[t-1]", "b", "v", "p", "(U x[t])"], numbers: ["w", "h[t-1][1]"] };
  const outside: Draft = { dice, vectors: ["h[T]", "h[T]", "h[2]", "b", "p"], numbers: ["w", "h[1][2]"] };
  const squashed = dice.pick(["tanh", "σ", "softmax", "F", "φ", "squash"]);
  const step = dice.chance(40)
    ? `z[t] = ${term(inside, "vector", 2)}\nh[t] = ${squashed}(z[t] + ${term(inside, "vector", 1)})`
    : `h[t] = ${squashed}(${term(inside, "vector", 2)}) + ${term(inside, "vector", 0)}`;
  const loss = dice.chance(50)
    ? term(outside, "number", 3)
    : `sum[t](${dice.pick(["‖h[t]‖^2", "ℓ(h[t])", "ψ(h[t], w)", "bᵀ h[t]", "h[t]ᵀ A h[t]", "logsumexp(h[t])"])}) + ${term(outside, "number", 2)}`;
  return [...declarations, step, `loss L = ${loss}`].join("\n") + "\n";
}

function term(draft: Draft, sort: Sort, depth: number): string {
  if (depth === 0)
    return sort === "vector"
      ? draft.dice.pick(draft.vectors)
      : sort === "number"
        ? draft.dice.pick(draft.numbers)
        : draft.dice.pick(["W", "V", "A", "G", "Q", "P"]);
  const part = (of: Sort): string => term(draft, of, depth - 1);
  const own = sort === "vector" ? vector(draft, part) : sort === "number" ? scalar(draft, part) : matrix(draft, part);
  return `(${own})`;
}

type Part = (of: Sort) => string;

function vector({ dice }: Draft, part: Part): string {
  const one = (): string => part("vector");
  return dice.pick([
    () => `${one()} + ${one()}`,
    () => `${one()} - ${one()}`,
    () => `${part("matrix")} ${one()}`,
    () => `${part("matrix")}ᵀ ${one()}`,
    () => `${one()} ⊙ tanh(${one()})`,
    () => `${part("number")} ${one()}`,
    () => `${dice.pick(["tanh", "σ", "sin", "erf", "softplus", "φ", "squash", "F", "softmax"])}(${one()})`,
    () => `inv(G) ${one()}`,
    () => `diag(${one()}) ${one()}`,
    () => `diag(${part("matrix")})`,
    () => `${one()} / (1 + norm(${one()}))`,
    () => `${one()} ./ (2 + ${one()} ⊙ ${one()})`,
    () => `if ${part("number")} < 0 then ${one()} else ${one()}`,
    () => `${dice.pick(["max", "min"])}(${one()}, ${one()})`,
    () => `outer(${one()}, ${one()})ᵀ b`,
  ])();
}

function scalar({ dice }: Draft, part: Part): string {
  const one = (): string => part("vector");
  return dice.pick([
    () => `${one()}ᵀ ${one()}`,
    () => `dot(${one()}, ${one()})`,
    () => `${dice.pick(["norm", "sum", "mean", "var", "logsumexp", "ℓ", "max", "min"])}(${one()})`,
    () => `‖${one()}‖^2`,
    () => `${dice.pick(["trace", "det", "sum", "norm"])}(${part("matrix")})`,
    () => `logdet(P + ${one()} bᵀ)`,
    () => `norm((${part("number")}, ${one()}, w))`,
    () => `vec(${part("matrix")})ᵀ vec(W)`,
    () => `trace([${part("matrix")}, 0; I, W])`,
    () => `ψ(${one()}, ${part("number")})`,
    () => `${part("number")} + ${part("number")}`,
    () => `${part("number")} ${part("number")}`,
    () => `${dice.pick(["tanh", "sin", "φ", "exp(-1/2) σ"])}(${part("number")})`,
    () => `${dice.pick(["W", "A", "P"])}[${dice.pick(["1,2", "2,1", "2,2"])}]`,
    () => `sum(${dice.pick(["b", "v"])}[1..H-1])`,
    () => `∇ℓ(${one()})ᵀ ${one()}`,
  ])();
}

function matrix({ dice }: Draft, part: Part): string {
  return dice.pick([
    () => `${part("matrix")} ${part("matrix")}`,
    () => `${part("matrix")} + ${part("matrix")}`,
    () => `${part("matrix")}ᵀ`,
    () => `outer(${part("vector")}, ${part("vector")})`,
    () => `${part("vector")} ${part("vector")}ᵀ`,
    () => `diag(${part("vector")})`,
    () => `${part("number")} I + ${part("matrix")}`,
    () => `P^2 + P^-1`,
    () => `inv(P)`,
    () => `F'(${part("vector")})`,
    () => `tanh(${part("matrix")})`,
    () => `kron(${part("vector")}, ${part("vector")}ᵀ)`,
  ])();
}
