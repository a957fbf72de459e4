/** The oracle on sheets whose derivatives are known in closed form: how many digits it has, and what each construct means to it. */
import { describe, expect, test } from "vitest";
import { createOracle, evaluate, evaluateInSlices } from "../../server/src/oracle/oracle.ts";
import { settle } from "../../server/src/oracle/settle.ts";
import type { Claim } from "../../server/src/semantics/model.ts";
import { eachAssignment } from "../../server/src/semantics/elements.ts";
import { readSheet, worldOf } from "../support/second-opinion.ts";

const recurrence = [
  "index t = 1..T",
  "param w, u",
  "input x[t], h[0]",
  "h[t] = tanh(w h[t-1] + u x[t])",
  "loss L = 1/2 sum[t](h[t]^2)",
];

/** Both sides of each claim at all its indices, at one point. */
function sidesOf(
  meanings: readonly string[],
  claims: readonly string[],
): { claim: Claim; text: string; digits: number }[] {
  const text = [...meanings, ...claims].join("\n");
  const { model, errors } = readSheet(text);
  expect(errors).toEqual([]);
  expect(model.claims).toHaveLength(claims.length);
  return model.claims.map((claim, at) => {
    const world = worldOf(model, 0, claim);
    const oracle = createOracle(world, { samples: { seed: 5, points: 1 }, point: 0 });
    let digits = Infinity;
    eachAssignment(claim.loops, claim.conditions, world.sizes, undefined, (environment) => {
      const left = evaluate(oracle, claim.left, environment, claim.beyondIsUnknown ? "unknown" : "absent");
      const right = evaluate(oracle, claim.right, environment, claim.beyondIsUnknown ? "unknown" : "absent");
      if (!left || !right) return;
      left.data.forEach((value, component) => {
        const other = right.data[component]!;
        const size = value.abs().gt(other.abs()) ? value.abs() : other.abs();
        const error = value.minus(other).abs();
        if (!error.isZero()) digits = Math.min(digits, -error.div(size).log(10).toNumber());
      });
    });
    return { claim, text: claims[at]!, digits };
  });
}

