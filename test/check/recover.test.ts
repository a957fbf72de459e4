/** What a line that recovers something may not use is told, with what to do where that is only a matter of order. */
import { expect, test } from "vitest";
import { verdictsOn } from "../support/second-opinion.ts";

const reasonsOn = (lines: string) =>
  verdictsOn(`
    index k = 1..K
    const β in (0, 1)
    function f : ℝ → ℝ
    input m[0], x[0]
    m[k] = β m[k-1] + f'(x[k-1])
    x[k] = x[k-1] - m[k]
    ${lines}`).results.map(({ verdict, reason }) => reason ?? verdict);

test("what a later line recovers", () => {
  const momentum = "recover m[k-1] = (m[k] - f'(x[k-1])) / β";
  const place = "recover x[k-1] = x[k] + m[k]";
  expect(reasonsOn(`${place}\n${momentum}`)).toEqual(["holds", "holds"]);
  expect(reasonsOn(`${momentum}\n${place}`)[0]).toBe(
    "its right side uses `x[0]`, which a later line recovers: put that line before this one",
  );
});

test("what no line recovers", () => {
  expect(reasonsOn("recover m[k-1] = (m[k] - f'(x[k-1])) / β")).toEqual([
    "its right side uses `x[0]`, which is not known after the step",
  ]);
});
