/** Sees to it that node_modules is what package-lock.json says, without asking the registry where it already is. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { npm, root } from "./processes.mjs";

/** Installs where anything is missing or outdated; resolves with whether it had to. */
export async function ensureDependencies() {
  if (installedAsLocked()) return false;
  // No package of ours needs its install script, and some would fetch binaries from elsewhere.
  await npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { quiet: true });
  return true;
}

function installedAsLocked() {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const { packages: locked } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const { packages: installed } = JSON.parse(readFileSync(record, "utf8"));
  return Object.entries(locked).every(([path, { version, optional = false }]) => {
    if (path === "") return true;
    // Optional packages are binaries for other platforms.
    const found = installed[path]?.version;
    return found === undefined ? optional : found === version && existsSync(join(root, path, "package.json"));
  });
}
