/** The sheets that are measured: the gallery's, and a long file made of it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./project.ts";

const folder = join(root, "examples");

/** A sheet of the gallery by its name. */
export function example(name: string): string {
  return readFileSync(join(folder, `${name}.grad`), "utf8");
}

/** Sheets of the gallery longer than this are left out of the long file, so that 100 models come to 2,000 lines. */
const longest = 25;

/**
 * A file of so many models: the shorter sheets of the gallery one after the other, again and again, each model under a
 * name of its own. Of 100 models it has about 2,000 lines.
 */
export function longFile(models: number): string {
  const sheets = readdirSync(folder)
    .filter((name) => name.endsWith(".grad"))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .filter((text) => text.split("\n").length <= longest + 1 && /^model \w+$/m.test(text));
  return Array.from({ length: models }, (_, at) =>
    sheets[at % sheets.length]!.replace(/^model (\w+)$/m, (_line, name: string) => `model ${name}_${at + 1}`),
  ).join("\n");
}
