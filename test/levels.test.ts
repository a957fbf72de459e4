/**
 * What a level of hints withholds is withheld everywhere: the sheets of causes are shown on every surface at every level,
 * and what belongs to a higher level must not be found there, however it is escaped.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { printWhere } from "../server/src/check/decide.ts";
import { jsonReport } from "../server/src/cli/report-json.ts";
import { junitReport } from "../server/src/cli/report-junit.ts";
import { sarifReport } from "../server/src/cli/report-sarif.ts";
import { createTextReport } from "../server/src/cli/report-text.ts";
import type { ExplainedClaim } from "../server/src/explain/cause.ts";
import { quickFixes } from "../server/src/features/code-actions.ts";
import { codeLenses } from "../server/src/features/code-lens.ts";
import { messageOf, verdictDiagnostics } from "../server/src/features/diagnostics.ts";
import { hintLevels, type HintLevel } from "../server/src/features/hints.ts";
import { hoverAt } from "../server/src/features/hover.ts";
import { toMarkdown, toPlainText } from "../server/src/features/markup.ts";
import { createSnapshot, explained, type CheckedSheet } from "../server/src/features/snapshot.ts";
import { whyAt } from "../server/src/features/why.ts";
import { stripAnnotations } from "./support/annotations.ts";

const folder = join(import.meta.dirname, "fixtures/explain");
const names = readdirSync(folder).filter((name) => name.endsWith(".grad"));

/** All that is shown of a sheet at a level, by the surface that shows it. */
function surfaces(sheet: CheckedSheet, level: HintLevel): ReadonlyMap<string, string> {
  const settings = { hints: level, colour: false };
  const claims = failing(sheet).map(({ claim }) => claim);
  const offsets = claims.flatMap(({ leftSpan, relationSpan, rightSpan }) => [
    leftSpan.start,
    relationSpan.start,
    rightSpan.start,
    Math.floor((rightSpan.start + rightSpan.end) / 2),
  ]);
  const hovers = offsets.flatMap((offset) => hoverAt(sheet, offset, level, "\\") ?? []);
  const fixes = claims.flatMap(({ span }) => quickFixes(sheet, span, level));
  return new Map([
    ["text", createTextReport(settings, false).sheet(sheet)],
    ["JSON", jsonReport([sheet], level)],
    ["SARIF", sarifReport([sheet], [], { hints: level, status: 1 })],
    ["JUnit", junitReport([sheet], [], { hints: level })],
    [
      "squiggles",
      verdictDiagnostics(sheet, level)
        .map((each) => `${messageOf(each)} ${JSON.stringify(each)}`)
        .join("\n"),
    ],
    ["hovers", hovers.map(({ blocks }) => `${toPlainText(blocks)}\n${toMarkdown(blocks)}`).join("\n")],
    ["quick fixes", JSON.stringify(fixes)],
    ["lenses", JSON.stringify(codeLenses(sheet))],
    ["why", JSON.stringify(offsets.map((offset) => whyAt(sheet, offset, level)))],
  ]);
}

function failing(sheet: CheckedSheet): ExplainedClaim[] {
  return sheet.result.models.flatMap(({ claims }) => claims.filter(({ verdict }) => verdict === "fails"));
}

/** What must not be seen below a level. */
function secretsOf(sheet: CheckedSheet, level: HintLevel): string[] {
  const own = (text: string | undefined) => (text === undefined || sheet.text.includes(text) ? [] : [text]);
  return failing(sheet).flatMap(({ claim, cause, evidence, explanation }) => {
    // The sizes that were tried say nothing of the place; an index does.
    const isTelling = evidence?.at?.some(([index]) => claim.loops.some((loop) => loop.name === index));
    if (level === "place") return isTelling ? [printWhere(evidence!.at!)] : [];
    if (level === "kind")
      return [
        ...own(cause?.what),
        ...own(cause?.why),
        ...own(explanation?.what),
        ...own(explanation?.point?.match(/(?<=true )-?[\d.e-]{6,}/)?.[0]),
        ...(cause?.related ?? []).flatMap(({ message }) => own(message)),
      ];
    const repaired = cause?.repair && sheet.text.slice(claim.span.start, cause.repair.span.start) + cause.repair.text;
    const missing = (cause?.terms ?? []).filter(({ verdict }) => verdict === "missing");
    return [
      ...(cause?.told === cause?.what ? [] : own(cause?.told)),
      ...(cause?.do === cause?.hint ? [] : own(cause?.do)),
      ...own(repaired),
      ...missing.flatMap(({ text }) => own(text)),
    ];
  });
}

/** A text as plain text, inside JSON, in XML and in Markdown. */
function shows(shown: string, secret: string): boolean {
  const inJson = JSON.stringify(secret).slice(1, -1);
  const inXml = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [secret, inJson, inXml, inXml.replaceAll('"', "&quot;")].some((form) => shown.includes(form));
}

describe.each(names)("%s", (name) => {
  let sheet: CheckedSheet;
  beforeAll(() => {
    sheet = explained(
      createSnapshot("file:///sheet.grad", 1, stripAnnotations(readFileSync(join(folder, name), "utf8"))),
    );
  }, 120_000);

  test.each(hintLevels)("nothing above %s is seen", (level) => {
    const shown = surfaces(sheet, level);
    for (const higher of hintLevels.slice(hintLevels.indexOf(level) + 1)) {
      const secrets = secretsOf(sheet, higher);
      const told = [...shown].flatMap(([surface, text]) =>
        secrets.filter((secret) => shows(text, secret)).map((secret) => `${surface}: ${secret}`),
      );
      expect(told, `of ${higher}`).toEqual([]);
    }
  });

  test.each(hintLevels.slice(1))("what is withheld below %s is seen there", (level) => {
    const shown = [...surfaces(sheet, level).values()].join("\n");
    const secrets = secretsOf(sheet, level);
    expect(secrets.some((secret) => shows(shown, secret)) || secrets.length === 0).toBe(true);
  });

  test("a squiggle stands under the whole side where the place is withheld", () => {
    const spans = failing(sheet).map(({ claim }) => claim.rightSpan);
    const squiggles = verdictDiagnostics(sheet, "verdict").filter(({ code }) => code === "claim/fails");
    expect(squiggles.map(({ span }) => span)).toEqual(spans);
  });
});
