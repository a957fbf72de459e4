/** Completion: what is offered where `$0` stands, in whole sheets and in half-typed ones. */
import { describe, expect, test } from "vitest";
import { completionsAt, type Completions } from "../../server/src/features/completion.ts";
import { toPlainText } from "../../server/src/features/markup.ts";
import { analysed, createSnapshot } from "../../server/src/features/snapshot.ts";
import { snippetText } from "../../server/src/features/snippet.ts";
import type { Suggestion } from "../../server/src/features/suggestion.ts";
import { templates } from "../../server/src/features/templates.ts";
import { damaged, nearlySheet } from "../support/arbitrary-text.ts";
import { sheetOf } from "./look.ts";
import fc from "fast-check";

const sheet = `model Cell
index t = 1..T
size D, H
param W : H×D, U : H×H, w_out : H
const α > 0
input x[t] : D, h[0] : H
function φ : ℝ → ℝ
function ℓ[t] : ℝ → ℝ
function J : ℝ^H → ℝ

a[t] = W x[t] + U h[t-1]
h[t] = φ(a[t])
θ[t] = α w_outᵀ h[t]
loss L = sum[t](ℓ[t](θ[t]))

bar θ[t] = ℓ[t]'(θ[t])
`;

/** What is offered at `$0` in a line below the sheet, which goes on below the line. */
function complete(line: string, above = sheet, leader = "\\"): Completions | undefined {
  const drawn = `${above}${line}\n\nbar W = sum[t](bar a[t] x[t]ᵀ)\n`;
  const offset = drawn.indexOf("$0");
  if (offset === -1) throw new Error(`no $0 in ${line}`);
  return completionsAt(analysed(createSnapshot("sheet.grad", 1, drawn.replace("$0", ""))), offset, leader);
}

function labels(line: string): string[] {
  return complete(line)?.suggestions.map(({ label }) => label) ?? [];
}

function suggestion(line: string, label: string, leader = "\\"): Suggestion {
  const all = complete(line, sheet, leader)?.suggestions ?? [];
  const found = all.find((each) => each.label === label);
  if (!found) throw new Error(`no ${label} among ${all.map((each) => each.label).join(" | ")}`);
  return found;
}

test("numbered elements of different shapes are offered each with its number and shape", () => {
  const layers = "size D, H, K\nparam W[1] : H×D, W[2] : K×H\ninput x : D\nloss L = sum(W[2] W[1] x)\n";
  const offered = complete("bar $0", layers)?.suggestions ?? [];
  expect(offered.map(({ label, detail }) => `${label} ${detail}`)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^W\[1\] .*H×D/), expect.stringMatching(/^W\[2\] .*K×H/)]),
  );
});

describe("nothing is offered", () => {
  test.each([
    ["in a comment", "# the gates and $0"],
    ["in a comment behind a formula", "a = b # $0"],
    ["in a comment, not even a symbol", "# \\si$0"],
    ["in prose", "These are the adjoints of the $0"],
    ["where a sentence may begin", "We have $0"],
    ["for a new size", "size $0"],
    ["for a second new size", "size D, $0"],
    ["for a new index", "index $0"],
    ["for the name of a model", "model $0"],
    ["for a new parameter", "param $0"],
    ["for a second new parameter", "param V : H×D, $0"],
    ["for a new function", "function $0"],
    ["for the name of the loss", "loss $0"],
    ["for a tolerance", "a[t] ≈ 0 within $0"],
    ["in a number", "y = 12$0"],
    ["in a decimal", "y = 0.5$0"],
  ])("%s", (_, line) => expect(complete(line)).toBeUndefined());
});

