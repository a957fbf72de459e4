/** Commands that a sheet defines for itself, and what stands around the mathematics of a document. */
import { describe, expect, test } from "vitest";
import { analyse } from "../../server/src/semantics/analyse.ts";
import { parse } from "../../server/src/syntax/parser.ts";
import { expressionsOf, visitExpr } from "../../server/src/syntax/visit.ts";
import { problemsOf, statementsOf } from "../support/parsed.ts";
import { misplacedSpans } from "../support/spans.ts";

const partial = "\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}\n";

describe("a command of the sheet's own means what it stands for", () => {
  test.each([
    ["\\newcommand{\\bW}{\\mathbf{W}}\ny = \\bW x", "y = W x"],
    ["\\newcommand\\bW{\\mathbf{W}}\ny = \\bW_1 x", "y = W_1 x"],
    ["\\renewcommand*{\\vec}[1]{\\mathbf{#1}}\ny = \\vec{x} + \\vec z", "y = x + z"],
    [`${partial}\\pd{L}{w} = x`, "\\frac{\\partial L}{\\partial w} = x"],
    [`${partial}\\pd L{w_{t-1}} = x`, "\\frac{\\partial L}{\\partial w_{t-1}} = x"],
    [
      `${partial}\\newcommand{\\g}[1][w]{\\pd{L}{#1}}\n\\g = \\g[h_t]`,
      "\\frac{\\partial L}{\\partial w} = \\frac{\\partial L}{\\partial h_t}",
    ],
    ["\\def\\half{\\frac12}\ny = \\half x", "y = \\frac12 x"],
    ["\\def\\prod#1#2{#2 #1}\ny = \\prod ab", "y = b a"],
    ["\\let\\eps\\varepsilon\ny = \\eps x", "y = ε x"],
    ["\\DeclareMathOperator{\\act}{tanh}\ny = \\act(x)", "y = tanh(x)"],
    ["\\DeclarePairedDelimiter{\\norm}{\\lVert}{\\rVert}\ny = \\norm{x}^2", "y = \\lVert x \\rVert^2"],
    ["\\NewDocumentCommand{\\at}{m m}{#1^{(#2)}}\ny = \\at{h}{t-1}", "y = h^{(t-1)}"],
    [
      "\\newcommand{\\be}{\\begin{equation}}\n\\newcommand{\\ee}{\\end{equation}}\n\\be a = b \\ee\n\\be c = d \\ee",
      "a = b\nc = d",
    ],
    ["\\newcommand{\\res}{%\n  (a - b) % the rest\n}\ny = 2 \\res", "y = 2 (a - b)"],
    // A letter that comes to stand behind a command is not one of its name.
    ["\\newcommand{\\hatted}[1]{\\hat#1}\ny = \\hatted x", "y = \\hat x"],
    // Of two definitions, the one before counts.
    ["\\def\\x{a}\ny = \\x\n\\def\\x{b}\nz = \\x", "y = a\nz = b"],
  ])("%s", (text, plain) => {
    expect(problemsOf(text)).toEqual([]);
    expect(statementsOf(text)).toEqual(statementsOf(plain));
  });
});

test("what is expanded stands where its arguments do, and else at the call", () => {
  const text = `${partial}\\pd{L}{w} = 2 \\pd{L}{h_t}`;
  const places: string[] = [];
  const [statement] = parse(text).sheet.statements;
  for (const part of expressionsOf(statement!))
    visitExpr(part, ({ kind, span }) => void places.push(`${kind} ${text.slice(span.start, span.end)}`));
  expect(places).toEqual([
    "partial \\pd{L}{w}",
    "name L",
    "name w",
    "product 2 \\pd{L}{h_t}",
    "number 2",
    "partial \\pd{L}{h_t}",
    "name L",
    "name h_t",
  ]);
});

