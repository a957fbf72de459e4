/** Why a claim fails, exactly as drawn under its line; and what each level of hints withholds. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hintLevels, type HintLevel } from "../../server/src/features/hints.ts";
import { createSnapshot, explained, type CheckedSheet } from "../../server/src/features/snapshot.ts";
import { whyAt, type Why } from "../../server/src/features/why.ts";
import { testFixtures } from "../support/fixtures.ts";
import { elman, placeOf, sheetOf } from "./look.ts";

const explainedSheet = (text: string) => explained(createSnapshot("file:///sheet.grad", 1, text));

describe("sheets", () => {
  testFixtures(join(import.meta.dirname, "../fixtures/features/why"), (text) => {
    const sheet = explainedSheet(text);
    const failing = sheet.result.models.flatMap(({ claims }) => claims.filter(({ verdict }) => verdict === "fails"));
    return failing.map(({ claim }) => {
      const why = whyAt(sheet, claim.span.start, "repair")!;
      return { span: claim.leftSpan, lines: drawn(sheet, why) };
    });
  });
});

function drawn({ lines }: CheckedSheet, { line, kind, what, paths, sides }: Why): string[] {
  const marks = { right: "✓", wrong: "✗", missing: "+", unclear: "?" };
  return [
    `[${kind}] ${what}`,
    `${line.before}⟦${line.fault ?? ""}⟧${line.after}`,
    ...(paths?.paths ?? []).map(
      ({ words, equation, gives, value, verdict, terms }) =>
        `${marks[verdict]} ${words} (line ${lines.position(equation.span.start).line + 1}) ${gives ?? "…"} = ${value}; yours ${terms.join(" | ") || "–"}`,
    ),
    ...(paths?.strays ?? []).map((term) => `✗ ${term} stands for none`),
    ...(paths ? [`at ${paths.at}: together ${paths.total}, yours ${paths.yours}`] : []),
    ...(sides?.rows ?? []).map(
      ({ at, left, right, agrees, isShown }) =>
        `${sides!.indices.map((name, number) => `${name} = ${at[number]}`).join(", ")}${isShown ? " *" : ""}: ${left} ${right} ${agrees ? "✓" : "✗"}`,
    ),
  ];
}

describe("what a level gives away", () => {
  const text = elman.replace(" + bar a[t+1] w", "");
  const sheet = explainedSheet(text);
  const at = (level: HintLevel) => whyAt(sheet, placeOf(text, "bar h[t] ="), level)!;

  test.each(hintLevels)("%s", (level) => {
    const rank = hintLevels.indexOf(level);
    const why = at(level);
    const shown = JSON.stringify(why);
    const says = (pattern: RegExp, from: HintLevel) =>
      expect(pattern.test(shown), `${pattern} at ${level}`).toBe(rank >= hintLevels.indexOf(from));
    says(/"fault"/, "place");
    says(/"agrees"/, "place");
    says(/\d\.\d/, "kind");
    says(/missing/, "kind");
    says(/a\[t\+1\]/, "kind");
    says(/bar a\[t\+1\] w/, "repair");
    expect(why.what).toMatch(rank < 2 ? /^This does not hold\.$/ : /^A path is missing/);
    expect(why.hints).toBe(level);
  });

  test("of a line that holds, what its hover shows", () => {
    const right = explainedSheet(elman);
    for (const level of hintLevels) {
      const why = whyAt(right, placeOf(elman, "bar a[t] ="), level)!;
      expect(why.what).toBe("This line holds.");
      expect(/\d\.\d/.test(JSON.stringify(why)), level).toBe(hintLevels.indexOf(level) >= 2);
    }
  });
});

describe("the claim that is meant", () => {
  const text = `param a
loss L = a^2
  bar a = a   # a comment
y = a a
  = 2 a
  = a^2
`;
  const sheet = sheetOf(text);
  const lineAt = (offset: number) => whyAt(sheet, offset, "kind")?.line;

  test("stands at the place, or on its line", () => {
    expect(lineAt(placeOf(text, "bar a"))).toMatchObject({ before: "bar a = ", fault: "a" });
    expect(lineAt(placeOf(text, "  bar a"))).toMatchObject({ before: "bar a = ", fault: "a" });
    expect(lineAt(placeOf(text, "comment"))).toMatchObject({ before: "bar a = ", fault: "a" });
  });

  test("may be a step of a chain", () => {
    expect(lineAt(placeOf(text, "2 a"))).toMatchObject({ before: "= ", fault: "2 a" });
    expect(lineAt(placeOf(text, "= a^2", 2))).toMatchObject({ before: "= ", fault: "a^2" });
  });

  test("is none on a line without one", () => {
    expect(lineAt(placeOf(text, "loss"))).toBeUndefined();
    expect(lineAt(placeOf(text, "param"))).toBeUndefined();
    expect(lineAt(text.length)).toBeUndefined();
  });
});

test("of many indices the first and the last are shown, and the one that is spoken of", () => {
  const text = "index t = 1..100\ninput x[t]\ny[t] = 2 x[t]\ny[t] = if t = 50 then 3 x[t] else 2 x[t]\n";
  const { sides } = whyAt(explainedSheet(text), placeOf(text, "y[t] = if"), "kind")!;
  expect(sides!.rows.map(({ at, isBehindGap }) => `${isBehindGap ? "… " : ""}${at[0]}`)).toEqual([
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "… 50",
    "… 95",
    "96",
    "97",
    "98",
    "99",
    "100",
  ]);
  expect(sides!.rows.find(({ isShown }) => isShown)!.at).toEqual(["50"]);
});
