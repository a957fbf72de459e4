/** Builds for production and packs gradus-<version>.vsix, then opens it again to see that only what runs is in it. */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";
import { Failure, main, root, run, runPackage } from "./processes.mjs";

const LIMIT = 1.5e6;
const ALLOWED =
  /^(extension\.vsixmanifest|\[Content_Types\]\.xml|extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt|images\/[\w-]+\.(png|svg)|syntaxes\/[\w.-]+\.json|dist\/(client|client-web|server|server-web|cli|oracle|why-page)\.js|dist\/why-page\.css|dist\/third-party-notices\.txt))$/i;
const REQUIRED = [
  "extension/package.json",
  ...["client", "client-web", "server", "server-web", "cli", "oracle", "why-page"].map(
    (name) => `extension/dist/${name}.js`,
  ),
  "extension/dist/why-page.css",
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
  const names = zipEntries(readFileSync(vsix)).map(({ name }) => name);
  const foreign = names.filter((name) => !ALLOWED.test(name));
  const missing = REQUIRED.filter((name) => !names.includes(name));
  if (foreign.length > 0) throw new Failure(`The package carries what it should not:\n  ${foreign.join("\n  ")}`);
  if (missing.length > 0) throw new Failure(`The package lacks ${missing.join(", ")}`);
  const { size } = statSync(vsix);
  if (size >= LIMIT) throw new Failure(`The package has ${size} bytes; the limit is ${LIMIT}.`);
  return { vsix, size, files: names.length };
}

/** Unpacks a package into a folder; resolves with the folder that VS Code would call the extension's. */
export function unpackExtension(vsix, folder) {
  for (const { name, contents } of zipEntries(readFileSync(vsix))) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents());
  }
  return join(folder, "extension");
}

/** The files of a zip archive, by its central directory (PKWARE's APPNOTE, 4.3.7 and 4.3.12). */
function zipEntries(zip) {
  const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
  const entries = [];
  let offset = zip.readUInt32LE(end + 16);
  for (let entry = zip.readUInt16LE(end + 10); entry > 0; entry--) {
    const nameLength = zip.readUInt16LE(offset + 28);
    const [isDeflated, length, local] = [
      zip.readUInt16LE(offset + 10) === 8,
      zip.readUInt32LE(offset + 20),
      zip.readUInt32LE(offset + 42),
    ];
    const contents = () => {
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const bytes = zip.subarray(start, start + length);
      return isDeflated ? inflateRawSync(bytes) : bytes;
    };
    entries.push({ name: zip.toString("utf8", offset + 46, offset + 46 + nameLength), contents });
    offset += 46 + nameLength + zip.readUInt16LE(offset + 30) + zip.readUInt16LE(offset + 32);
  }
  return entries;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const { vsix, size, files } = await packageExtension();
    console.log(`${vsix}: ${(size / 1000).toFixed(0)} kB, ${files} files`);
  });
}