test("parts of what is expanded never stick out of the whole", () => {
  const text = "\\def\\o#1{#1\\m{#1}h}\\o₋";
  const { sheet } = parse(text);
  expect(misplacedSpans(sheet.statements, sheet.span)).toEqual([]);
});

test("what is wrong inside an argument is told there, and inside a body at the call", () => {
  expect(problemsOf(`${partial}\\pd{L}{w} = \\pd{L}{\\foo w}`)).toEqual(["syntax/latex \\foo"]);
  expect(problemsOf("\\newcommand{\\m}{\\foo a}\ny = b \\m c")).toEqual(["syntax/latex \\m"]);
});

describe("what can't be expanded is one problem, where it is", () => {
  test.each([
    ["\\newcommand{\\m\nparam a", ["syntax/latex \\newcommand"]],
    ["\\newcommand{\\m}{a\n\nparam a", ["syntax/latex \\newcommand{\\m}"]],
    ["\\def\\m{a + \\m}\ny = b + \\m", ["syntax/latex \\m"]],
    [`${partial}y = b + \\pd{a} c d`, []],
    ["\\newcommand{\\m}[2]{#1 + #2}\ny = b \\m{a}", ["syntax/latex \\m{a}"]],
  ])("%s", (text, problems) => {
    expect(problemsOf(text).filter((each) => each.startsWith("syntax/latex"))).toEqual(problems);
  });
});

describe("fixes", () => {
  const fixesIn = (text: string) => {
    const { sheet, problems } = parse(text);
    const all = [...problems, ...analyse(sheet, { text }).problems];
    return all.flatMap(({ code, fixes }) => fixes.map(({ title }) => `${code} ${title}`));
  };

  test("would write into a call what belongs into its definition, and are not offered there", () => {
    expect(fixesIn("param a, b, c\n\\newcommand{\\d}[1]{a / b #1}\na^2 = \\d{c}")).toEqual([]);
    expect(fixesIn("param a, word\n\\newcommand{\\q}{wrod}\na^2 = \\q")).toEqual([
      "name/undeclared Declare param wrod",
      "name/undeclared Declare input wrod",
    ]);
  });

  test("are offered for its arguments, and beside it", () => {
    expect(fixesIn("param a, word\n\\newcommand{\\q}[1]{a #1}\na^2 = \\q{wrod}")).toContain(
      "name/undeclared Write word",
    );
    expect(fixesIn("param a, word\n\\newcommand{\\q}{a}\na^2 = \\q wrod")).toContain("name/undeclared Write word");
  });
});

test("what is left out brings no second problem for its place", () => {
  expect(problemsOf("\\def\\a{\\a}\ny = \\a")).toEqual(["syntax/latex \\a"]);
  expect(problemsOf("y = \\foo + 1")).toEqual(["syntax/latex \\foo"]);
});

test("commands that grow without bound cost no time", () => {
  const letters = [..."abcdefghij"];
  const bomb = letters.map((letter, at) => `\\def\\z${letter}{${`\\z${letters[at + 1] ?? "end"} `.repeat(30)}}`);
  const text = [...bomb, "\\def\\zend{x}", ...Array.from({ length: 1000 }, () => "y = \\za")].join("\n");
  const problems = problemsOf(text);
  expect(problems.filter((each) => each === "syntax/latex \\za")).toHaveLength(1000);
});

test("the text around the mathematics is left out", () => {
  const text = `\\documentclass[11pt]{article}
\\usepackage[margin=2cm]{geometry}
\\title{Homework} \\author{} \\date{}
\\begin{document}
\\maketitle
\\section*{Problem 1}
\\begin{enumerate}[label=(\\alph*)]
\\item $a = b$
\\item[(b)] $c = d$
\\end{enumerate}
\\paragraph{Proof.} \\hfill $\\square$
\\end{document}`;
  expect(problemsOf(text)).toEqual([]);
  expect(statementsOf(text)).toEqual(["(equation a = b)", "(equation c = d)"]);
});
