/** The licences of the packages that are bundled into ours: each asks to travel with its code. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, root } from "./processes.mjs";

/** The folders of the packages that a bundle's input files come from, each once, in order. */
export function bundledPackages(inputs) {
  const folders = inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  return [...new Set(folders)].sort((one, other) => one.localeCompare(other, "en"));
}

export function notices(folders) {
  const seen = new Set();
  const parts = folders.flatMap((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const title = `${name} ${version} (${license})`;
    if (seen.has(title)) return [];
    seen.add(title);
    const files = readdirSync(join(root, folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
    if (files.length === 0 && license === undefined) throw new Failure(`${name} has no licence.`);
    const texts = files.map((file) => readFileSync(join(root, folder, file), "utf8").trim());
    return [[title, "-".repeat(title.length), ...texts].join("\n")];
  });
  return `Gradus carries code of the following packages.\n\n${parts.join("\n\n\n")}\n`;
}
