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

  test("but a name that is such a word is a name", () => {
    expect(statementsOf("thus = 3\nnow[t] = thus")).toEqual(["(equation thus = 3)", "(equation (at now [t]) = thus)"]);
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