describe("exactly these are offered", () => {
  test.each([
    [
      "behind `bar`, what has an adjoint: first what is not derived, from the last step back",
      "y = bar $0",
      "h[t] a[t] U w_out α x[t] θ[t] W",
    ],
    ["behind a begun name after `bar`", "bar h$0", "h[t] a[t] U w_out α x[t] θ[t] W"],
    ["in the braces of \\bar", "y = \\bar{$0}", "h[t] a[t] U w_out α x[t] θ[t] W"],
    ["in an index", "y = h[$0", "t T D H"],
    ["in an index that has begun", "y = h[t-$0]", "t T D H"],
    ["in an index of a family", "y = ℓ[$0]", "t T D H"],
    ["in a subscript", "y = h_{$0}", "t T D H"],
    ["in a sum's brackets", "y = sum[$0", "t T D H"],
    ["in a sum's range", "y = sum[k=1..$0", "t T D H"],
    ["in the range of an index", "index k = 1..$0", "T D H t"],
    ["in a shape", "param V : $0", "D H T"],
    ["in a shape, behind the cross", "param V : H×$0", "D H T"],
    ["in a shape, in brackets", "param V : H×(D+$0", "D H T"],
    ["in a function's type", "function ψ : $0", "ℝ ℝ^D ℝ^H D H T"],
    ["for a range of a constant", "const γ $0", "in"],
    ["of a layout", "layout $0", "numerator denominator"],
    ["of a cost", "cost $0", "weights operations steps"],
    ["for a cost", "cost weights = $0", "D H T"],
    ["what is due", "derive $0", "bar·h[t] bar·a[t] bar·U bar·w_out bar·α bar·x[t] bar·θ[t] bar·W"],
    ["whole names for a boundary", "boundary $0", "W U w_out α x h a θ L"],
    ["whole names that are given", "h[t] = a[t] given $0", "W U w_out α x h a θ L"],
    ["whole names of which something is assumed", "h[t] = a[t] assuming $0", "W U w_out α x h a θ L"],
    ["indices in a clause", "h[t] = a[t] for $0", "t T D H"],
    ["what can be differentiated", "∂$0", "W U w_out α x[t] h[t] a[t] θ[t] L"],
    ["by what", "∂L/∂$0", "W U w_out α x[t] h[t] a[t] θ[t] L"],
  ])("%s", (_, line, expected) => {
    expect(labels(line)).toEqual(expected.split(" ").map((label) => label.replace("·", " ")));
  });
});

describe("the likeliest come first", () => {
  test("keywords and claims where a statement starts", () => {
    const offered = labels("$0");
    expect(offered.slice(0, 3)).toEqual(["model", "index", "size"]);
    expect(offered).toEqual(expect.arrayContaining(["bar h[t] =", "claim", "chain", "model LSTM", "det(A)"]));
    expect(offered).not.toContain("for");
    expect(labels("mod$0")).toEqual(offered);
  });

  test("quantities, then adjoints and functions in an expression", () => {
    const offered = labels("bar h[t] = $0");
    expect(offered.slice(0, 3)).toEqual(["W", "U", "w_out"]);
    expect(offered.indexOf("bar a[t]")).toBeLessThan(offered.indexOf("tanh(x)"));
    expect(offered).not.toContain("index");
  });

  test("indices in brackets that may hold a condition", () => {
    expect(labels("y[t] = x [$0").slice(0, 5)).toEqual(["t", "T", "D", "H", "W"]);
  });

  test("properties behind a shape", () => {
    expect(labels("param V : H×H $0")[0]).toBe("symmetric");
    expect(labels("h[t] = a[t] assuming U $0")[0]).toBe("symmetric");
  });

  test("clauses only behind a whole side", () => {
    expect(labels("h[t] = a[t] $0")).toContain("for");
    expect(labels("h[t] = $0")).not.toContain("for");
    expect(labels("h[t] $0")).not.toContain("for");
  });

  test("the sheet's functions behind ∇", () => {
    expect(labels("y = ∇$0").slice(0, 3)).toEqual(["φ(…)", "ℓ[t](…)", "J(…)"]);
  });
});

describe("statements that go on", () => {
  test.each([
    "bar h[t] = a[t]\n         + $0",
    "bar h[t] = a[t]\n  = $0",
    "bar h[t] =\n  $0",
    "y = f(a,\n  $0",
    "y = a # why\n  + $0",
  ])("%j", (line) => {
    expect(labels(line)).toContain("bar a[t]");
    expect(labels(line)).not.toContain("index");
  });
});

