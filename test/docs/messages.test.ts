/**
 * The page of messages, run: every code has a section, whose first sheet provokes it at exactly the part between ⟦ and ⟧, and
 * whose second, the way out, does not.
 *
 * `⟨U+202E⟩` stands for a character that no page should hold, and `⟨300 (⟩` for 300 brackets. What a sheet provokes besides
 * its code stands in a comment before it, `<!-- also: code, code -->`.
 */
import { describe, expect, test } from "vitest";
import { problemCodes } from "../../server/src/syntax/problem-codes.ts";
import { checkText, findingsOf, readPage, sheetsIn } from "./documented-sheets.ts";

/** Codes that are said of claims and models rather than of the text. */
const verdictCodes = [
  "claim/fails",
  "claim/undecided",
  "claim/zero",
  "claim/restates",
  "claim/circle",
  "claim/passes-on",
  "claim/partial-range",
  "claim/inequality",
  "claim/one-way",
  "recover/forward-only",
  "adjoint/no-path",
  "cost/count",
  "cost/not-tight",
  "derive/open",
];

/** What no sheet provokes: a bug of Gradus itself. */
const withoutSheets = ["internal/failure"];

interface Section {
  readonly code: string;
  readonly anchor: string | undefined;
  readonly body: string;
}

const page = readPage("messages.md");

const sections = [
  ...page.matchAll(/^(?:<a id="([\w-]+)"><\/a>\n\n)?### ([a-z]+\/[a-z-]+)\n([\s\S]*?)(?=^<a id|^##|(?![\s\S]))/gm),
].map(([, anchor, code, body]): Section => ({ code: code!, anchor, body: body! }));

function written(text: string): string {
  return text
    .replace(/⟨U\+([0-9A-F]{4,6})⟩/g, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)))
    .replace(/⟨(\d+) (.)⟩/g, (_, count: string, character: string) => character.repeat(Number(count)));
}

/** The text without its markers, and where they stood. */
function unmarked(marked: string): { text: string; spans: { start: number; end: number }[] } {
  const spans: { start: number; end: number }[] = [];
  let text = "";
  let start = 0;
  for (const part of marked.split(/([⟦⟧])/)) {
    if (part === "⟦") start = text.length;
    else if (part === "⟧") spans.push({ start, end: text.length });
    else text += part;
  }
  return { text, spans };
}

describe("the page of messages", () => {
  test("has a section for each code, in the order of the table, with its anchor", () => {
    const wanted = [...Object.keys(problemCodes), ...verdictCodes, "internal/failure"];
    expect(sections.map(({ code }) => code)).toEqual(wanted);
    expect(sections.map(({ anchor }) => anchor)).toEqual(sections.map(({ code }) => code.replace("/", "-")));
  });

  describe.each(sections.filter(({ code }) => !withoutSheets.includes(code)))("$code", ({ code, body }) => {
    const [provoking, corrected, ...others] = sheetsIn(body);

    test("is provoked by its sheet, at the part that is marked", () => {
      const { text, spans } = unmarked(written(provoking!.text));
      const sheet = checkText(text);
      const findings = findingsOf(sheet);
      const also = /<!-- also: (.*) -->/.exec(body)?.[1]?.split(", ") ?? [];
      expect([...new Set(findings.map((each) => each.code))].toSorted()).toEqual([code, ...also].toSorted());
      const places = findings.flatMap((each) =>
        each.code === code ? [text.slice(each.span.start, each.span.end)] : [],
      );
      expect([...new Set(places)]).toEqual(spans.map(({ start, end }) => text.slice(start, end)));
      const starts = findings.flatMap((each) => (each.code === code ? [each.span.start] : []));
      expect([...new Set(starts)]).toEqual(spans.map(({ start }) => start));
    });

    test("is gone from the corrected sheet", () => {
      const codes = findingsOf(checkText(written(corrected!.text))).map((each) => each.code);
      expect(codes).not.toContain(code);
      // The way out leads somewhere: nothing else is wrong either.
      expect(codes.filter((each) => !verdictCodes.includes(each) || each === "claim/fails")).toEqual([]);
      expect(others).toEqual([]);
    });
  });
});
