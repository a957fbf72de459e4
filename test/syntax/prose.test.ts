/** Prose between formulas: found out, warned about once for each block, and never confused with mathematics. */
import { describe, expect, test } from "vitest";
import { parse } from "../../server/src/syntax/parser.ts";
import { problemsOf, statementsOf } from "../support/parsed.ts";

describe("prose", () => {
  test.each([
    "We now compute the gradient of the loss",
    "Let h = 0 be the boundary state of the network",
    "Proof.",
    "Backward pass:",
    "Solution to question one",
    "Nun berechnen wir die Ableitung nach den Gewichten",
    "where \\sigma is the logistic function",
    "\\text{where } \\sigma \\text{ is the logistic function}",
    "Here x is given by the user, and T is fixed.",
    "input is given by the user",
    "model the network as a chain of states.",
    "Because of the chain rule (see above) we get a sum over all paths",
  ])("%s", (line) => {
    const text = `a = b\n${line}\nc = d`;
    expect(statementsOf(text)).toEqual(["(equation a = b)", "(prose)", "(equation c = d)"]);
    expect(problemsOf(text)).toEqual([`text/prose ${line.replace(/\}$/, "")}`.replace("\\text{where", "where")]);
  });

  test("one warning for a block, whose fix makes each line a comment", () => {
    const text = "This is the first line of the proof\n\n  and this the second line of it\na = b";
    const { problems } = parse(text);
    expect(problems.map(({ code }) => code)).toEqual(["text/prose"]);
    expect(problems[0]!.fixes[0]!.edits).toEqual([0, 37].map((at) => ({ span: { start: at, end: at }, text: "# " })));
  });

  test("ends a half-typed statement", () => {
    expect(statementsOf("a = tanh(\nWe now go on to the next part of it\nb = c")).toEqual([
      "(equation! a = (at tanh (?)))",
      "(prose)",
      "(equation b = c)",
    ]);
  });

  test("behind a formula is cut off", () => {
    const text = "c[0] = 0 where c is the state of the cell";
    expect(statementsOf(text)).toEqual(["(equation (at c [0]) = 0)"]);
    expect(problemsOf(text)).toEqual(["text/prose where c is the state of the cell"]);
  });
});

describe("words that lead up to a formula", () => {
  test.each([
    ["Thus h[0] = 0", "Thus"],
    ["We have h[0] = 0", "We have"],
    ["Let h[0] = 0.", "Let"],
    ["Forward pass: h[0] = 0", "Forward pass:"],
  ])("%s", (text, words) => {
    expect(statementsOf(text)).toEqual(["(equation (at h [0]) = 0)"]);
    expect(problemsOf(text)).toEqual([`text/prose ${words}`]);
    const { span } = parse(text).problems[0]!.fixes[0]!.edits[0]!;
    expect(text.slice(span.end)).toMatch(/^h\[0\] = 0/);
  });

  test.each([
    ["Thus, by symmetry, h[0] = 0", ["Thus, by symmetry,"]],
    ["From (1) and (2), h[0] = 0", ["From (1) and (2),"]],
    ["Similarly, for x, we get h[0] = 0", ["Similarly, for x, we get"]],
    ["i.e. h[0] = 0", ["i.e."]],
    ["I.e., h[0] = 0", ["I.e.,"]],
    ["It follows from Eq. (3) that h[0] = 0 (by induction)", ["It follows from Eq. (3) that", "(by induction)"]],
    ["h[0] = 0, by (2)", ["by (2)"]],
    ["h[0] = 0 QED", ["QED"]],
  ])("%s", (text, words) => {
    expect(statementsOf(text)).toEqual(["(equation (at h [0]) = 0)"]);
    expect(problemsOf(text)).toEqual(words.map((each) => `text/prose ${each}`));
  });

  test("but what stands beside a sign is no word", () => {
    expect(statementsOf("dL/du = 0")[0]).toContain("dL");
    expect(problemsOf("dL/du = 0")).toEqual([]);
  });

  test("a sentence that denies its formula", () => {
    const text = "It is not true that h[0] = 0";
    expect(statementsOf(text)).toEqual(["(prose)"]);
    expect(problemsOf(text)).toEqual([`text/prose ${text}`]);
  });

  test("an equation among them is one of its own", () => {
    expect(statementsOf("Where q = 1, we have h[0] = q")).toEqual(["(equation q = 1)", "(equation (at h [0]) = q)"]);
  });

  test.each(["Hence,", "Thus, by symmetry,", "For t < T we have"])("%s alone is prose", (text) => {
    expect(statementsOf(`index t = 1..T\n${text}\na = b`).slice(1)).toEqual(["(prose)", "(equation a = b)"]);
  });

  test("but a name that is such a word is a name", () => {
    expect(statementsOf("thus = 3\nnow[t] = thus")).toEqual(["(equation thus = 3)", "(equation (at now [t]) = thus)"]);
  });
});

describe("conditions in words", () => {
  const prelude = "index t = 1..T\nparam b\n";
  const read = (text: string) => statementsOf(prelude + text).slice(2);

  test.each([
    ["When b = 1, a = c", "(equation a = c given b=1)"],
    ["If b = 1 then a = c", "(equation a = c given b=1)"],
    ["Assuming b > 1, a = c", "(equation a = c assuming b > 1)"],
    ["For t < T: a = c", "(equation a = c for (compare t < T))"],
    ["for t < T: a = c", "(equation a = c for (compare t < T))"],
    ["For all t in 1..T we have a = c", "(equation a = c for (compare t ∈ (range 1 T)))"],
    ["In the last step (t = T), a = c", "(equation a = c for (compare t = T))"],
    ["a = c when b = 1 and t = T", "(equation a = c for (compare t = T) given b=1)"],
    ["a = c where b = 1", "(equation a = c given b=1)"],
    ["a = c\nwhere t = T", "(equation a = c for (compare t = T))"],
  ])("%s", (text, statement) => {
    expect(read(text)).toEqual([statement]);
  });

  test.each([
    ["of what is new", "a = c where d = 1", ["(equation a = c)", "(equation d = 1)"]],
    ["of an element", "h[t] = c where h[0] = 1", ["(equation (at h [t]) = c)", "(equation (at h [0]) = 1)"]],
  ])("but behind `where` an equation %s is one", (_, text, statements) => {
    expect(read(text)).toEqual(statements);
  });

  test("stand in the text where they are written", () => {
    const text = `${prelude}When b = 1, a = c`;
    const [equation] = parse(text).sheet.statements.slice(2);
    expect(text.slice(equation!.span.start, equation!.span.end)).toBe("When b = 1, a = c");
  });
});

describe("mathematics", () => {
  test.each([
    ["declared names in words", "param momentum, velocity, rate\nv[t] = momentum velocity rate"],
    ["undeclared names in words", "v[t] = momentum velocity rate"],
    ["a sum over lines of names in words", "v[t] =\n  momentum velocity rate\n  + decay factor size"],
    ["functions and Greek letters in letters", "v = tanh alpha beta gamma"],
    ["a declaration of many words", "param kernel, recurrent, bias\ninput token[t], state[0]"],
    ["a clause", "v = w for all t given f = 1 assuming B symmetric positive definite"],
    ["names defined above", "hidden = 1\noutput = 2\nstate = 3\nx = hidden output state"],
  ])("%s", (_, text) => {
    expect(problemsOf(text)).toEqual([]);
    expect(statementsOf(text).join()).not.toContain("prose");
  });
});
