/** Builds the bundles before the tests that run them, unless they are newer than everything they are made of. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const bundles = ["client-web", "server", "server-web", "cli", "oracle", "why-page"].map((name) =>
  join(root, "dist", `${name}.js`),
);

export default function setup(): void {
  if (bundles.every((path) => existsSync(path) && statSync(path).mtimeMs > newestSource())) return;
  execFileSync(process.execPath, [join(root, "build.mjs")], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}

function newestSource(): number {
  const files = ["client", "server/src"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }),
  );
  const times = files.filter((file) => file.isFile()).map((file) => statSync(join(file.parentPath, file.name)).mtimeMs);
  return Math.max(...times, statSync(join(root, "package.json")).mtimeMs);
}
