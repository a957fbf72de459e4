/** Verdicts depend on what a sheet means: not on names, on the order of independent lines, nor on how lines end. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../support/fuzzing.ts";
import { buildSheet } from "../support/arbitrary-sheets.ts";
import { correctClaims, printClaim } from "../support/adjoint-claims.ts";
import { arbitraryDice, type Dice } from "../support/dice.ts";
import { mutate } from "../support/mutations.ts";
import { verdictsOn } from "../support/second-opinion.ts";
import { sheetLines } from "../support/sheet-data.ts";

/** A sheet in two parts: lines that give meanings, and claims, right ones and ones with a slip. */
function buildLines(dice: Dice): { meanings: string[]; claims: string[] } {
  const sheet = buildSheet(dice);
  const claims = correctClaims(sheet, dice).map((claim) => {
    const slip = dice.chance(50) ? mutate(claim.body, sheet.quantities, dice) : undefined;
    return printClaim({ ...claim, body: slip?.term ?? claim.body });
  });
  return { meanings: sheetLines(sheet), claims };
}

/** The verdict on each claim, by its text. */
function verdictsByClaim(meanings: readonly string[], claims: readonly string[], join = "\n"): Map<string, string> {
  const { results } = verdictsOn([...meanings, ...claims].join(join) + join);
  return new Map(results.map(({ verdict }, at) => [claims[at]!, verdict]));
}

function shuffled<Item>(items: readonly Item[], dice: Dice): Item[] {
  const rest = [...items];
  return items.map(() => rest.splice(dice.below(rest.length), 1)[0]!);
}

const fewRuns = runs(8);

test("The order of independent lines makes no difference", () => {
  fc.assert(
    fc.property(arbitraryDice, (dice) => {
      const { meanings, claims } = buildLines(dice);
      const before = verdictsByClaim(meanings, claims);
      const after = verdictsByClaim(shuffled(meanings, dice), shuffled(claims, dice));
      expect(Object.fromEntries(after), [...meanings, ...claims].join("\n")).toEqual(Object.fromEntries(before));
    }),
    fewRuns,
  );
});

test("Comments, blank lines, blanks at the end and the way lines end make no difference", () => {
  fc.assert(
    fc.property(arbitraryDice, (dice) => {
      const { meanings, claims } = buildLines(dice);
      const dressed = (line: string): string =>
        dice.pick([
          line,
          `${line}   `,
          `${line}  # as it stands`,
          `\n# of what follows\n${line}`,
          `\n\n\t${line}`,
          `${line} % so it is`,
        ]);
      const before = [...verdictsByClaim(meanings, claims).values()];
      const { results } = verdictsOn([...meanings, ...claims].map(dressed).join("\n").replaceAll("\n", "\r\n"));
      expect(
        results.map(({ verdict }) => verdict),
        [...meanings, ...claims].join("\n"),
      ).toEqual(before);
    }),
    fewRuns,
  );
});

/** Every name, and another of the same kind. */
const names = new Map(
  Object.entries({
    w: "w_ih",
    u: "α",
    v: "Theta",
    b: "bias",
    h: "state",
    c: "C",
    z: "q̂",
    g: "γ_1",
    x: "y",
    L: "E",
    W: "Ω",
    a: "act",
    s: "Total",
    φ: "f",
    ψ: "pair",
    ℓ: "cost_at",
    squash: "softsign",
    t: "n",
    i: "row",
    j: "m",
    T: "K",
    N: "D",
    M: "R",
  }),
);

test("Names make no difference", () => {
  fc.assert(
    fc.property(arbitraryDice, (dice) => {
      const { meanings, claims } = buildLines(dice);
      const rename = (line: string): string => line.replace(/[\p{L}_]+/gu, (word) => names.get(word) ?? word);
      const before = [...verdictsByClaim(meanings, claims).values()];
      const { results, errors } = verdictsOn([...meanings, ...claims].map(rename).join("\n"));
      expect(errors.filter((error) => !error.startsWith("index/direction"))).toEqual([]);
      expect(
        results.map(({ verdict }) => verdict),
        [...meanings, ...claims].map(rename).join("\n"),
      ).toEqual(before);
    }),
    fewRuns,
  );
});

const indexed = /([\p{L}\d_]+)\[([^[\]]*)\]/gu;
const raised = /([\p{L}\d_]+)\[[^[\]]*\][\^']/gu;
const folds = new Map([
  ["sum", "\\sum"],
  ["prod", "Π"],
]);

/** How indices are written: `h_{t-1}`; `h^{(t-1)}`, unless something else stands there somewhere; `h[t-1]`. */
type Style = "below" | "above" | "in brackets";

/** The lines with their indices, sums and adjoints as LaTeX has them. */
function inOtherNotation(lines: readonly string[], style: Style, isFraction: boolean): string[] {
  const below = new Set([...lines.join("\n").matchAll(raised)].map(([, name]) => name));
  const adjoint = isFraction ? "\\frac{\\partial L}{\\partial $1}" : "∂L/∂$1";
  return lines.map((line) => {
    if (/^(?:index|function|boundary)/.test(line)) return line;
    const written = line.replace(indexed, (whole, name: string, index: string) => {
      const [, bound, from, to] = /^(\w+)=(.+)\.\.(.+)$/.exec(index) ?? [];
      if (folds.has(name) && bound !== undefined) return `${folds.get(name)}_{${bound}=${from}}^{${to}} `;
      if (style === "in brackets") return whole;
      return style === "below" || below.has(name) ? `${name}_{${index}}` : `${name}^{(${index})}`;
    });
    return written.replace(/bar ((?!L)[\p{L}\d]+(?:\[[^[\]]*\]|_\{[^{}]*\}|\^\{[^{}]*\})?)/gu, adjoint);
  });
}

test("How indices, sums and adjoints are written makes no difference", () => {
  fc.assert(
    fc.property(arbitraryDice, (dice) => {
      const { meanings, claims } = buildLines(dice);
      const style = dice.pick<Style>(["below", "above", "in brackets"]);
      const isFraction = dice.chance(50);
      const before = [...verdictsByClaim(meanings, claims).values()];
      const lines = inOtherNotation([...meanings, ...claims], style, isFraction);
      const { results, errors } = verdictsOn(lines.join("\n"));
      expect(
        errors.filter((error) => !error.startsWith("index/direction")),
        lines.join("\n"),
      ).toEqual([]);
      expect(
        results.map(({ verdict }) => verdict),
        lines.join("\n"),
      ).toEqual(before);
    }),
    fewRuns,
  );
});

test("What a claim says stands whatever is claimed before it", () => {
  const meanings = ["index t = 1..T", "param w", "input h[0]", "h[t] = tanh(w h[t-1])", "loss L = h[T]"];
  const claim = "tanh(w h[t]) - h[t] = h[t+1] - h[t]";
  const adjoint = "bar h[t] = bar h[t+1] w (1 - h[t+1]^2) + [t = T]";
  for (const claims of [[claim], [claim, adjoint], [adjoint, claim]])
    expect(verdictsByClaim(meanings, claims).get(claim)).toBe("holds");
});
