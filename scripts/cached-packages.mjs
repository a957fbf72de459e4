/** Packages that only test runs need, installed once in the cache. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.mjs";
import { npm } from "./processes.mjs";

export const INSTALL_FLAGS = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/**
 * The folder with these packages under node_modules, at exactly these versions. A folder with its final name is always
 * complete: it is built under another.
 *
 * @param {string} name what the folder's name begins with
 * @param {Record<string, string>} dependencies
 * @param {(folder: string) => Promise<unknown>} [finish] what is left to do after the installation
 */
export async function cachedPackages(name, dependencies, finish) {
  const stamp = createHash("sha256").update(JSON.stringify(dependencies)).digest("hex").slice(0, 12);
  const folder = join(cacheFolder(), `${name}-${stamp}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder(), { recursive: true });
  const building = mkdtempSync(join(cacheFolder(), "building-"));
  try {
    writeFileSync(join(building, "package.json"), JSON.stringify({ private: true, dependencies }));
    await npm(["install", ...INSTALL_FLAGS], { cwd: building, quiet: true });
    await finish?.(building);
    if (!existsSync(folder)) renameSync(building, folder);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return folder;
}
