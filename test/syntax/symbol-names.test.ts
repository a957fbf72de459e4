/** The table of named symbols: what a name types means what the same name means in LaTeX. */
import { describe, expect, test } from "vitest";
import { lex } from "../../server/src/syntax/lexer.ts";
import { namedSymbols, namesOfSymbol, symbolNamed } from "../../server/src/syntax/symbol-names.ts";
import { isLeader, typedName } from "../../server/src/syntax/typed-symbols.ts";
import { expressionOf, problemsOf } from "../support/parsed.ts";

function tokensOf(text: string): string[] {
  return lex(text).lines.flatMap(({ tokens }) => tokens.map(({ kind, text: canonical }) => `${kind} ${canonical}`));
}

const isScript = (name: string): boolean => /^[\^_]/.test(name);

describe("each row", () => {
  const rows = namedSymbols.flatMap(({ symbol, names }) => names.map((name): [string, string] => [symbol, name]));

  test.each(rows.filter(([symbol, name]) => !isScript(name) && symbol !== "bar"))(
    "%s is \\%s in LaTeX",
    (symbol, name) => {
      expect(tokensOf(`\\${name} `)).toEqual(tokensOf(symbol));
      expect(tokensOf(symbol)).toHaveLength(1);
    },
  );

  test.each(rows.filter(([, name]) => isScript(name)))("%s is what %s would be in braces", (symbol, name) => {
    const plain = name.slice(1).replace("T", "⊤");
    expect(tokensOf(`x${symbol}`)).toEqual(tokensOf(`x${name[0]}{${plain}}`));
  });
});

test("no name is told of two symbols, and no symbol has two rows", () => {
  const names = namedSymbols.flatMap((row) => row.names);
  expect(names.length).toBe(new Set(names).size);
  expect(namedSymbols.length).toBe(new Set(namedSymbols.map(({ symbol }) => symbol)).size);
});

test("names and symbols find each other", () => {
  for (const row of namedSymbols) {
    expect(namesOfSymbol(row.symbol)).toBe(row.names);
    for (const name of row.names) expect(symbolNamed(name)).toBe(row);
  }
  expect(namesOfSymbol("a")).toBeUndefined();
  expect(symbolNamed("frac")).toBeUndefined();
});

test("what \\bar types is an adjoint, as \\bar is in LaTeX", () => {
  expect(expressionOf("bar h")).toBe(expressionOf("\\bar h"));
  expect(expressionOf("bar h[t]")).toBe(expressionOf("\\bar{h}[t]"));
});

test("\\top types a transpose wherever people write it", () => {
  for (const text of ["W^⊤ a", "W^{⊤} a", "W⊤ a", "W\\top a"]) {
    expect(problemsOf(`y = ${text}`)).toEqual([]);
    expect(expressionOf(text)).toBe(expressionOf("Wᵀ a"));
  }
  expect(problemsOf("y = W ⊤")).not.toEqual([]);
});

describe("a name that is being typed", () => {
  test.each([
    ["sigm", undefined, true],
    ["sigma", "σ", false],
    // Typed without a blank behind it, as in `\\partialh`: no longer command may begin so.
    ["partial", "∂", false],
    ["nabla", "∇", false],
    ["in", "∈", true],
    ["tanh", undefined, false],
    ["fra", undefined, true],
    ["^-", "⁻", true],
    ["^-1", "⁻¹", false],
    ["sigmax", undefined, false],
    ["", undefined, true],
  ])("%s", (name, symbol, mayGoOn) => expect(typedName(name)).toEqual({ symbol, mayGoOn }));
});

test.each(["\\", ";", "::", "§"])("%s can be a leader", (leader) => expect(isLeader(leader)).toBe(true));
test.each(["", "a", " ", "_", "^", "é", "5", "....", 3, undefined])("%s can be none", (leader) =>
  expect(isLeader(leader)).toBe(false),
);
