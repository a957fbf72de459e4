/**
 * Long recurrences: nothing that walks along one is as deep as it is long, what is compared in blocks comes out as what is
 * compared whole, the server is listened to in between, and what is too large ends at once.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check, defaultOptions, finish } from "../../server/src/check/check.ts";
import type { ModelResult } from "../../server/src/check/verdict.ts";
import { analyse } from "../../server/src/semantics/analyse.ts";
import { parse } from "../../server/src/syntax/parser.ts";

function checked(text: string): ModelResult {
  return finish(check(analyse(parse(text).sheet, { text }))).models[0]!;
}

function verdictsOf(text: string): string[] {
  return checked(text).claims.map(({ verdict, reason }) => (reason === undefined ? verdict : `${verdict}: ${reason}`));
}

const recurrence = (T: number) => `size T = ${T}
index t = 1..T
param w, u
input x[t], h[0]
h[t] = tanh(w h[t-1] + u x[t])
loss L = sum[t](h[t]^2)
`;

describe("at T = 1,200", () => {
  const start = recurrence(1_200);

  test.each([
    ["adjoints", "bar h[t] = 2 h[t] + bar h[t+1] (1 - h[t+1]^2) w", "holds"],
    ["adjoints, wrong at one end", "bar h[t] = 2 h[t] + bar h[t+1] (1 - h[t+1]^2) w + [t = T]", "fails"],
    ["adjoints, wrong in the middle", "bar h[t] = 2 h[t] + bar h[t+1] (1 - h[t+1]^2) w + [t = 600]", "fails"],
    ["a long sum", "bar w = sum[t](bar h[t] (1 - h[t]^2) h[t-1])", "holds"],
    ["a long sum, wrong", "bar w = sum[t](bar h[t] (1 - h[t]^2) h[t])", "fails"],
    ["derivatives by neighbours", "∂h[t+1]/∂h[t] = (1 - h[t+1]^2) w", "holds"],
    ["derivatives from the end", "∂h[T]/∂h[t] = ∂h[T]/∂h[t+1] (1 - h[t+1]^2) w  for t < T", "holds"],
    ["a model with other inputs", "∂h[T]/∂h[t] = 0  for t < T - 1  given x = 0", "fails"],
    ["a helper made of adjoints", "δ[t] = bar h[t] (1 - h[t]^2)\nbar w = sum[t](δ[t] h[t-1])", "holds"],
    ["costs", "cost operations = 5 T", "fails"],
    ["steps", "cost steps = T", "holds"],
  ])("%s", (_, claim, verdict) => {
    expect(checked(`${start}${claim}\n`).claims.map((each) => each.verdict)).toEqual([verdict]);
  });

  test("a circle as long as the recurrence", () => {
    const sheet =
      "size T = 1200\nindex t = 1..T\ninput x[t], h[T+1]\nh[t] = h[t+1] + g[t]\ng[t] = x[t] + h[1]\nloss L = h[1]\nbar h[t] = 1\n";
    expect(verdictsOf(sheet)[0]).toMatch(/undecided: .*circular/);
  });

  test("it is left every few thousand nodes", () => {
    const text = `${start}bar h[t] = 2 h[t] + bar h[t+1] (1 - h[t+1]^2) w\n`;
    let slices = 0;
    for (const run = check(analyse(parse(text).sheet, { text })); !run.next().done;) slices++;
    expect(slices).toBeGreaterThan(50);
  });
});

test("in blocks, the same verdicts and the same words as whole", () => {
  const path = join(import.meta.dirname, "../fixtures/marked/course-lstm-slips.grad");
  const slips = readFileSync(path, "utf8");
  const [short, long] = [100, 700].map((T) => checked(`size T = ${T}\n${slips}`).claims);
  expect(long!.map(({ verdict }) => verdict)).toEqual(short!.map(({ verdict }) => verdict));
  expect(long!.map(({ explanation }) => explanation?.what)).toEqual(short!.map(({ explanation }) => explanation?.what));
}, 600_000);

describe("what is too large ends at once, with what to do", () => {
  test.each([
    ["steps", `${recurrence(1e9)}bar h[t] = 2 h[t] + bar h[t+1] (1 - h[t+1]^2) w\n`],
    ["ten million steps", `${recurrence(1e7)}bar h[t] = 2 h[t] + bar h[t+1] (1 - h[t+1]^2) w\n`],
    ["terms", "size N = 1000000000\nparam w\nloss L = sum[t=1..N](w^t)\nbar w = sum[t=1..N](t w^(t-1))\n"],
    ["indices", "size N = 1000000000\nindex t = 1..N\nparam w\nw + t = t + w\n"],
  ])("a thousand million: %s", (_, text) => {
    for (const verdict of verdictsOf(text)) expect(verdict).toMatch(/^undecided: .*(too large|too many)/);
  });

  test("given from outside", () => {
    const text = readFileSync(join(import.meta.dirname, "../../examples/lstm.grad"), "utf8");
    const sizes = new Map([["T", 1e9]]);
    const [model] = finish(check(analyse(parse(text).sheet, { text, sizes }), { ...defaultOptions, sizes })).models;
    for (const { verdict, reason } of model!.claims) expect(`${verdict}: ${reason}`).toMatch(/^undecided: .*too large/);
  });
});
