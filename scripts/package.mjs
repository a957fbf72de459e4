/** Builds for production and packs gradus-<version>.vsix, then opens it again to see that only what runs is in it. */
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure, main, root, run, runPackage } from "./processes.mjs";

const LIMIT = 1.5e6;
const ALLOWED =
  /^(extension\.vsixmanifest|\[Content_Types\]\.xml|extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt|images\/[\w-]+\.(png|svg)|syntaxes\/[\w.-]+\.json|dist\/(client|client-web|server|server-web|cli|oracle)\.js|dist\/third-party-notices\.txt))$/i;
const REQUIRED = [
  "extension/package.json",
  ...["client", "client-web", "server", "server-web", "cli", "oracle"].map((name) => `extension/dist/${name}.js`),
];

export function vsixPath() {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return join(root, `gradus-${version}.vsix`);
}

export async function packageExtension() {
  const vsix = vsixPath();
  rmSync(vsix, { force: true });
  await run(process.execPath, ["build.mjs", "--production"], { quiet: true });
  const flags = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links"];
  await runPackage("@vscode/vsce", ["package", ...flags, "--out", vsix], { quiet: true });
  const names = zipEntries(readFileSync(vsix));
  const foreign = names.filter((name) => !ALLOWED.test(name));
  const missing = REQUIRED.filter((name) => !names.includes(name));
  if (foreign.length > 0) throw new Failure(`The package carries what it should not:\n  ${foreign.join("\n  ")}`);
  if (missing.length > 0) throw new Failure(`The package lacks ${missing.join(", ")}`);
  const { size } = statSync(vsix);
  if (size >= LIMIT) throw new Failure(`The package has ${size} bytes; the limit is ${LIMIT}.`);
  return { vsix, size, files: names.length };
}

/** The names in a zip archive's central directory (PKWARE's APPNOTE, 4.3.12). */
function zipEntries(zip) {
  const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
  const names = [];
  let offset = zip.readUInt32LE(end + 16);
  for (let entry = zip.readUInt16LE(end + 10); entry > 0; entry--) {
    const nameLength = zip.readUInt16LE(offset + 28);
    names.push(zip.toString("utf8", offset + 46, offset + 46 + nameLength));
    offset += 46 + nameLength + zip.readUInt16LE(offset + 30) + zip.readUInt16LE(offset + 32);
  }
  return names;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const { vsix, size, files } = await packageExtension();
    console.log(`${vsix}: ${(size / 1000).toFixed(0)} kB, ${files} files`);
  });
}
