/** A check that takes long: the editor is answered meanwhile, and verdicts stay until there are new ones. */
import { afterEach, expect, test } from "vitest";
import { startEditor, type Editor } from "./client.ts";
import { vscode } from "./profiles.ts";
import { elman, recurrentTerm } from "./sheets.ts";

let editor: Editor;
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") return editor.kill();
  expect(await editor.quit()).toBe(0);
});

/** The same network, fixed at a length that takes a good while. */
const long = elman.replace("1..T", "1..1500").replace("ℓ[t]'(v h[t]) v +", "2 ℓ[t]'(v h[t]) v +");

test("what is wrong with a line is told before the verdicts, and the old verdicts stay in view", async () => {
  editor = await startEditor(vscode);
  const sheet = editor.open(long);
  expect(await sheet.problems()).toHaveLength(1);
  const early = editor.published(sheet.uri, ({ version }) => version === 2);
  sheet.edit(0, 0, "param q\nq = +\n");
  const codes = (await early).diagnostics.map(({ code, range }) => `${range.start.line} ${code}`);
  expect(codes).toContain("13 claim/fails");
  expect(codes.some((code) => code.startsWith("1 syntax/"))).toBe(true);
  expect((await sheet.verdict()).claims.fails).toBe(1);
});

test("a hover does not wait for verdicts", async () => {
  editor = await startEditor(vscode);
  const sheet = editor.open(long);
  let isChecked = false;
  void sheet.verdict().then(() => (isChecked = true));
  const onRelation = await sheet.hover(long.indexOf("= 2 ℓ[t]'"));
  const onName = await sheet.hover(long.indexOf("h[t] = tanh"));
  expect(isChecked).toBe(false);
  expect(onRelation?.contents).toHaveProperty("value", "? This is undecided: it is still being checked.");
  expect(onName?.contents).toHaveProperty("value", expect.stringContaining("h[t] = tanh(a[t])"));
});

test("an edit ends the check under way, and requests get the answer for the newest text", async () => {
  editor = await startEditor(vscode);
  const sheet = editor.open(long);
  const asked = sheet.lenses();
  sheet.setText(elman.replace(recurrentTerm, ""));
  expect((await asked)?.[0]?.command?.title).toBe("✗ 1 of 5 fails");
});

test("closing a sheet ends its check and answers who waits", async () => {
  editor = await startEditor(vscode);
  const sheet = editor.open(long);
  const asked = sheet.lenses();
  sheet.close();
  expect(await asked).toBeNull();
});
