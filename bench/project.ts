/** Where the project's files are, and what the figures were measured on. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cpus, totalmem, type } from "node:os";
import { dirname, join } from "node:path";

/** The nearest folder above with a `package.json`: the bench runs from a bundle too. */
export const root = nearest(import.meta.dirname);

/** The bundles as they are shipped; `run.mjs` makes them. */
export const bundles = join(root, ".cache/bench/dist");

function nearest(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : nearest(dirname(folder));
}

/** What the figures of one run were measured on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memory: string;
  readonly system: string;
  readonly node: string;
  readonly v8: string;
  readonly mathjs: string;
  readonly commit: string;
  readonly date: string;
}

export function machine(): Machine {
  const processors = cpus();
  const mathjs = JSON.parse(readFileSync(join(root, "node_modules/mathjs/package.json"), "utf8")) as {
    version: string;
  };
  return {
    processor: processors[0]?.model ?? "unknown",
    cores: processors.length,
    memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    system: type(),
    node: process.versions.node,
    v8: process.versions.v8,
    mathjs: mathjs.version,
    commit: commit(),
    date: new Date().toISOString().slice(0, 10),
  };
}

function commit(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short=10", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  } catch {
    // A copy without its history.
    return "unknown";
  }
}
