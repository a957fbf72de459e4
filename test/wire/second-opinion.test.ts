/** The second opinion comes from a bundle of its own, which may be missing, or out of reach in a browser that is offline. */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { server, startEditor } from "./client.ts";
import { vscode } from "./profiles.ts";

const sheet = "param a\n(1 + 1e-20 a) - 1 = 0\nloss L = a^2\nbar a = 2 a\n";

test("What doubles can't decide is decided by the second opinion", async () => {
  const editor = await startEditor(vscode);
  const { claims } = await editor.open(sheet).verdict();
  expect(claims).toEqual({ total: 2, holds: 1, fails: 1, undecided: 0 });
  expect(await editor.quit()).toBe(0);
});

test("Without it that stays undecided, and the log says so once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gradus-alone-"));
  try {
    const alone = join(folder, "server.js");
    copyFileSync(server, alone);
    const editor = await startEditor(vscode, alone);
    const open = editor.open(sheet);
    const undecided = { total: 2, holds: 1, fails: 0, undecided: 1 };
    expect((await open.verdict()).claims).toEqual(undecided);
    open.replace("= 0", "= 0 a");
    expect((await open.verdict()).claims).toEqual(undecided);
    expect(editor.logged.filter((message) => /second opinion can't be loaded/.test(message))).toHaveLength(1);
    expect(editor.logged).toHaveLength(1);
    expect(await editor.quit()).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