describe("what it says and inserts", () => {
  test("a quantity: its shape, its definition, its index to fill in", () => {
    const found = suggestion("y = $0", "h[t]");
    expect(found).toMatchObject({ kind: "quantity", detail: "defined : H", snippet: "h[${1:t}]$0" });
    expect(toPlainText(found.meaning)).toBe(
      "`h` is defined by the sheet; `h[0]` is free, of shape `H`.\n\nh[t] = φ(a[t])",
    );
    expect(suggestion("y = $0", "W")).toMatchObject({ kind: "param", detail: "param : H×D", snippet: "W$0" });
  });

  test("an index that is there already is not put in again", () => {
    expect(suggestion("y = $0[t]", "h[t]").snippet).toBe("h$0");
    expect(suggestion("y = $0(a)", "tanh(x)").snippet).toBe("tanh");
    expect(suggestion("y = $0[t](a)", "sum[t](…)").snippet).toBe("sum");
  });

  test("an adjoint", () => {
    const found = suggestion("y = b$0", "bar a[t]");
    expect(found).toMatchObject({ detail: "adjoint : H", snippet: "bar a[${1:t}]$0" });
    expect(toPlainText(found.meaning)).toContain("∂L/∂a[t]");
  });

  test("a function: its meaning, the cursor in its parentheses", () => {
    const found = suggestion("y = so$0", "softmax(v)");
    expect(found.snippet).toBe("softmax($1)$0");
    expect(toPlainText(found.meaning)).toBe("exp of each component, divided by their sum; of a matrix, row by row.");
  });

  test("the sheet's functions and their derivatives", () => {
    expect(suggestion("y = $0", "ℓ[t]'(…)")).toMatchObject({ detail: "its derivative", snippet: "ℓ[t]'($1)$0" });
    expect(suggestion("y = $0", "∇J(…)")).toMatchObject({ detail: "its derivative", snippet: "∇J($1)$0" });
    expect(suggestion("y = $0", "J(…)").detail).toBe("ℝ^H → ℝ");
  });

  test("every function, keyword, clause and word has a meaning", () => {
    for (const line of ["$0", "y = $0", "h[t] = a[t] $0", "param V : H×H $0", "cost $0", "layout $0"])
      for (const { label, meaning } of complete(line)!.suggestions) expect(toPlainText(meaning), label).toMatch(/\S/);
  });

  test("Greek names are found by their names in letters", () => {
    expect(suggestion("y = th$0", "θ[t]").filter).toBe("theta");
    expect(suggestion("y = θ$0", "θ[t]").filter).toBe("θ");
    expect(suggestion("y = sigm$0", "σ(x)").filter).toBe("sigma");
    expect(suggestion("y = logi$0", "σ(x)").filter).toBe("logistic");
  });
});

describe("what is being typed is not offered for itself", () => {
  test("a new name", () => expect(labels("novel$0 = a[1]")).not.toContain("novel"));
  test("a number in its own definition", () => expect(labels("novel = a[1] + n$0")).not.toContain("novel"));
  test("but a recurrence may use itself", () => expect(labels("s[t] = s$0")).toContain("s[t]"));
});

describe("half-typed symbols", () => {
  test.each(["y = \\si$0", "y = \\$0", "y = W x + \\sigma$0", "\\pa$0", "param \\t$0", "y = h[\\ta$0", "y = 2\\si$0"])(
    "%s",
    (line) => {
      expect(suggestion(line, "σ")).toMatchObject({
        kind: "symbol",
        detail: "\\sigma",
        snippet: "σ",
        filter: "\\sigma",
      });
    },
  );

  test("replace the leader with what is behind it", () => {
    const { word } = complete("y = \\si$0")!;
    expect([word.start, word.end]).toEqual([sheet.length + 4, sheet.length + 7]);
  });

  test("behind an astral character, in CRLF lines, at the end of a file", () => {
    const above = sheet.replaceAll("\n", "\r\n");
    const text = `${above}𝑥 = \\si`;
    const found = completionsAt(analysed(createSnapshot("sheet.grad", 1, text)), text.length, "\\");
    expect(text.slice(found!.word.start, found!.word.end)).toBe("\\si");
  });

  test("raised and lowered ones", () => {
    expect(suggestion("y = x\\^$0", "²")).toMatchObject({ detail: "\\^2" });
    expect(suggestion("y = x\\^-$0", "⁻¹")).toMatchObject({ filter: "\\^-1" });
    expect(suggestion("y = x\\_$0", "ₜ")).toMatchObject({ detail: "\\_t" });
  });

  test("each name is an item of its own", () => {
    const names = complete("y = \\$0")!.suggestions.flatMap(({ label, detail }) => (label === "ε" ? [detail] : []));
    expect(names).toEqual(["\\epsilon", "\\varepsilon"]);
  });

  test("with the leader of the settings, and a backslash besides", () => {
    expect(suggestion("y = ;si$0", "σ", ";").filter).toBe(";sigma");
    expect(suggestion("y = \\si$0", "σ", ";").filter).toBe("\\sigma");
    expect(labels("y = ;si$0")).not.toContain("∂");
  });

  test("the end of a row is none", () => expect(labels("y = a \\\\$0")).not.toContain("∂"));
});

