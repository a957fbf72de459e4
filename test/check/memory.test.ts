/** What is remembered: an edited sheet is judged like a fresh one, and only what an edit changed the meaning of is checked again. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { check, finish } from "../../server/src/check/check.ts";
import { numbersOf } from "../../server/src/check/compare.ts";
import { createMemory, type Memory } from "../../server/src/check/memory.ts";
import type { CheckResult, ModelResult } from "../../server/src/check/verdict.ts";
import { shapeOf } from "../../server/src/engine/tape.ts";
import { analyse } from "../../server/src/semantics/analyse.ts";
import { parse } from "../../server/src/syntax/parser.ts";

function checkText(text: string, memory?: Memory, slices = Infinity): CheckResult | undefined {
  const analysis = analyse(parse(text).sheet, { text });
  const run = check(analysis, { seed: 1, ...(memory && { memory }) });
  if (slices === Infinity) return finish(run);
  for (let slice = 0; slice < slices; slice++) if (run.next().done) break;
  return undefined;
}

/** All that a check says, as plain data. */
function told({ models, problems }: CheckResult): unknown {
  const claims = models.map(({ claims: results, open }) => [
    results.map(({ claim, ...rest }) => [claim.span, rest]),
    open.map(({ span }) => span),
  ]);
  return JSON.parse(JSON.stringify({ claims, problems, values: models.map(valuesOf) }));
}

/** What hovers show of its quantities. */
function valuesOf({ sample }: ModelResult): unknown {
  const shown = sample?.();
  if (!shown) return undefined;
  const { world, values, point } = shown;
  return [...world.nodes].map(([{ key }, nodes]) => [
    key,
    nodes.map((node) => node !== undefined && numbersOf(values, node, point, shapeOf(world.tape, node))),
  ]);
}

const small = `# Two models
param w, v
model Chain
index t = 1..T
input x[t]
h[0] = 0
h[t] = tanh(w h[t-1] + v x[t])
loss L = sum[t](h[t]^2)
derive bar h[t], bar w
bar h[t] = 2 h[t] + bar h[t+1] (1 - h[t+1]^2) w
bar w = sum[t](bar h[t] (1 - h[t]^2) h[t-1])
bar v = sum[t](bar h[t] x[t])
bar v = sum[t](bar h[t] (1 - h[t]^2) x[t]) given h[1] = 1
h[t]^2 ≤ w assuming w > 1

model Step
index k = 0..K
size D
function J : ℝ^D → ℝ
input θ[0] : D, p[0] : D
p[k+1] = w p[k] - v ∇J(θ[k])
θ[k+1] = θ[k] + p[k+1]
s[k] = (θ[k], p[k])
recover θ[k] = θ[k+1] - p[k+1]
recover p[k] = (p[k+1] + v ∇J(θ[k])) / w
∂s[k+1]/∂s[k] = [I, I; 0, I] [I, 0; -v ∇²J(θ[k]), w I]
det(∂s[k+1]/∂s[k]) = w^D
                   = 1 · w^D
cost steps = K
`;

const course = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../fixtures/marked", `${name}.grad`), "utf8");

const pieces = [
  " ",
  "# a remark\n",
  "\n",
  "2 ",
  "- ",
  "h",
  "[t-1]",
  "w ",
  "bar ",
  "(",
  ")",
  "= 0\n",
  "for t < T",
  " + v",
];

interface Edit {
  readonly from: number;
  readonly what: "insert" | "delete" | "lose line" | "repeat line" | "swap lines";
  readonly piece: string;
  /** After how many slices the check of this text is broken off; it is done where there is no number. */
  readonly slices: number | undefined;
}

const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({
    from: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    what: fc.constantFrom("insert" as const, "insert", "delete", "lose line", "repeat line", "swap lines"),
    piece: fc.constantFrom(...pieces),
    slices: fc.option(fc.nat(30), { nil: undefined, freq: 2 }),
  }),
  { minLength: 1, maxLength: 8 },
);

