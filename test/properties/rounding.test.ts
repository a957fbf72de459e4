/** Gradients far below and far above 1, and expressions that cancel: right claims hold, wrong ones fail, and the oracle agrees. */
import { describe, expect, test } from "vitest";
import { opinionOn, verdictsOn } from "../support/second-opinion.ts";

/** Claims as a person writes them, and whether they are right. */
interface Case {
  readonly name: string;
  readonly meanings: readonly string[];
  readonly right: readonly string[];
  readonly wrong: readonly string[];
}

const chain = ["index t = 1..200", "input h[0]", "h[t] = w h[t-1]", "loss L = h[200]"];

const powers = {
  right: [
    "bar h[t] = w bar h[t+1] for t < 200",
    "bar h[0] = w^200",
    "bar w = sum[t](bar h[t] h[t-1])",
    "bar w = 200 w^199 h[0]",
  ],
  wrong: [
    "bar h[t] = bar h[t+1] for t < 200",
    "bar h[0] = w^199",
    "bar h[0] = 1.000001 w^200",
    "bar w = sum[t=2..200](bar h[t] h[t-1])",
    "bar h[0] = 0",
  ],
};

const cases: readonly Case[] = [
  { name: "a gradient of 1e-200", meanings: ["const w in (0.09, 0.11)", ...chain], ...powers },
  { name: "a gradient of 1e200", meanings: ["const w in (9, 11)", ...chain], ...powers },
  {
    name: "saturated units two hundred steps deep",
    meanings: [
      "index t = 1..200",
      "const w in (2, 2.5)",
      "input h[0] in (1, 2)",
      "h[t] = tanh(w h[t-1])",
      "loss L = h[200]",
    ],
    right: ["bar h[t] = bar h[t+1] w (1 - h[t+1]^2) for t < 200", "bar h[t] = bar h[t+1] w tanh'(w h[t]) for t < 200"],
    wrong: [
      "bar h[t] = bar h[t+1] w (1 - h[t]^2) for t < 200",
      "bar h[t] = bar h[t+1] (1 - h[t+1]^2) for t < 200",
      "bar h[t] = bar h[t+1] w (1 + h[t+1]^2) for t < 200",
    ],
  },
  {
    name: "a loss of 1e200",
    meanings: [
      "index t = 1..T",
      "param w",
      "input x[t], h[0]",
      "h[t] = tanh(w h[t-1] + x[t])",
      "loss L = 1e200 sum[t](h[t]^2)",
    ],
    right: ["bar h[t] = 2e200 h[t] + bar h[t+1] w (1 - h[t+1]^2)"],
    wrong: [
      "bar h[t] = 2e200 h[t] - bar h[t+1] w (1 - h[t+1]^2)",
      "bar h[t] = 2e199 h[t] + bar h[t+1] w (1 - h[t+1]^2)",
      "bar h[t] = 2e200 h[t] + bar h[t+1] w (1 - h[t]^2)",
    ],
  },
  {
    name: "sums that nearly cancel",
    meanings: ["const a, b", "loss L = a b"],
    right: ["bar a = (b + 1e8) - 1e8", "bar a = (b + 1e5) (b - 1e5) / b + 1e10 / b"],
    wrong: [
      "bar a = (b + 1e8) - 1e8 + 1e-4 b",
      "bar a = 2 b + 1e15 - 1e15",
      "bar a = (b + 1e5) (b - 1e5) / b + 1e10 b",
    ],
  },
  {
    name: "agreement to a few digits, since terms cancel",
    meanings: [
      "index t = 1..60",
      "param w",
      "input c[0], x[t]",
      "f[t] = σ(20 + x[t])",
      "g[t] = σ(x[t] - 20)",
      "c[t] = f[t] c[t-1] + g[t] w",
      "loss L = c[60]",
    ],
    right: [
      "bar x[t] = bar c[t] (f[t] (1 - f[t]) c[t-1] + g[t] (1 - g[t]) w)",
      "1 - cos(1e-5 w) = 2 sin(1e-5 w / 2)^2",
    ],
    wrong: ["bar x[t] = bar c[t] ((1 - f[t]) c[t-1] + g[t] w)", "1 - cos(1e-5 w) = (1e-5 w)^2 / 2"],
  },
  {
    name: "what doubles swallow",
    meanings: ["const a, b", "input x > 0", "loss L = σ(50 + x) b"],
    right: ["1 - σ(50 + x) = σ(-50 - x)", "1e20 a + b - b = 1e20 a", "exp(-800 - x) exp(800 + x) = 1"],
    wrong: ["σ(50 + x) = 1", "tanh(30 + x) = 1", "bar b = 1", "1e20 a + b = 1e20 a"],
  },
];

describe.each(cases)("$name", ({ meanings, right, wrong }) => {
  const { results, errors } = verdictsOn([...meanings, ...right, ...wrong].join("\n"));

  test("is read without an error", () => expect(errors).toEqual([]));

  test.each(right.map((claim, at) => [claim, at] as const))("right: %s", (_, at) => {
    expect(results[at]!.verdict).toBe("holds");
  });

  test.each(wrong.map((claim, at) => [claim, right.length + at] as const))("wrong: %s", (_, at) => {
    expect(results[at]!.verdict).toBe("fails");
  });
});

test("The oracle tells a gradient of 1e-200 from another", () => {
  const [{ meanings }] = cases as [Case];
  const claims = ["bar h[0] = w^200", "bar h[0] = w^199", "bar h[0] = w^200 (1 + 1e-20)"];
  const { model, results } = verdictsOn([...meanings, ...claims].join("\n"));
  expect(results.map(({ claim }) => opinionOn(model, claim, { variants: 1, points: 1 }))).toEqual([
    "equal",
    "different",
    "different",
  ]);
});

test("Where doubles can't tell, the oracle can", () => {
  const meanings = [
    "index t = 1..T",
    "const b in (40, 50)",
    "input x[t], c[0]",
    "f[t] = σ(b + x[t])",
    "c[t] = f[t] c[t-1] + x[t]",
    "loss L = c[T]^2",
  ];
  const claims: [claim: string, outcome: "equal" | "different"][] = [
    ["∂f[t]/∂x[t] = f[t] (1 - f[t])", "equal"],
    ["∂f[t]/∂x[t] = f[t] (1 - f[t]) / 2", "different"],
    ["∂f[t]/∂x[t] = 1 - f[t]", "different"],
    ["bar x[t] - bar x[t] = b - b", "equal"],
    ["(b + 1e8) - 1e8 = b (1 + 1e-10)", "different"],
  ];
  const { model, results } = verdictsOn([...meanings, ...claims.map(([claim]) => claim)].join("\n"));
  for (const [at, [text, outcome]] of claims.entries()) {
    const { claim, verdict } = results[at]!;
    expect([text, opinionOn(model, claim, { variants: 1, points: 1 })]).toEqual([text, outcome]);
    expect([text, verdict]).toEqual([text, outcome === "equal" ? "holds" : "fails"]);
  }
});
