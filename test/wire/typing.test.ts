/** What helps to type, over the wire: completion, signatures, how a symbol is typed; as each editor can show it. */
import { afterEach, describe, expect, test } from "vitest";
import { startEditor, type ClientProfile, type Editor } from "./client.ts";
import { bare, emacs, helix, neovim, vscode } from "./profiles.ts";
import { elman } from "./sheets.ts";

let editor: Editor;
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") return editor.kill();
  expect(await editor.quit()).toBe(0);
  expect(editor.logged).toEqual([]);
});

const profiles: Record<string, ClientProfile> = { vscode, neovim, helix, emacs, bare };

describe.each(Object.entries(profiles))("%s", (_, profile) => {
  test("completes what it has just typed, before the check is through", async () => {
    editor = await startEditor(profile);
    const sheet = editor.open(elman);
    sheet.edit(elman.length, elman.length, "bar ");
    const items = await sheet.completion(sheet.text.length);
    const shown = items?.toSorted((one, other) => one.sortText!.localeCompare(other.sortText!));
    expect(shown?.map(({ label }) => label)).toEqual(["x[t]", "h[t]", "a[t]", "u", "w", "v"]);
    sheet.edit(sheet.text.length, sheet.text.length, "x[t] = \\si");
    const symbols = await sheet.completion(sheet.text.length);
    const sigma = symbols?.find(({ label }) => label === "σ");
    const { line, character } = { line: 18, character: "bar x[t] = ".length };
    expect(sigma).toMatchObject({
      detail: "\\sigma",
      filterText: "\\sigma",
      textEdit: { range: { start: { line, character }, end: { line, character: character + 3 } }, newText: "σ" },
    });
  });

  test("is told which argument it types", async () => {
    editor = await startEditor(profile);
    const sheet = editor.open(`${elman}y = dot(a[1], `);
    const help = await sheet.signature(sheet.text.length);
    expect(help).toMatchObject({ activeParameter: 1, signatures: [{ label: "dot(a, b)" }] });
    expect(await sheet.signature(3)).toBeNull();
  });

  test("gets nothing in comments, and in sheets that are not open", async () => {
    editor = await startEditor(profile);
    const sheet = editor.open(elman);
    expect(await sheet.completion(5)).toBeNull();
    sheet.close();
    expect(await sheet.completion(elman.length)).toBeNull();
  });
});

describe("what only some clients can show", () => {
  const template = async (profile: ClientProfile) => {
    editor = await startEditor(profile);
    const sheet = editor.open(elman);
    return (await sheet.completion(elman.length))?.find(({ label }) => label === "model LSTM");
  };

  test("places to fill in, where snippets are known", async () => {
    const item = await template(vscode);
    expect(item).toMatchObject({ insertTextFormat: 2, labelDetails: { description: "template" } });
    expect(item?.textEdit?.newText).toMatch(/^model \$\{1:LSTM\}\n/);
    expect(item?.documentation).toHaveProperty("kind", "markdown");
  });

  test("and the same text without them elsewhere", async () => {
    const item = await template(bare);
    expect(item?.textEdit?.newText).toMatch(/^model LSTM\n/);
    expect(item?.textEdit?.newText).not.toContain("$");
    expect(item).not.toHaveProperty("insertTextFormat");
    expect(item).not.toHaveProperty("labelDetails");
    expect(item?.documentation).toHaveProperty("kind", "plaintext");
  });

  test("parameters as places in the label, or as words", async () => {
    editor = await startEditor(vscode);
    const places = await editor.open("y = dot(").signature(8);
    expect(places?.signatures[0]?.parameters?.map(({ label }) => label)).toEqual([
      [4, 5],
      [7, 8],
    ]);
    await editor.quit();
    editor = await startEditor(bare);
    const words = await editor.open("y = dot(").signature(8);
    expect(words?.signatures[0]?.parameters?.map(({ label }) => label)).toEqual(["a", "b"]);
  });
});

describe("the leader of symbols", () => {
  const hover = async (profile: ClientProfile) => {
    editor = await startEditor(profile);
    const sheet = editor.open(elman);
    return JSON.stringify((await sheet.hover(elman.indexOf("ℓ[t](v")))?.contents);
  };

  test("is a backslash", async () => expect(await hover(vscode)).toContain("is typed `\\\\ell`"));

  test("comes from the settings", async () => {
    const shown = await hover({ ...vscode, settings: { symbols: { leader: ";" } } });
    expect(shown).toContain("is typed `;ell`");
  });

  test("is a backslash where the setting makes no sense", async () => {
    expect(await hover({ ...vscode, settings: { symbols: { leader: "ab" } } })).toContain("is typed `\\\\ell`");
  });
});
