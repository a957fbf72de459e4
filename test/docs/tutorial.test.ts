/**
 * The tutorial, run: each sheet of each step has exactly the verdicts and problems that are written behind its lines, and
 * the terminal says of it what is shown.
 *
 * A block is a sheet of its own (`gradus`), goes on with the one before (`gradus add`), or only tries some lines at its end
 * (`gradus try`). `UPDATE=1` writes what the terminal says into the page; it is refused where `CI` is set.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createTextReport } from "../../server/src/cli/report-text.ts";
import { createSnapshot, explained } from "../../server/src/features/snapshot.ts";
import { checkText, foundIn, inOrder, marksIn, readPage } from "./documented-sheets.ts";

interface Step {
  readonly title: string;
  /** Each sheet as it stands after its block, with the lines of that block. */
  readonly sheets: readonly { readonly text: string; readonly block: string }[];
  /** What the terminal is shown to say, and the sheet that it says it of. */
  readonly reports: readonly { readonly name: string; readonly shown: string; readonly text: string }[];
}

const page = readPage("tutorial.md");

function stepsOf(text: string): Step[] {
  let kept = "";
  return [...text.matchAll(/^## (\d+\. .*)\n([\s\S]*?)(?=^## |(?![\s\S]))/gm)].map(([, title, body]) => {
    const sheets: Step["sheets"][number][] = [];
    const reports: Step["reports"][number][] = [];
    for (const [, info, block] of body!.matchAll(/^```(\w+(?: \w+)?)\n([\s\S]*?)^```$/gm)) {
      if (info === "console") {
        const [, name, shown] = /^\$ gradus check (\S+)\n([\s\S]*)$/.exec(block!)!;
        reports.push({ name: name!, shown: shown!, text: sheets.at(-1)!.text });
        continue;
      }
      const whole = info === "gradus" ? block! : `${kept}${block}`;
      if (info !== "gradus try") kept = whole;
      sheets.push({ text: whole, block: block! });
    }
    return { title: title!, sheets, reports };
  });
}

/** What the terminal says of a sheet without the marks, which a reader doesn't type. */
function reportOf(name: string, text: string): string {
  const typed = text.replaceAll(/ *#!.*$/gm, "");
  const { sheet } = createTextReport({ hints: "kind", colour: false }, false);
  return `${sheet(explained(createSnapshot(name, 0, typed)))}\n`;
}

const steps = stepsOf(page);

if (process.env.UPDATE === "1") {
  if (process.env.CI) throw new Error("UPDATE=1 is refused where CI is set.");
  const reports = steps.flatMap((step) => step.reports);
  const updated = page.replaceAll(/^```console\n[\s\S]*?^```$/gm, () => {
    const { name, text } = reports.shift()!;
    return `\`\`\`console\n$ gradus check ${name}\n${reportOf(name, text)}\`\`\``;
  });
  writeFileSync(join(import.meta.dirname, "../../docs/tutorial.md"), updated);
}

test("it has fifteen steps, and each of them a sheet", () => {
  expect(steps.map(({ title }) => parseInt(title))).toEqual(Array.from({ length: 15 }, (_, at) => at + 1));
  expect(steps.filter(({ sheets }) => sheets.length === 0)).toEqual([]);
});

describe.each(steps.map((step) => [step.title, step] as const))("%s", (_, { sheets, reports }) => {
  test("its lines get what is written behind them", () => {
    for (const { text, block } of sheets) {
      // What a `derive` leaves open changes with every step; it is marked where it is written.
      const isMeant = (line: string) => block.includes("derive") || !line.endsWith(" open");
      expect(inOrder(foundIn(checkText(text)).filter(isMeant))).toEqual(inOrder(marksIn(text).filter(isMeant)));
    }
  });

  for (const { name, shown, text } of reports)
    test(`the terminal says what is shown of ${name}`, () => {
      expect(reportOf(name, text)).toBe(shown);
    });
});

test("it shows what it is about: every word that a first sheet needs", () => {
  const typed = steps.flatMap(({ sheets }) => sheets.map(({ block }) => block)).join("");
  for (const word of ["model", "index", "size", "param", "input", "function", "loss", "derive", "given", "bar", "for"])
    expect(typed).toMatch(new RegExp(`\\b${word}\\b`));
});
