/** The server's own command, as a person and as a configuration call it. */
import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bin } from "../../package.json";

const root = join(import.meta.dirname, "../..");
const command = join(root, bin["gradus-server"]);

test.each(Object.entries(bin))("%s is a program, also after a new build", (_, path) => {
  const program = join(root, path);
  expect(readFileSync(program, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  if (process.platform !== "win32") expect(statSync(program).mode & 0o111).toBe(0o111);
});

test.each([[[]], [["--help"]], [["sheet.grad"]]])("started with %j it says what it is for", (...[parameters]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...parameters], { encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain("gradus-server --stdio");
  expect(stderr).toContain("gradus check sheet.grad");
});