/** Identities: a derivative and its closed form. Each group stands on its own sheet. */
const identities: [name: string, meanings: readonly string[], claims: readonly string[]][] = [
  [
    "a recurrence",
    recurrence,
    [
      "bar h[t] = h[t] + bar h[t+1] (1 - h[t+1]^2) w",
      "bar w = sum[t](bar h[t] (1 - h[t]^2) h[t-1])",
      "bar x[t] = bar h[t] (1 - h[t]^2) u",
      "∂h[t]/∂h[t-1] = (1 - h[t]^2) w",
      "∂h[T]/∂h[0] = prod[t=T..1]((1 - h[t]^2) w)",
      "∂⁺h[t]/∂⁺w = (1 - h[t]^2) h[t-1]",
      "∂²h[1]/∂w^2 = -2 h[1] (1 - h[1]^2) h[0]^2",
      "∂²h[1]/∂w∂u = -2 h[1] (1 - h[1]^2) h[0] x[1]",
    ],
  ],
  [
    "functions, known and unknown",
    [
      "index t = 1..T",
      "param a > 0, b",
      "function φ : ℝ → ℝ",
      "function ψ : ℝ × ℝ → ℝ",
      "function ℓ[t] : ℝ → ℝ",
      "soft(x) = x / (1 + x^2)",
      "y = φ(a b)",
      "loss L = y",
    ],
    [
      "∂y/∂a = φ'(a b) b",
      "∂²y/∂a^2 = φ''(a b) b^2",
      "∂ψ(a, a b)/∂a = ∇₁ψ(a, a b) + b ∇₂ψ(a, a b)",
      "∂ℓ[t](b)/∂b = ℓ[t]'(b)",
      "(1 - b^2) / (1 + b^2)^2 = soft'(b)",
      "2 b (b^2 - 3) / (1 + b^2)^3 = soft''(b)",
      "σ(b) (1 - σ(b)) = σ'(b)",
      "σ(b) (1 - σ(b)) (1 - 2 σ(b)) = σ''(b)",
      "-1/a^2 = log''(a)",
      "(1 + erf(b / sqrt(2))) / 2 + b exp(-b^2/2) / sqrt(2 π) = gelu'(b)",
      "2 / sqrt(π) exp(-b^2) = erf'(b)",
      "∂(a^b)/∂b = a^b log(a)",
      "∂(a^b)/∂a = b a^(b-1)",
    ],
  ],
  [
    "what is assumed",
    [
      "size N, M",
      "index t = 1..T",
      "param A : N×N, B : M×N",
      "input x[t]",
      "input u, v : N",
      "function φ : ℝ → ℝ",
      "function μ : ℝ × ℝ → ℝ",
      "function ψ : ℝ^N → ℝ^M",
      "loss L = sum[t](φ(x[t])) + sum(ψ(u))",
    ],
    [
      "bar x[1] = φ'(x[T])  assuming φ linear",
      "bar x[1] = ones(1)[1]  assuming φ identity",
      "bar x[1] = φ'(x[T])  assuming x constant",
      "φ(x[1] + x[2]) = φ(x[1]) + φ(x[2])  assuming φ linear",
      "μ(x[1], x[2]) = μ(x[1], 0) + μ(0, x[2])  assuming μ linear",
      "bar u = ψ'(v)ᵀ ones(M)  assuming ψ linear",
      "ψ(u + v) = ψ(u) + ψ'(v) v  assuming ψ linear",
      "B ones(N) = ones(M)  assuming B stochastic",
      "A[2,1] = 0  assuming A upper triangular",
    ],
  ],
  [
    "vectors and matrices",
    ["size H", "param A : H×H invertible", "param x, y : H", "loss L = logdet(A) + xᵀ A⁻¹ y"],
    [
      "bar x = A⁻¹ y",
      "bar A = (A⁻¹)ᵀ - (A⁻¹)ᵀ x yᵀ (A⁻¹)ᵀ",
      "∂(A x)/∂x = A",
      "∂softmax(x)/∂x = diag(softmax(x)) - softmax(x) softmax(x)ᵀ",
      "∂det(A)/∂A = det(A) (A⁻¹)ᵀ",
      "∂norm(x)/∂x = x / norm(x)",
      "∂logsumexp(x)/∂x = softmax(x)",
      "∂sum(relu(x))/∂x = if x > 0 then 1 else 0",
      "∂sum(if x > y then x^2 else y)/∂x = 2 x ⊙ [x > y]",
    ],
  ],
  [
    "what stands still",
    [
      "index t = 1..T",
      "param a, b",
      "input x[t]",
      "s[t] = stop(a x[t]) b + a",
      "c = if a > 0 then a^2 else b^2",
      "loss L = sum[t](s[t]) + c",
    ],
    ["∂s[t]/∂a = 1", "∂s[t]/∂b = a x[t]", "∂c/∂a = if a > 0 then 2 a else 0", "∂s[t]/∂x[t] = 0 a"],
  ],
  [
    // A step of its own size is lost beside what it is added to.
    "what is a rounding error, or hardly more",
    ["param a", "input e = 1e-300", "z = (1/3 + a) - a - 1/3", "h = tanh(z + 2 a) + tanh(e + a)", "loss L = h^2"],
    ["bar z = 2 h (1 - tanh(2 a)^2)", "bar e = 2 h (1 - tanh(a)^2)", "∂²h/∂z² = -2 tanh(2 a) (1 - tanh(2 a)^2)"],
  ],
];

describe.each(identities)("%s", (_, meanings, claims) => {
  test("come with at least 36 digits", () => {
    for (const { text, digits } of sidesOf(meanings, claims))
      expect([text, digits >= 36 || digits]).toEqual([text, true]);
  });
});

/** What a claim means, by whether its sides are equal; none of these can be told by doubles alone. */
const meanings: [claim: string, outcome: "equal" | "different" | "unclear"][] = [
  ["bar h[T+1] = 0 w", "equal"],
  ["bar h[t] = h[t] + bar h[t+1] w (1 - h[t+1]^2)", "equal"],
  // h[T+1] is unknown, so a claim must not depend on it.
  ["bar h[T] = h[T] + 1e-15 h[T+1]", "different"],
  ["∂h[T]/∂h[1] = w^3   given h = 1/2", "different"],
  ["∂h[t]/∂u = 0 w   given h = 1/2", "equal"],
  ["0 w = δ[T+1]", "equal"],
  ["sum[k=T+1..T](h[k]) = 0 w", "equal"],
  ["0 w = h[T+1]", "unclear"],
  ["bar w = sum[t](bar h[t] (1 - h[t]^2) h[t-1]) (1 + 1e-25)", "different"],
  ["(w + u)^2 - w^2 - 2 w u - u^2 = 0 w", "equal"],
  ["h[T]^2 < 1 + 0 w", "equal"],
  ["h[T]^2 > 1 + 0 w", "different"],
  ["h[T] ≈ h[T] (1 + 1e-3) within 1e-2", "equal"],
  ["h[T] ≈ h[T] (1 + 1e-1) within 1e-2", "different"],
];

