/** Whatever comes in, the server answers: no crash, no hang, no lost verdict for the lines that are in order. */
import { afterEach, describe, expect, test } from "vitest";
import { startEditor, type Editor } from "./client.ts";
import { vscode } from "./profiles.ts";
import { elman, recurrentTerm } from "./sheets.ts";

let editor: Editor;
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") return editor.kill();
  expect(await editor.quit()).toBe(0);
});

async function expectAlive(): Promise<void> {
  const sheet = editor.open(elman.replace(recurrentTerm, ""), "alive.grad");
  expect(await sheet.problems()).toEqual(["12 claim/fails ℓ[t]'(v h[t]) v"]);
}

describe("messages that make no sense", () => {
  const junk = [
    null,
    [],
    {},
    7,
    { textDocument: null },
    { textDocument: { uri: 3 } },
    { textDocument: { uri: "file:///a" }, position: "x" },
  ];

  test("requests with junk for parameters are answered", async () => {
    editor = await startEditor(vscode);
    const uri = editor.open(elman).uri;
    const requests = ["hover", "codeLens", "documentSymbol", "codeAction"].map((name) => `textDocument/${name}`);
    for (const method of requests) {
      for (const params of [
        ...junk,
        { textDocument: { uri } },
        { textDocument: { uri }, position: { line: -1, character: 1e99 }, range: {} },
      ]) {
        const answer = editor.connection.sendRequest(method, params).catch((error: { code: number }) => error.code);
        expect([null, -32602, -32603, "object"]).toContain(
          await answer.then((value) => (value === null || typeof value === "number" ? value : typeof value)),
        );
      }
    }
    await expectAlive();
  });

  test("notifications with junk for parameters are passed over", async () => {
    editor = await startEditor(vscode);
    const uri = editor.open(elman).uri;
    for (const method of ["didOpen", "didChange", "didClose", "didSave"]) {
      for (const params of junk) void editor.connection.sendNotification(`textDocument/${method}`, params as object);
    }
    for (const contentChanges of [
      null,
      [{}],
      [{ range: null, text: 3 }],
      [{ range: { start: { line: 9e9, character: -4 }, end: {} }, text: "x" }],
    ]) {
      void editor.connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version: 9 },
        contentChanges,
      });
    }
    void editor.connection.sendNotification("workspace/didChangeConfiguration", 12 as never);
    await expectAlive();
  });

  test("unknown requests are refused and unknown notifications ignored", async () => {
    editor = await startEditor(vscode);
    await expect(editor.connection.sendRequest("gradus/eval", { code: "1" })).rejects.toMatchObject({ code: -32601 });
    void editor.connection.sendNotification("gradus/anything", {});
    void editor.connection.sendNotification("$/setTrace", { value: "verbose" });
    await expectAlive();
  });

  test("a body that is no JSON is passed over", async () => {
    editor = await startEditor(vscode);
    for (const body of ["{", "nonsense", '{"jsonrpc":"2.0"}', "[]", "null"]) {
      editor.process.stdin!.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    }
    await expectAlive();
  });

  test("a sheet that was never opened has nothing to say", async () => {
    editor = await startEditor(vscode);
    const sheet = editor.open(elman);
    sheet.close();
    expect([await sheet.hover(5), await sheet.lenses(), await sheet.symbols()]).toEqual([null, null, null]);
  });

  test("a cancelled request says so, and the check goes on", async () => {
    editor = await startEditor(vscode);
    const sheet = editor.open(elman);
    const id = 4711;
    const request = JSON.stringify({
      jsonrpc: "2.0",
      id,
      method: "textDocument/codeLens",
      params: { textDocument: { uri: sheet.uri } },
    });
    const cancel = JSON.stringify({ jsonrpc: "2.0", method: "$/cancelRequest", params: { id } });
    for (const body of [request, cancel])
      editor.process.stdin!.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    expect((await sheet.verdict()).claims.holds).toBe(5);
  });
});

