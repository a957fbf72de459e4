/** Half-typed sheets: whatever stands on one line, the other lines keep their verdicts, and nothing throws. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check, finish } from "../../server/src/check/check.ts";
import type { ClaimResult } from "../../server/src/check/verdict.ts";
import { analyse } from "../../server/src/semantics/analyse.ts";
import { parse } from "../../server/src/syntax/parser.ts";

const sheet = readFileSync(join(import.meta.dirname, "../../examples/lstm.grad"), "utf8");

function claimsOf(text: string): readonly ClaimResult[] {
  return finish(check(analyse(parse(text).sheet, { text }))).models.flatMap(({ claims }) => claims);
}

/** The claims' texts with their verdicts. */
function verdictsOf(text: string): Map<string, string> {
  return new Map(claimsOf(text).map(({ claim, verdict }) => [text.slice(claim.span.start, claim.span.end), verdict]));
}

test("every prefix of the sheet is checked, and whole claims in it hold", () => {
  const whole = verdictsOf(sheet);
  const lossEnd = sheet.indexOf("\n", sheet.indexOf("loss L"));
  for (let end = 0; end <= sheet.length; end += 7) {
    const text = sheet.slice(0, end);
    const verdicts = verdictsOf(text);
    if (end <= lossEnd) continue;
    for (const claim of whole.keys()) {
      const at = sheet.indexOf(claim);
      const isWhole = at + claim.length < end && text[at + claim.length] === "\n";
      if (
        isWhole &&
        !sheet
          .slice(at + claim.length, end)
          .trimStart()
          .startsWith("+")
      )
        expect([claim, verdicts.get(claim)]).toEqual([claim, "holds"]);
    }
  }
});

test("the tail of any line deleted leaves the claims of the other lines their verdicts", () => {
  const whole = [...verdictsOf(sheet).keys()];
  const lines = sheet.split("\n");
  const starts = lines.map((_, at) => lines.slice(0, at).join("\n").length + (at > 0 ? 1 : 0));
  for (const [number, line] of lines.entries()) {
    for (let kept = 0; kept < line.length; kept += 5) {
      const text = lines.map((each, at) => (at === number ? each.slice(0, kept) : each)).join("\n");
      const verdicts = verdictsOf(text);
      const isClaim = starts[number]! > sheet.indexOf("derive");
      for (const claim of whole) {
        const start = sheet.indexOf(claim);
        const touched = start <= starts[number]! + line.length && starts[number]! <= start + claim.length;
        if (touched || !text.includes(claim)) continue;
        // A claim's own line may be damaged, a definition's too; then the others are still there, and right if they can be told.
        expect([number, kept, claim, verdicts.has(claim)]).toEqual([number, kept, claim, true]);
        if (isClaim) expect([number, kept, claim, verdicts.get(claim)]).toEqual([number, kept, claim, "holds"]);
      }
    }
  }
});

test("a half-typed symbol below a claim leaves it its verdict, and one in it doesn't", () => {
  const text = "param a, b\nloss L = a b\nbar a = b\n\\par\nbar b = a\n";
  expect([...verdictsOf(text).values()]).toEqual(["holds", "holds"]);
  expect([...verdictsOf(text.replace("= b\n\\par", "= b \\par")).values()]).toEqual(["undecided", "holds"]);
  expect([...verdictsOf(text.replace("= b\n\\par", "= (b\n\\par\n)")).values()]).toEqual(["undecided", "holds"]);
});

test.each([
  ["nothing", ""],
  ["only comments", "# nothing\n% here\n// at all\n"],
  ["a byte-order mark", "\uFEFFindex t = 1..T\n"],
  ["brackets that never close", "index t = 1..T\nparam w\nh[t] = ((((w\n"],
  ["ten thousand parentheses", `x = ${"(".repeat(10_000)}1${")".repeat(10_000)}\n`],
  ["a size of a billion", "index t = 1..10^9\nparam w\nh[t] = w\n"],
  [
    "names of the language below",
    "param constructor, __proto__, toString\nhasOwnProperty = constructor __proto__\nloss L = toString hasOwnProperty\nbar constructor = toString __proto__\n",
  ],
  ["a lone surrogate", "param \uD800\n"],
  ["a megabyte on one line", `x = ${"1 + ".repeat(250_000)}1\n`],
])("answers %s", (_name, text) => {
  expect(Array.isArray(claimsOf(text))).toBe(true);
});

test("names such as constructor are names like others", () => {
  const text =
    "param constructor, toString\nloss L = constructor toString\nbar constructor = toString\nbar toString = L\n";
  expect(claimsOf(text).map(({ verdict }) => verdict)).toEqual(["holds", "fails"]);
});