test.each(meanings)("%s is %s", (text, outcome) => {
  const helper = "δ[t] = bar h[t] (1 - h[t]^2)";
  const { model } = readSheet([...recurrence, helper, text].join("\n"));
  const [claim] = model.claims;
  const world = worldOf(model, 0, claim);
  const oracle = createOracle(world, { samples: { seed: 2, points: 1 }, point: 0 });
  const t = claim!.loops.length > 0 ? { name: "t", value: 2, outer: undefined } : undefined;
  expect(settle(oracle, claim!, t).outcome).toBe(outcome);
});

test("Work that one question sets aside is there for the next", () => {
  const { model } = readSheet([...recurrence, "bar h[T+1] = bar h[T] - bar h[T]"].join("\n"));
  const oracle = createOracle(worldOf(model, 0), { samples: { seed: 5, points: 1 }, point: 0 }, 1e9);
  for (let question = 0; question < 2; question++) {
    expect(settle(oracle, model.claims[0]!, undefined).outcome).toBe("equal");
    expect(oracle.budget.left + oracle.budget.spent).toBeCloseTo(1e9);
  }
});

test("An oracle whose budget is spent has no more answers", () => {
  const { model } = readSheet([...recurrence, "bar w = sum[t](bar h[t] (1 - h[t]^2) h[t-1])"].join("\n"));
  const point = { samples: { seed: 1, points: 1 }, point: 0 };
  const ask = (budget: number) =>
    settle(createOracle(worldOf(model, 0), point, budget), model.claims[0]!, undefined).outcome;
  expect(ask(20)).toBe("unclear");
  expect(ask(200_000)).toBe("equal");
});

test("A recurrence may be as long as memory allows", () => {
  const { model } = readSheet(
    [
      "size T = 20000",
      "index t = 1..T",
      "param w in (0.9, 1)",
      "input h[0]",
      "h[t] = w h[t-1]",
      "loss L = h[T]",
      "h[T] = w^T h[0]",
    ].join("\n"),
  );
  const oracle = createOracle(worldOf(model, 0), { samples: { seed: 1, points: 1 }, point: 0 });
  expect(settle(oracle, model.claims[0]!, undefined).outcome).toBe("equal");
});

test("An answer comes in slices, and is the same", () => {
  const { model } = readSheet(["size T = 200", ...recurrence, "bar w = 0"].join("\n"));
  const ask = () => createOracle(worldOf(model, 0), { samples: { seed: 1, points: 1 }, point: 0 });
  const atOnce = evaluate(ask(), model.claims[0]!.left, undefined, "absent")!;
  const oracle = ask();
  const slices = evaluateInSlices(oracle, model.claims[0]!.left, undefined, "absent");
  let pauses = 0;
  let result = slices.next();
  for (; !result.done; result = slices.next()) pauses++;
  expect(pauses).toBeGreaterThan(2);
  expect(result.value!.data.map(String)).toEqual(atOnce.data.map(String));
});

const kinks: [string, string][] = [
  ["∂|x|/∂x = 0", "unclear"],
  ["∂relu(x)/∂x = 1/2", "unclear"],
  ["∂max(x, 2 x)/∂x = 1", "unclear"],
  ["∂(x |x|)/∂x = 0", "equal"],
  ["∂(x / (1 + |x|))/∂x = 1", "equal"],
  ["∂(x / (1 + |x|))/∂x = 2", "different"],
  ["abs'(x) = 0", "unclear"],
  ["∂|1e-30 a|/∂a = 1e-30 sign(a)", "equal"],
];

test.each(kinks)("At x = 0, %s is %s", (text, outcome) => {
  const { model } = readSheet(["input x = 0", "const a", text].join("\n"));
  const oracle = createOracle(worldOf(model, 0), { samples: { seed: 1, points: 1 }, point: 0 });
  expect(settle(oracle, model.claims[0]!, undefined).outcome).toBe(outcome);
});
