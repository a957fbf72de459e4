/** Runs the bundled command line as a shell would, in a folder of its own. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const program = join(import.meta.dirname, "../../dist/cli.js");

export interface Outcome {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface Desk {
  readonly folder: string;
  write(name: string, contents: string | Uint8Array): void;
  run(args: readonly string[], more?: { input?: string; environment?: Record<string, string> }): Promise<Outcome>;
  /** Runs with a reader that goes away after the first words. */
  runAndStopReading(args: readonly string[]): Promise<Outcome>;
  clear(): void;
}

export function createDesk(): Desk {
  const folder = mkdtempSync(join(tmpdir(), "gradus-"));
  return {
    folder,
    write: (name, contents) => writeFileSync(join(folder, name), contents),
    async run(args, { input = "", environment = {} } = {}) {
      const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
      const child = spawn(process.execPath, [program, ...args], { cwd: folder, env: { ...inherited, ...environment } });
      const status = new Promise<number | null>((resolve) => child.once("exit", resolve));
      child.stdin.end(input);
      const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { status: await status, output, errors };
    },
    async runAndStopReading(args) {
      const child = spawn(process.execPath, [program, ...args], { cwd: folder });
      const status = new Promise<number | null>((resolve) => child.once("exit", resolve));
      child.stdout.once("data", () => child.stdout.destroy());
      return { errors: await text(child.stderr), output: "", status: await status };
    },
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}