describe("several models", () => {
  const two = `size D\nmodel A\nparam u\nloss L = u^2\n\nmodel B\nparam v\nloss L = v^2\n`;
  const names = (line: string, above: string) =>
    complete(line, above)!
      .suggestions.map(({ label }) => label)
      .filter((label) => /^[uv]$/.test(label));

  test("each offers its own names", () => {
    expect(names("y = $0", two)).toEqual(["v"]);
    expect(names("y = $0", two.slice(0, two.indexOf("model B")))).toEqual(["u"]);
  });
});

test("of very many names, those that begin as what is typed", () => {
  const many = Array.from({ length: 2000 }, (_, at) => `param w${at}\n`).join("");
  const all = complete("y = $0", many)!;
  expect([all.areAll, all.suggestions.length < 1000]).toEqual([false, true]);
  const some = complete("y = w199$0", many)!;
  const labelled = some.suggestions.map(({ label }) => label);
  expect(some.areAll).toBe(false);
  expect(labelled).toEqual(expect.arrayContaining(["w199", "w1990", "w1999"]));
  expect(labelled).not.toContain("w2");
  expect(complete("y = $0")!.areAll).toBe(true);
});

describe("without a loss", () => {
  test("there are no adjoints", () => {
    const above = "param a, b\ny = a b\n";
    const offered = complete("$0", above)!.suggestions.map(({ label }) => label);
    expect(offered.some((label) => label.startsWith("bar "))).toBe(false);
    expect(offered).not.toContain("claim");
    expect(complete("z = bar $0", above)?.suggestions).toEqual([]);
  });
});

describe("templates", () => {
  test.each(templates.map(({ name, snippet }): [string, string] => [name, snippet]))(
    "%s is a sheet in which nothing is wrong",
    (_, snippet) => {
      const checked = sheetOf(snippetText(snippet));
      expect(checked.problems).toEqual([]);
      const [result, ...others] = checked.result.models;
      expect(others).toEqual([]);
      expect(result!.claims.map(({ verdict }) => verdict)).not.toHaveLength(0);
      expect(new Set(result!.claims.map(({ verdict }) => verdict))).toEqual(new Set(["holds"]));
      expect(result!.open.length).toBe(result!.model.due.length);
    },
  );

  test("a claim and a chain about what is not derived yet", () => {
    expect(suggestion("$0", "claim").snippet).toBe("bar ${1:h[t]} = $0");
    const chain = snippetText(suggestion("$0", "chain").snippet);
    expect(chain).toBe("bar h[t] = ∂L/∂h[t]\n  = ");
    const [claim, step] = sheetOf(`${sheet}${chain}∂L/∂h[t]\n`).result.models[0]!.claims.slice(-2);
    expect([claim!.verdict, step!.verdict]).toEqual(["holds", "holds"]);
  });

  test("their placeholders are read from left to right, and each has a text", () => {
    for (const { snippet } of templates) {
      const places = [...snippet.matchAll(/\$\{(\d+):[^}]+\}/g)].map(([, place]) => Number(place));
      expect(places).toEqual(places.map((_, at) => at + 1));
      expect(snippet.endsWith("$0")).toBe(true);
    }
  });
});

test("whatever is typed, it does not throw, and replaces what stands before the cursor", () => {
  fc.assert(
    fc.property(fc.oneof(nearlySheet, damaged(sheet)), fc.nat(), (text, place) => {
      const offset = place % (text.length + 1);
      const found = completionsAt(analysed(createSnapshot("sheet.grad", 1, text)), offset, "\\");
      if (!found) return;
      expect(found.word.end).toBe(offset);
      expect(text.slice(found.word.start, found.word.end)).not.toMatch(/\s/);
    }),
    { numRuns: 300 },
  );
});
