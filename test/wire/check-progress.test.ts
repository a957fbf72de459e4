/** How far a long check has come, as the editor is told it: the server itself, on a clock that runs fast. */
import { PassThrough } from "node:stream";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { createConnection } from "vscode-languageserver/node";
import { expect, test } from "vitest";
import { startServer } from "../../server/src/lsp/server.ts";
import { elman } from "./sheets.ts";

interface Progress {
  readonly kind: "begin" | "report" | "end";
  readonly title?: string;
  readonly message?: string;
  readonly percentage?: number;
}

/** Opens a sheet in a server on whose clock each look takes so many milliseconds; resolves when the sheet is checked. */
async function progressOf(text: string, lookMilliseconds: number, window: object): Promise<Progress[]> {
  const [there, back] = [new PassThrough(), new PassThrough()];
  let clock = 0;
  startServer(createConnection(there, back), {
    soon: (callback) => void setImmediate(callback),
    later: () => undefined,
    now: () => (clock += lookMilliseconds),
    secondOpinion: () => {
      throw new Error("not needed here");
    },
  });
  const editor = createMessageConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
  const told: Progress[] = [];
  editor.onNotification("$/progress", ({ value }: { value: Progress }) => void told.push(value));
  editor.onRequest(() => null);
  const checked = new Promise<void>((resolve) => editor.onNotification("gradus/verdict", () => resolve()));
  editor.listen();
  await editor.sendRequest("initialize", { processId: null, rootUri: null, capabilities: { window } });
  void editor.sendNotification("initialized", {});
  void editor.sendNotification("textDocument/didOpen", {
    textDocument: { uri: "file:///homework/two%20words.grad", languageId: "gradus", version: 1, text },
  });
  await checked;
  // What was sent before the answer to this has arrived.
  await editor.sendRequest("textDocument/codeLens", { textDocument: { uri: "file:///homework/two%20words.grad" } });
  editor.dispose();
  return told;
}

const models = [1, 2, 3].map((number) => elman.replace("model Elman", `model Elman${number}`)).join("\n");

test("a long check says how many models are done, and ends once", async () => {
  const told = await progressOf(models, 300, { workDoneProgress: true });
  expect(told[0]).toMatchObject({ kind: "begin", title: "Gradus: checking two words.grad", message: "0 of 3 models" });
  expect(told.map(({ message }) => message)).toContain("2 of 3 models");
  expect(told.map(({ kind }) => kind).filter((kind) => kind !== "report")).toEqual(["begin", "end"]);
  const percentages = told.flatMap(({ percentage }) => percentage ?? []);
  expect(percentages).toEqual([...percentages].sort((one, other) => one - other));
});

test("a quick check says nothing, nor does one whose editor shows no progress", async () => {
  expect(await progressOf(models, 0.001, { workDoneProgress: true })).toEqual([]);
  expect(await progressOf(models, 300, {})).toEqual([]);
});