function edited(text: string, { from, what, piece }: Edit): string {
  const at = Math.floor(from * text.length);
  if (what === "insert") return text.slice(0, at) + piece + text.slice(at);
  if (what === "delete") return text.slice(0, at) + text.slice(at + piece.length);
  const lines = text.split("\n");
  const line = Math.floor(from * lines.length);
  const [one = "", other = ""] = lines.slice(line, line + 2);
  const fresh = what === "lose line" ? [other] : what === "repeat line" ? [one, one, other] : [other, one];
  return [...lines.slice(0, line), ...fresh, ...lines.slice(line + 2)].join("\n");
}

test.each([
  ["two models", small, 25],
  ["the LSTM", course("course-lstm"), 8],
  ["what is due", course("derive"), 12],
  ["clamps", course("given"), 10],
  ["forks", course("both-ways"), 25],
])(
  "an edited sheet is judged like a fresh one: %s",
  (_, start, numRuns) => {
    fc.assert(
      fc.property(edits, (changes) => {
        const memory = createMemory();
        let text = start;
        checkText(text, memory);
        for (const change of changes) {
          text = edited(text, change);
          const result = checkText(text, memory, change.slices);
          if (result) expect(told(result)).toEqual(told(finish(check(analyse(parse(text).sheet, { text })))));
        }
        expect(told(checkText(text, memory)!)).toEqual(told(checkText(text)!));
      }),
      { numRuns, seed: 1 },
    );
  },
  120_000,
);

/** How many slices a check takes: what is remembered takes none. */
function slicesOf(text: string, memory: Memory): number {
  const run = check(analyse(parse(text).sheet, { text }), { seed: 1, memory });
  let slices = 0;
  while (!run.next().done) slices++;
  return slices;
}

test("comments, blank lines and places don't count", () => {
  const memory = createMemory();
  expect(slicesOf(small, memory)).toBeGreaterThan(20);
  expect(slicesOf(small, memory)).toBe(0);
  expect(slicesOf(`\n# new\n${small.replace("bar w =", "  # why\n\nbar w =")}`, memory)).toBe(0);
  expect(slicesOf(small.replace("= 2 h[t]", "=  2 h[t]"), memory)).toBe(0);
});

test("a claim is checked again alone, a definition takes its model with it and no other", () => {
  const memory = createMemory();
  const all = slicesOf(small, memory);
  const one = slicesOf(small.replace("bar v = sum", "bar v = 2 sum"), memory);
  expect(one).toBeGreaterThan(0);
  expect(one).toBeLessThan(all / 4);
  const chain = slicesOf(small.replace("h[t] = tanh", "h[t] = sin"), memory);
  const whole = slicesOf(small.replace("h[t] = tanh", "h[t] = sin"), createMemory());
  expect(chain).toBeLessThan(whole);
  expect(chain).toBeGreaterThan(one);
});

test("what is taken back is remembered, for some edits", () => {
  const memory = createMemory();
  const retyped = ["t", "ta", "tan", "tanh"].map((name) => small.replace("h[t] = tanh", `h[t] = ${name}`));
  slicesOf(small, memory);
  for (const text of retyped.toReversed()) slicesOf(text, memory);
  for (const text of retyped) expect(slicesOf(text, memory)).toBe(0);
  for (let edit = 0; edit < 40; edit++) slicesOf(small.replace("h[t] = tanh", `h[t] = ${edit} tanh`), memory);
  expect(slicesOf(small, memory)).toBeGreaterThan(10);
});

test("of long models, only the one that is edited is kept", () => {
  const memory = createMemory();
  const kept = () => memory.recent.grounds.filter(({ variants }) => variants.length > 0).length;
  const sheet = (T: number, factor: number) =>
    `size T = ${T}\nindex t = 1..T\nparam w\ninput h[0]\nh[t] = tanh(${factor} w h[t-1])\nloss L = h[T]\nbar h[T] = 1`;
  for (const factor of [2, 3, 4, 5]) checkText(sheet(20, factor), memory);
  expect(kept()).toBe(3);
  for (const factor of [2, 3]) checkText(sheet(60_000, factor), memory);
  expect(kept()).toBe(1);
});
