/** Splitting a text into its models: where it is plain to see, and only there. */
import { expect, test } from "vitest";
import { loneModel, splitModels } from "../../server/src/syntax/split-models.ts";

function split(text: string): string[] {
  const parts = splitModels(text);
  expect(parts.map((part) => part.text).join("")).toBe(text);
  for (const { start, line, text: own } of parts) {
    expect(text.startsWith(own, start)).toBe(true);
    expect(text.slice(0, start).split(/\r\n|\r|\n/).length - 1).toBe(line);
  }
  return parts.map((part) => part.text);
}

test("each model is a part, with the comments before the first", () => {
  expect(split("# one\n\nmodel A\nx = 1\n# two\n model B_2  # b\ny = 2")).toEqual([
    "# one\n\nmodel A\nx = 1\n# two\n",
    " model B_2  # b\ny = 2",
  ]);
  expect(split("model A\r\nmodel B\rmodel Ç\n")).toEqual(["model A\r\n", "model B\r", "model Ç\n"]);
});

test.each([
  ["nothing", ""],
  ["no model", "x = 1\ny = 2\n"],
  ["one model", "# one\nmodel A\nx = 1\n"],
  ["lines before the first belong to all", "size H\nmodel A\nmodel B\n"],
  ["a byte-order mark before the first", "\ufeffmodel A\nmodel B\n"],
  ["a matrix that is open across", "model A\nA = \\begin{pmatrix} 1 &\nmodel B\n2 \\end{pmatrix}\n"],
  ["a command that the first defines", "model A\n\\newcommand{\\sq}[1]{#1^2}\nmodel B\ny = \\sq{x}\n"],
  ["a sentence and a half", "model A\nmodel the network\nmodel = 3\n# model B\n"],
])("one part: %s", (_, text) => {
  expect(split(text)).toEqual([text]);
});

test.each([
  ["model A\nx = 1\nmodel B\ny = 2\nmodel C\n", "model B\ny = 2\n"],
  ["size H\nmodel A\nx = 1\n  model B\ny = 2\n", "size H\nmodel B\ny = 2\n"],
  ["# one\n  model B\ny = 2\nmodel C\n", "# one\n  model B\ny = 2\n"],
  ["\\def\\x{a}\nmodel A\ny = \\x\nmodel B\ny = \\x\n", "\\def\\x{a}\nmodel B\ny = \\x\n"],
  ["model A\n\\def\\x{a}\ny = \\x\nmodel B\ny = \\x\n", "model A\n\\def\\x{a}\ny = \\x\nmodel B\ny = \\x\n"],
])("a model alone, with the lines that belong to all", (text, expected) => {
  const start = text.indexOf("model B");
  const { text: alone, cut } = loneModel(text, start);
  expect(alone).toBe(expected);
  expect(alone.startsWith("model B", start - cut)).toBe(true);
});

test("a sheet without `model` is its only model", () => {
  expect(loneModel("x = 1\ny = 2\n", 0)).toEqual({ text: "x = 1\ny = 2\n", cut: 0 });
});
