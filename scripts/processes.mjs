/** Runs other programs, in the same way on every platform. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const root = dirname(import.meta.dirname);

/**
 * Runs a program to its end and resolves with what it printed; rejects where it fails. Its output is shown as it comes,
 * or, with `quiet`, only when it has failed.
 */
export function run(program, args, { cwd = root, env = process.env, quiet = false, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, shell, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    let output = "";
    const take = (stream) => (chunk) => {
      output += chunk;
      if (!quiet) stream.write(chunk);
    };
    child.stdout.setEncoding("utf8").on("data", take(process.stdout));
    child.stderr.setEncoding("utf8").on("data", take(process.stderr));
    child.on("error", (error) => reject(new Failure(`${program} could not be started: ${error.message}`)));
    child.on("close", (status, signal) => {
      if (status === 0) return resolve(output);
      if (quiet) process.stdout.write(output);
      reject(new Failure(`${program} ${args.join(" ")} ended with ${signal ?? `exit status ${status}`}`));
    });
  });
}

/** Runs the command of an installed package with this very Node: no search of the PATH, no shell. */
export function runPackage(name, args, options = {}) {
  const { command, ...rest } = options;
  const folder = join(root, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = typeof bin === "string" ? bin : (bin[command ?? name.split("/").at(-1)] ?? Object.values(bin)[0]);
  return run(process.execPath, [join(folder, file), ...args], rest);
}

/** Runs npm in another folder, as if it had been called there by hand. */
export function npm(args, { env = process.env, ...options } = {}) {
  const clean = { ...env };
  // Set by the npm that runs this script; they would send the inner npm back to this project.
  for (const name of ["npm_config_local_prefix", "npm_config_prefix", "npm_package_json"]) delete clean[name];
  const self = process.env.npm_execpath;
  return self !== undefined && /npm-cli\.c?js$/.test(self)
    ? run(process.execPath, [self, ...args], { ...options, env: clean })
    : run("npm", args, { ...options, env: clean, shell: process.platform === "win32" });
}

/** A failure that speaks for itself: scripts print its message and no stack. */
export class Failure extends Error {}

/** Runs a script's main function; a `Failure` ends the process with exit status 1 and its message. */
export async function main(script) {
  try {
    await script();
  } catch (error) {
    console.error(`\n${error instanceof Failure ? error.message : error.stack}`);
    process.exitCode = 1;
  }
}
