/** An editor that measures: starts the bundled server, types, and notes when the verdict on what it typed arrives. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { indexLines } from "../server/src/syntax/span.ts";
import { mainThreadTime } from "./measure.ts";
import { bundles } from "./project.ts";
import type { Edit } from "./typing.ts";

/** One message there and the verdict back. */
export interface Latency {
  /** Milliseconds from when the message was written to when the verdict was read. */
  readonly wall: number;
  /** Milliseconds that the server's main thread computed meanwhile. */
  readonly mainThread: number | undefined;
}

export interface Verdict {
  readonly uri: string;
  readonly version: number;
  readonly claims: { readonly total: number; readonly holds: number };
}

export interface MeasuringEditor {
  /** Opens a sheet; resolves with its verdict. */
  open(text: string): Promise<Verdict>;
  /** Makes an edit; resolves when its verdict is there. */
  type(edit: Edit): Promise<Latency>;
  /** Milliseconds that the server's main thread computed since its start. */
  mainThreadTime(): number | undefined;
  quit(): Promise<void>;
}

/** What VS Code says of itself, as far as the server asks. */
const capabilities = {
  workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
    hover: { contentFormat: ["markdown", "plaintext"] },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};

/** Resolves when the server has answered `initialize`. */
export async function startServer(): Promise<MeasuringEditor> {
  const child = spawn(process.execPath, [join(bundles, "server.js"), "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const uri = "file:///homework/sheet.grad";
  let text = "";
  let version = 0;
  let arrived: ((verdict: Verdict) => void) | undefined;
  connection.onNotification("gradus/verdict", (verdict: Verdict) => {
    if (verdict.version === version) arrived?.(verdict);
  });
  connection.onRequest((_method: string, params: unknown) => {
    const { items } = (params ?? {}) as { items?: readonly unknown[] };
    return items ? items.map(() => null) : null;
  });
  const verdict = (): Promise<Verdict> => new Promise((resolve) => (arrived = resolve));
  connection.listen();
  await connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities });
  void connection.sendNotification("initialized", {});
  return {
    open(initial) {
      text = initial;
      version = 1;
      const checked = verdict();
      const textDocument = { uri, languageId: "gradus", version, text };
      void connection.sendNotification("textDocument/didOpen", { textDocument });
      return checked;
    },
    async type({ start, end, text: typed }) {
      const lines = indexLines(text);
      const range = { start: lines.position(start), end: lines.position(end) };
      text = text.slice(0, start) + typed + text.slice(end);
      version++;
      const checked = verdict();
      const threadBefore = mainThreadTime(child.pid!);
      const before = performance.now();
      void connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version },
        contentChanges: [{ range, text: typed }],
      });
      await checked;
      const wall = performance.now() - before;
      const threadAfter = mainThreadTime(child.pid!);
      const isTold = threadBefore !== undefined && threadAfter !== undefined;
      return { wall, mainThread: isTold ? threadAfter - threadBefore : undefined };
    },
    mainThreadTime: () => mainThreadTime(child.pid!),
    async quit() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      await exited;
      connection.dispose();
    },
  };
}
