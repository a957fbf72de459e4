/** A day with an editor: opening, typing, asking, closing; with each of the editors that we know. */
import { afterEach, describe, expect, test } from "vitest";
import { startEditor, type ClientProfile, type Editor, type Sheet } from "./client.ts";
import { bare, emacs, helix, neovim, olderNeovim, vscode } from "./profiles.ts";
import { elman, recurrentTerm } from "./sheets.ts";

let editor: Editor;
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") return editor.kill();
  expect(await editor.quit()).toBe(0);
  expect(editor.logged).toEqual([]);
});

const profiles: Record<string, ClientProfile> = { vscode, neovim, olderNeovim, helix, emacs, bare };

describe.each(Object.entries(profiles))("%s", (_, profile) => {
  test("says what it can, in UTF-16", async () => {
    editor = await startEditor(profile);
    expect(editor.initialized.capabilities).toMatchObject({
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: 2 },
      hoverProvider: true,
      documentSymbolProvider: true,
    });
  });

  test("gets diagnostics on opening, on breaking a line and on repairing it", async () => {
    editor = await startEditor(profile);
    const sheet = editor.open(elman);
    expect(await sheet.problems()).toEqual([]);
    expect((await sheet.verdict()).claims).toEqual({ total: 5, holds: 5, fails: 0, undecided: 0 });
    sheet.replace(recurrentTerm, "");
    expect(await sheet.problems()).toEqual(["12 claim/fails ℓ[t]'(v h[t]) v"]);
    sheet.replace("ℓ[t]'(v h[t]) v", `ℓ[t]'(v h[t]) v${recurrentTerm}`);
    expect(await sheet.problems()).toEqual([]);
    expect(sheet.text).toBe(elman);
  });

  test("means the same places behind letters of two units", async () => {
    editor = await startEditor(profile);
    const sheet = editor.open(elman.replace("bar w = sum[t](bar a[t] h[t-1])", "bar 𝑤 = sum[t](bar 𝑎[t] ℎ[t])"));
    expect(await sheet.problems()).toEqual(["17 claim/fails sum[t](bar 𝑎[t] ℎ[t])"]);
    sheet.replace("ℎ[t])", "ℎ[t-1])");
    expect(await sheet.problems()).toEqual([]);
  });

  test("gets hovers, symbols and lenses", async () => {
    editor = await startEditor(profile);
    const sheet = editor.open(elman);
    const hover = await sheet.hover(elman.indexOf("h[t] = tanh"));
    expect(hover?.contents).toHaveProperty("value", expect.stringContaining("tanh(a[t])"));
    expect(await sheet.hover(3)).toBeNull();
    const symbols = await sheet.symbols();
    expect(symbols?.map(({ name }) => name)).toContain("Elman");
    expect((await sheet.lenses())?.map(({ command }) => command?.title)).toEqual([
      "✓ 5 of 5 hold",
      "✓ your equations form a complete backward pass",
      "✓ 2 of 2 hold",
      "✓ 3 of 3 hold",
    ]);
  });

  test("can ask why a claim fails, and is offered no command that it does not know", async () => {
    editor = await startEditor(profile);
    const wrong = elman.replace(recurrentTerm, "");
    const sheet = editor.open(wrong);
    const why = await sheet.why(wrong.indexOf("bar h[t] ="));
    expect(why).toMatchObject({
      verdict: "fails",
      hints: "kind",
      range: { start: { line: 11, character: 0 } },
      paths: { of: "h[t]", output: "L", isLoss: true },
    });
    expect(why!.what).toMatch(/^A path is missing/);
    expect(why!.paths!.paths.map(({ verdict, equation }) => [verdict, equation.range.start.line])).toEqual([
      ["missing", 7],
      ["right", 9],
    ]);
    expect(await sheet.why(3)).toBeNull();
    const lenses = (await sheet.lenses()) ?? [];
    const actions = editor.initialized.capabilities.codeActionProvider ? await sheet.actions(why!.range) : [];
    const commands = [...lenses, ...(actions ?? [])].map(({ command }) => command?.command).filter(Boolean);
    const isOurs = profile === vscode;
    expect(commands).toEqual(isOurs ? ["gradus.why", "gradus.why"] : []);
  });

  test("gets an empty list when a sheet is closed", async () => {
    editor = await startEditor(profile);
    const sheet = editor.open(elman.replace(recurrentTerm, ""));
    expect(await sheet.problems()).toHaveLength(1);
    const cleared = editor.published(sheet.uri, ({ diagnostics }) => diagnostics.length === 0);
    sheet.close();
    await cleared;
    expect(await sheet.hover(elman.indexOf("h[t]"))).toBeNull();
  });
});

