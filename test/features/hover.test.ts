/** Hovers, exactly as drawn. A line `#? text` asks for the hover at that text on the line above. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { messageOf, verdictDiagnostics } from "../../server/src/features/diagnostics.ts";
import { hintLevels } from "../../server/src/features/hints.ts";
import { hoverAt } from "../../server/src/features/hover.ts";
import { toMarkdown, toPlainText } from "../../server/src/features/markup.ts";
import { testFixtures } from "../support/fixtures.ts";
import { elman, placeOf, sheetOf } from "./look.ts";

describe("sheets", () => {
  testFixtures(join(import.meta.dirname, "../fixtures/features/hovers"), (text) => {
    const sheet = sheetOf(text);
    return questionsIn(text).map(({ offset, asked }) => {
      const hover = hoverAt(sheet, offset, "kind", "\\");
      const lines = hover ? toPlainText(hover.blocks).split("\n") : [`no hover at ${asked}`];
      return { span: hover?.span ?? { start: offset, end: offset + asked.length }, lines };
    });
  });
});

function questionsIn(text: string): { offset: number; asked: string }[] {
  let above = 0;
  let start = 0;
  return text.split("\n").flatMap((line) => {
    const asked = line.startsWith("#? ") ? line.slice(3) : undefined;
    if (asked === undefined) above = start;
    start += line.length + 1;
    return asked === undefined ? [] : [{ offset: text.indexOf(asked, above), asked }];
  });
}

describe("what a level gives away", () => {
  const wrong = elman.replace(" + bar a[t+1] w", "");
  const sheet = sheetOf(`${wrong}dh[t] = bar h[t]\nδ[t] = dh[t] + 1\nbar u = sum[t](δ[t])\n`);
  const everywhere = Array.from({ length: sheet.text.length }, (_, offset) => offset);

  test.each(["verdict", "place"] as const)("no value of the model in any hover at %s", (level) => {
    const hovers = everywhere.flatMap((offset) => hoverAt(sheet, offset, level, "\\") ?? []);
    expect(hovers.length).toBeGreaterThan(100);
    for (const { blocks } of hovers) {
      const shown = toPlainText(blocks.filter(({ kind }) => kind !== "sheet")).replace(
        /worst relative error [\d.e-]+, seed/,
        "seed",
      );
      expect(shown).not.toMatch(/\d\.\d|\de-\d|yours|true/);
    }
  });

  test.each(["verdict", "place"] as const)("no count of a cost at %s", (level) => {
    const costs =
      "size H, D\nparam W : H×D\ninput x : D\ny = W x\nloss L = sum(y)\ncost weights ≤ 9 H D\ncost weights = H^2\ncost operations = O(H^9 D)\n";
    const counted = sheetOf(costs);
    const shown = Array.from({ length: costs.length }, (_, offset) => hoverAt(counted, offset, level, "\\")).flatMap(
      (hover) => hover?.blocks ?? [],
    );
    const told = verdictDiagnostics(counted, level).map(messageOf);
    expect(toPlainText(shown.filter(({ kind }) => kind !== "sheet")) + told.join("\n")).not.toMatch(
      /count|tight|\d H|H D/i,
    );
    expect(told.some((message) => message.startsWith("This does not hold."))).toBe(true);
  });

  test("the indices at which it fails, from `place` on", () => {
    const relation = placeOf(sheet.text, "= ℓ'");
    const shown = hintLevels.map((level) => toPlainText(hoverAt(sheet, relation, level, "\\")!.blocks));
    expect(shown.map((text) => /✗\n|✗$/m.test(text))).toEqual([false, true, true, true]);
    expect(shown.map((text) => text.includes("acts on the loss"))).toEqual([false, false, true, true]);
  });
});

describe("a sheet's text is hostile", () => {
  const names = [
    "`",
    "<img src=x>",
    "[a](command:x)",
    "![a](https://b.example/c)",
    "**b**",
    "| --- |",
    "www.example.org",
    "&lt;",
  ];

  test.each(names)("a model, a name and a comment of %s", (name) => {
    const text = `model ${name}\nparam a\n${name} = a\nb = a # ${name}\n= ${name}\nloss L = a b\nbar a = ${name}\n`;
    const sheet = sheetOf(text);
    for (let offset = 0; offset <= text.length; offset++) {
      const hover = hoverAt(sheet, offset, "kind", "\\");
      if (!hover) continue;
      const outside = toMarkdown(hover.blocks)
        .replace(/(`{3,})gradus\n[^]*?\n\1/g, "")
        .replace(/`[^`\n]+`/g, "");
      expect(outside).not.toMatch(/(?<!\\)[<[]|(?<!\\)\*\*|(?<!\\):\/\/|www(?!\\)\./);
    }
  });

  test("a fence is longer than any run of backticks in the sheet", () => {
    expect(toMarkdown([{ kind: "sheet", text: "a\n`````\n# b" }])).toBe("``````gradus\na\n`````\n# b\n``````");
  });

  test("a term that is missing is no bullet", () => {
    expect(toMarkdown([{ kind: "paragraph", text: "✓ `a` is right\n+ `b` is missing" }])).toBe(
      "✓ `a` is right  \n\\+ `b` is missing",
    );
  });

  test("a table's cells keep to their column", () => {
    const markdown = toMarkdown([{ kind: "table", header: ["a|b", "`|x|`"], rows: [["1\n2", "<b>"]] }]);
    expect(markdown.split("\n")).toEqual(["| a\\|b | `\\|x\\|` |", "| --: | --: |", "| 1 2 | \\<b\\> |"]);
  });
});

test("a long table is cut in the middle", () => {
  const text = "index t = 1..1000\ninput x[t]\ny[t] = 2 x[t]\nz = sum[t](y[t])\n";
  const hover = hoverAt(sheetOf(text), placeOf(text, "y[t] ="), "kind", "\\");
  const table = hover?.blocks.find((block) => block.kind === "table");
  expect(table?.kind === "table" && table.rows.map(([t]) => t)).toEqual([
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "…",
    "996",
    "997",
    "998",
    "999",
    "1000",
  ]);
});
