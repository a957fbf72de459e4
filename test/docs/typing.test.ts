/** The page on typing: its lists of symbols are the table, its templates and settings are those there are. */
import { expect, test } from "vitest";
import { contributes } from "../../package.json" with { type: "json" };
import { templates } from "../../server/src/features/templates.ts";
import { namedSymbols } from "../../server/src/syntax/symbol-names.ts";
import { defaultLeader } from "../../server/src/syntax/typed-symbols.ts";
import { readPage } from "./documented-sheets.ts";

const page = readPage("typing.md");
const list = page.slice(page.indexOf("## All symbols"));

/** The names in a cell, without their backslashes. A bar in a table is written as a character reference. */
function namesIn(cell: string): string[] {
  const text = cell.replace("<code>&#92;&#124;</code>", "`\\|`");
  return [...text.matchAll(/`\\([^`]+)`/g)].map(([, name]) => name!);
}

test("lists every symbol, with all its names and what it is for", () => {
  const rows = [...list.matchAll(/^\| (\S+) +\| (.+?) +\| (.+?) +\|$/gm)].slice(1);
  const shown = rows
    .filter(([, symbol]) => !symbol!.startsWith("---"))
    .map(([, symbol, names, meaning]) => ({ symbol: symbol!, names: namesIn(names!), meaning: meaning! }));
  const items = [...list.matchAll(/^[^|#\n]* · [^]*?$/gm)].flatMap(([line]) =>
    line
      .split(" ·")
      .map((item) => item.trim())
      .filter((item) => item !== "")
      .map((item) => ({ symbol: item.slice(0, item.indexOf(" ")), names: namesIn(item) })),
  );
  const inTable = new Set(shown.map(({ symbol }) => symbol));
  expect(shown).toEqual(namedSymbols.filter(({ symbol }) => inTable.has(symbol)));
  const others = namedSymbols.filter(({ symbol }) => !inTable.has(symbol));
  expect(items).toEqual(others.map(({ symbol, names }) => ({ symbol, names })));
  expect(shown.length).toBeGreaterThan(20);
});

test("names every template", () => {
  for (const { name } of templates) expect(page).toContain(`\`${name}\``);
});

test("names the settings with their defaults", () => {
  const { properties } = contributes.configuration;
  expect(properties["gradus.symbols.replace"].default).toBe(true);
  expect(properties["gradus.symbols.leader"].default).toBe(defaultLeader);
  const settings = Object.keys(properties).filter((name) => name.startsWith("gradus.symbols."));
  for (const name of settings) expect(page).toContain(`| \`${name}\``);
});