describe("texts that make no sense", () => {
  const before = "param a, b\nloss L = a^2 b\nbar a = 2 a b\nbar b = a\n";
  const texts: Record<string, string> = {
    nothing: "",
    "only comments": "# a\n% b\n// c",
    "a line of a megabyte": `${before}bar a = ${"a ".repeat(500_000)}`,
    "ten thousand brackets": `${before}bar a = ${"(".repeat(10_000)}a${")".repeat(10_000)}`,
    "lone surrogates": `${before}bar a = \ud800 a \udc00\n`,
    "bidirectional marks": `${before}bar a = \u202e2 a b\u202c\n`,
    "control characters": `${before}bar a = \u0000\u0007\u001b[31m2 a b\n`,
    "names of JavaScript's own": `param constructor, __proto__\ninput toString[t], hasOwnProperty\nindex t = 1..T\nloss L2 = constructor __proto__\nbar constructor = __proto__\nvalueOf[t] = toString[t] hasOwnProperty\n`,
    "a huge range": "index t = 1..10^9\ninput x[t]\ns[t] = x[t]^2\n",
    "a byte-order mark and CRLF": `\ufeff${before.replaceAll("\n", "\r\n")}`,
    "old Mac line ends and tabs": before.replaceAll("\n", "\r").replaceAll(" ", "\t"),
    "decomposed letters": `${before}x\u0304 = 1\nbar a\u0301 = 3\n`,
  };

  test.each(Object.entries(texts))("%s", async (_, text) => {
    editor = await startEditor(vscode);
    const sheet = editor.open(text);
    const { claims } = await sheet.verdict();
    if (text.includes("loss L = ") || text.includes("loss\tL")) expect(claims.holds).toBeGreaterThanOrEqual(1);
    await sheet.lenses();
    await sheet.symbols();
    for (const offset of [0, 9, text.length >> 1, text.length]) await sheet.hover(offset);
    await expectAlive();
    expect(editor.logged).toEqual([]);
  });

  test("a paste of ten thousand lines", async () => {
    editor = await startEditor(vscode);
    const sheet = editor.open(elman);
    await sheet.verdict();
    const lines = Array.from({ length: 10_000 }, (_, at) => `r_${at}[t] = h[t] + ${at}`);
    sheet.edit(elman.indexOf("bar h[t]"), elman.indexOf("bar h[t]"), `${lines.join("\n")}\n\n`);
    expect((await sheet.verdict()).claims).toEqual({ total: 5, holds: 5, fails: 0, undecided: 0 });
  });
});

describe("typing", () => {
  test("a sheet key by key: each state is answered, and the last is right", async () => {
    editor = await startEditor(vscode);
    const sheet = editor.open("");
    for (let at = 0; at < elman.length; at++) {
      sheet.edit(at, at, elman[at]!);
      const hover = sheet.hover(at);
      await sheet.verdict();
      await hover;
    }
    expect(await sheet.problems()).toEqual([]);
    expect(editor.logged).toEqual([]);
  });

  test("the tail of each line gone: the other claims keep their verdicts", async () => {
    editor = await startEditor(vscode);
    const sheet = editor.open(elman);
    const lines = elman.split("\n");
    for (const [at, line] of lines.entries()) {
      if (!line.startsWith("bar")) continue;
      for (const keep of [line.indexOf("=") + 1, line.indexOf("(") + 1, line.length - 1]) {
        sheet.setText(lines.with(at, line.slice(0, keep)).join("\n"));
        expect((await sheet.verdict()).claims.holds, sheet.text).toBe(4);
      }
    }
  });

  test("a storm of two hundred edits ends in the right state", async () => {
    editor = await startEditor(vscode);
    const sheet = editor.open(elman);
    const at = elman.indexOf(recurrentTerm);
    for (let round = 0; round < 50; round++) {
      sheet.edit(at, at + recurrentTerm.length, "");
      sheet.edit(at, at, recurrentTerm.slice(0, 5));
      sheet.edit(at, at + 5, "");
      sheet.edit(at, at, recurrentTerm);
    }
    expect(await sheet.problems()).toEqual([]);
    sheet.edit(at, at + recurrentTerm.length, "");
    expect(await sheet.problems()).toEqual(["12 claim/fails ℓ[t]'(v h[t]) v"]);
  });

  test("several sheets at once keep to themselves", async () => {
    editor = await startEditor(vscode);
    const sheets = Array.from({ length: 8 }, (_, at) =>
      editor.open(at % 2 === 0 ? elman : elman.replace(recurrentTerm, ""), `sheet-${at}.grad`),
    );
    const counts = await Promise.all(sheets.map(async (sheet) => (await sheet.verdict()).claims.fails));
    expect(counts).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
  });
});
