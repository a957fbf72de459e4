/** Signatures: the function whose argument stands at `$0`, the parameter in ⟨ ⟩. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { toPlainText } from "../../server/src/features/markup.ts";
import { signatureAt } from "../../server/src/features/signature-help.ts";
import { analysed, createSnapshot } from "../../server/src/features/snapshot.ts";
import { nearlySheet } from "../support/arbitrary-text.ts";

const above = `size D
index t = 1..T
function J : ℝ^D → ℝ
function ℓ[t] : ℝ^D × ℝ → ℝ
softsign(x) = x / (1 + abs(x))
`;

function signature(line: string): string | undefined {
  const drawn = above + line;
  const sheet = analysed(createSnapshot("sheet.grad", 1, drawn.replace("$0", "")));
  const found = signatureAt(sheet, drawn.indexOf("$0"));
  if (!found) return undefined;
  expect(toPlainText(found.meaning)).toMatch(/\S/);
  const { start, end } = found.parameters[found.active]!;
  const { label } = found;
  return `${label.slice(0, start)}⟨${label.slice(start, end)}⟩${label.slice(end)}`;
}

test.each([
  ["y = softmax($0", "softmax(⟨v⟩)"],
  ["y = logistic(x + $0)", "logistic(⟨x⟩)"],
  ["y = dot(a, $0", "dot(a, ⟨b⟩)"],
  ["y = max(2$0", "max(⟨a⟩, b)"],
  ["y = dot((1, 2), $0", "dot(a, ⟨b⟩)"],
  ["y = det([1, 2; 3, $0", "det(⟨A⟩)"],
  ["y = hcat(a, b, c, $0", "hcat(a, b, ⟨…⟩)"],
  ["y = J($0", "J(⟨ℝ^D⟩) → ℝ"],
  ["y = ∇J(θ[$0", "J(⟨ℝ^D⟩) → ℝ"],
  ["y = ℓ[t]($0", "ℓ(⟨ℝ^D⟩, ℝ) → ℝ"],
  ["y = ℓ[t]'(a, b + ($0", "ℓ(ℝ^D, ⟨ℝ⟩) → ℝ"],
  ["y = softsign($0", "softsign(⟨x⟩)"],
  ["y = sum[$0", "sum[⟨t = a..b⟩](…)"],
  ["y = sum[t]($0", "sum[t = a..b](⟨…⟩)"],
  ["y = Π[t=1..T](a[$0", "Π[t = a..b](⟨…⟩)"],
  ["y = sum(v$0", "sum(⟨v⟩)"],
  ["y = softmax(\n  a +\n  $0", "softmax(⟨v⟩)"],
])("%s", (line, expected) => expect(signature(line)).toBe(expected));

test.each(["# max($0", "y = x ($0", "y = max(x)$0", "y = $0max(x)", "y = [1, $0", "param A : H×($0"])(
  "none in %s",
  (line) => expect(signature(line)).toBeUndefined(),
);

test("whatever is typed, it does not throw", () => {
  fc.assert(
    fc.property(nearlySheet, fc.nat(), (text, place) => {
      const found = signatureAt(analysed(createSnapshot("sheet.grad", 1, text)), place % (text.length + 1));
      if (found) expect(found.parameters[found.active]).toBeDefined();
    }),
    { numRuns: 300 },
  );
});
