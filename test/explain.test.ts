/** Causes, exactly as drawn under their lines, with all that is told at the highest level; and what lower levels withhold. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { jsonReport } from "../server/src/cli/report-json.ts";
import { quickFixes } from "../server/src/features/code-actions.ts";
import { messageOf, verdictDiagnostics } from "../server/src/features/diagnostics.ts";
import { hintLevels, redact, type HintLevel } from "../server/src/features/hints.ts";
import { hoverAt } from "../server/src/features/hover.ts";
import { toPlainText } from "../server/src/features/markup.ts";
import { createSnapshot, explained } from "../server/src/features/snapshot.ts";
import { testFixtures } from "./support/fixtures.ts";
import { elman, placeOf } from "./features/look.ts";

const explainedSheet = (text: string) => explained(createSnapshot("file:///sheet.grad", 1, text));

describe("sheets", () => {
  testFixtures(join(import.meta.dirname, "fixtures/explain"), (text) => {
    const sheet = explainedSheet(text);
    const claims = sheet.result.models.flatMap((model) => model.claims);
    return claims.flatMap((claim) => {
      const { verdict, kind, what, why, do: advice, fault, related, repair, terms } = redact(claim, "repair");
      if (verdict !== "fails") return [];
      const lines = [
        `fails[${kind}] ${what}`,
        ...(why === undefined ? [] : [`why ${why}`]),
        ...(advice === undefined ? [] : [`do ${advice}`]),
        ...related.map(({ span, message }) => `line ${sheet.lines.position(span.start).line + 1}: ${message}`),
        ...terms.map((term) => `${term.verdict}: ${term.text}`),
        ...(repair
          ? [
              `repaired ${text.slice(claim.claim.span.start, repair.span.start)}${repair.text}${text.slice(repair.span.end, claim.claim.span.end)}`,
            ]
          : []),
      ];
      return [{ span: fault, lines }];
    });
  });
});

describe("what a level gives away of a missing path", () => {
  const text = elman.replace(" + bar a[t+1] w", "");
  const sheet = explainedSheet(text);
  const at = placeOf(text, "ℓ'(h[t])");

  function surfaces(level: HintLevel): string {
    const diagnostics = verdictDiagnostics(sheet, level);
    const told = diagnostics.map((each) => `${messageOf(each)} ${JSON.stringify(each)}`).join("\n");
    const hovers = [at, placeOf(text, "= ℓ'")].map((place) => {
      const hover = hoverAt(sheet, place, level, "\\");
      return hover ? toPlainText(hover.blocks) : "";
    });
    const fixes = quickFixes(sheet, { start: at, end: at + 1 }, level).map((fix) => JSON.stringify(fix));
    return [told, ...hovers, ...fixes, jsonReport([sheet], level)].join("\n");
  }

  test.each(hintLevels)("%s", (level) => {
    const rank = hintLevels.indexOf(level);
    const shown = surfaces(level);
    const says = (pattern: RegExp, from: HintLevel) =>
      expect(pattern.test(shown), `${pattern} at ${level}`).toBe(rank >= hintLevels.indexOf(from));
    says(/bar a\[t\+1\] w/, "repair");
    says(/"repair"/, "repair");
    says(/a path is missing/i, "kind");
    says(/missing-term/, "kind");
    says(/is computed from it here/, "kind");
  });

  test("the one quick fix is preferred, and mends the line", () => {
    const [fix, ...others] = quickFixes(sheet, { start: at, end: at }, "repair");
    expect(others).toEqual([]);
    expect(fix).toMatchObject({ preferred: true, title: "Add `bar a[t+1] w`." });
    const { span, text: inserted } = fix!.edits[0]!;
    const mended = explainedSheet(text.slice(0, span.start) + inserted + text.slice(span.end));
    expect(mended.result.models[0]!.claims.every(({ verdict }) => verdict === "holds")).toBe(true);
  });
});

test("a line that holds could have failed", () => {
  const mutations = explainedSheet(elman).result.models[0]!.claims.map(({ evidence }) => evidence?.mutations);
  for (const each of mutations) {
    expect(each!.tried).toBeGreaterThan(5);
    expect(each!.caught).toBe(each!.tried);
  }
});

test("an edit that makes a line say its left side again is no repair", () => {
  const text = "index t = 1..T\ninput x[t]\ny[t] = 2 x[t]\nz[t] = y[t] + 1\nz[t] = x[t] + 1\n";
  const [claim] = explainedSheet(text).result.models[0]!.claims;
  expect(claim!.cause!.repair?.text).not.toBe("z");
});

test("a repair is found in a model beside others, and moves with it", () => {
  const wrong = elman.replace(" + bar a[t+1] w", "").replace(/^model \w+\n/m, "");
  const named = (name: string, text: string) => `model ${name}\n${text}\n`;
  const text = `const κ\n${named("First", elman.replace(/^model \w+\n/m, ""))}${named("Second", wrong)}${named("Fourth", wrong)}`;
  const repairs = explainedSheet(text).result.models.map(({ claims }) =>
    claims.flatMap(({ cause }) => (cause?.repair ? [cause.repair] : [])),
  );
  expect(repairs.map((each) => each.map((repair) => repair.text))).toEqual([
    [],
    [" + bar a[t+1] w"],
    [" + bar a[t+1] w"],
  ]);
  const [second, third] = [repairs[1]![0]!, repairs[2]![0]!];
  expect(third.span.start - second.span.start).toBe(named("Second", wrong).length);
});