describe("what only some clients can show", () => {
  test("related places are links in VS Code and words elsewhere", async () => {
    editor = await startEditor(vscode);
    const wrong = elman.replace(recurrentTerm, "");
    const [linked] = await editor.open(wrong).diagnostics();
    expect(linked?.relatedInformation?.map(({ location }) => location.range.start.line)).toContain(7);
    expect(linked?.message).not.toContain("Line 8");
    await editor.quit();
    editor = await startEditor(helix);
    const [told] = await editor.open(wrong).diagnostics();
    expect(told?.relatedInformation).toBeUndefined();
    expect(told?.message).toContain("Line 8: ");
  });

  test("hovers are plain where Markdown is not known", async () => {
    editor = await startEditor(bare);
    const sheet = editor.open(elman);
    const hover = await sheet.hover(elman.indexOf("w h[t-1]"));
    expect(hover?.contents).toMatchObject({ kind: "plaintext" });
    expect(JSON.stringify(hover?.contents)).not.toMatch(/```|\\\|/);
  });

  test("an outline is flat where trees are not known", async () => {
    editor = await startEditor(bare);
    const symbols = await editor.open(elman).symbols();
    expect(symbols?.find(({ name }) => name === "bar u")).toMatchObject({ containerName: "Elman" });
  });

  test("lenses are refreshed when they have changed, and only then", async () => {
    editor = await startEditor(vscode);
    const sheet = editor.open(elman);
    await sheet.verdict();
    sheet.edit(elman.length, elman.length, "\n");
    await sheet.verdict();
    expect(editor.asked).not.toContain("workspace/codeLens/refresh");
    const refreshed = editor.request("workspace/codeLens/refresh");
    sheet.replace(recurrentTerm, "");
    await refreshed;
    expect((await sheet.lenses())?.[0]?.command?.title).toBe("✗ 1 of 5 fails");
  });

  test("quick fixes are edits", async () => {
    editor = await startEditor(vscode);
    const sheet = editor.open(elman.replace("v h[t])))", "v hh[t])))").replace("tanh(a[t])", "tahn(a[t])"));
    const [problem] = await sheet.diagnostics();
    expect(problem?.code).toBe("name/undeclared");
    const actions = await sheet.actions(problem!.range);
    expect(actions?.[0]).toMatchObject({
      title: "Write tanh",
      kind: "quickfix",
      edit: { changes: { [sheet.uri]: [{ newText: "tanh" }] } },
    });
    expect(await sheet.actions({ start: { line: 0, character: 0 }, end: { line: 0, character: 0 } })).toEqual([]);
  });
});

describe("Why?", () => {
  const wrong = elman.replace(recurrentTerm, "");
  const whyLines = async (sheet: Sheet): Promise<number[]> =>
    ((await sheet.lenses()) ?? []).flatMap(({ command, range }) =>
      command?.title === "Why?" ? [range.start.line] : [],
    );

  test("is answered for the newest text, once its causes are known", async () => {
    editor = await startEditor(vscode);
    const sheet = editor.open(elman);
    const at = elman.indexOf("bar h[t] =");
    expect(await sheet.why(at)).toMatchObject({ verdict: "holds", what: "This line holds." });
    sheet.replace(recurrentTerm, "");
    const asked = sheet.why(at);
    sheet.replace("bar a[t] h[t-1])", "bar a[t] h[t])");
    expect(await asked).toMatchObject({ verdict: "fails", kind: "missing-term" });
    expect(await sheet.why(sheet.text.indexOf("bar w ="))).toMatchObject({ verdict: "fails", kind: "index" });
  });

  test("counts lines in the whole sheet, whatever model the claim is in", async () => {
    editor = await startEditor(vscode);
    const second = wrong.replace("model Elman", "model Second");
    const sheet = editor.open(elman + second);
    const why = await sheet.why((elman + second).lastIndexOf("bar h[t] ="));
    const lines = elman.split("\n").length - 1;
    expect(why!.range.start.line).toBe(lines + 11);
    expect(why!.paths!.paths[0]!.equation.range.start.line).toBe(lines + 7);
  });

  test("stands above each failing claim, and stays where it is while somebody types", async () => {
    editor = await startEditor(vscode);
    const sheet = editor.open(wrong);
    await sheet.why(wrong.indexOf("bar h[t] ="));
    await editor.request("workspace/codeLens/refresh");
    expect(await whyLines(sheet)).toEqual([11]);
    sheet.edit(0, 0, "# a line more\n");
    expect(await whyLines(sheet)).toEqual([12]);
    sheet.replace("bar a[t] h[t-1])", "bar a[t] h[t])");
    sheet.replace("ℓ[t]'(v h[t]) v", `ℓ[t]'(v h[t]) v${recurrentTerm}`);
    expect((await sheet.verdict()).claims.fails).toBe(1);
    expect(await whyLines(sheet)).toEqual([12]);
    editor.asked.length = 0;
    await editor.request("workspace/codeLens/refresh");
    while ((await whyLines(sheet))[0] !== 17) await editor.request("workspace/codeLens/refresh");
  });

  test("is not offered where only verdicts are shown, and gives nothing away", async () => {
    editor = await startEditor({ ...vscode, settings: { hints: "verdict" } });
    const sheet = editor.open(wrong);
    const why = await sheet.why(wrong.indexOf("bar h[t] ="));
    expect(why).toEqual({
      range: why!.range,
      line: { before: "bar h[t] = ℓ[t]'(v h[t]) v", after: "" },
      verdict: "fails",
      hints: "verdict",
      what: "This does not hold.",
      remarks: [],
      related: [],
    });
    expect(await whyLines(sheet)).toEqual([]);
    expect(await sheet.actions(why!.range)).toEqual([]);
  });

  test("is fenced against places that no sheet has", async () => {
    editor = await startEditor(bare);
    const sheet = editor.open(wrong);
    const ask = (position: unknown, uri = sheet.uri) =>
      editor.connection.sendRequest("gradus/why", { textDocument: { uri }, position });
    expect(await ask({ line: 1e9, character: 1e9 })).toBeNull();
    expect(await ask({ line: 3, character: 0 }, "file:///elsewhere.grad")).toBeNull();
  });
});

describe("the level of hints", () => {
  const wrong = elman.replace(recurrentTerm, "");
  const message = async (): Promise<string> => (await editor.open(wrong).diagnostics())[0]!.message;

  test("comes from initialize", async () => {
    editor = await startEditor({ ...bare, initializationOptions: { hints: "verdict" } });
    expect(await message()).toBe("This does not hold.");
  });

  test("comes from the client's settings, and follows them", async () => {
    const settings = { hints: "place" };
    editor = await startEditor({ ...vscode, settings });
    expect(await message()).toMatch(/^This does not hold\.\nt = \d, T = \d$/);
    settings.hints = "kind";
    const told = editor.published("file:///homework/sheet.grad", ({ diagnostics }) =>
      /yours/.test(diagnostics[0]!.message),
    );
    void editor.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await told;
  });

  test("comes from what a client pushes", async () => {
    editor = await startEditor(bare);
    void editor.connection.sendNotification("workspace/didChangeConfiguration", {
      settings: { gradus: { hints: "verdict" } },
    });
    expect(await message()).toBe("This does not hold.");
  });

  test("is kind where a setting makes no sense", async () => {
    editor = await startEditor({ ...vscode, settings: { hints: ["all"] } });
    expect(await message()).toMatch(/yours/);
  });
});
