/** An editor for tests: starts the bundled server and speaks JSON-RPC with it over its standard streams. */
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeAction,
  type CodeLens,
  type CompletionItem,
  type Diagnostic as ProtocolDiagnostic,
  type DocumentSymbol,
  type Hover,
  type InitializeResult,
  type MessageConnection,
  type Range,
  type SignatureHelp,
} from "vscode-languageserver/node";
import type { WhyAnswer } from "../../server/src/lsp/why-answer.ts";
import { indexLines } from "../../server/src/syntax/span.ts";

/** The bundled server. */
export const server = join(import.meta.dirname, "../../dist/server.js");

/** The server's messages are plain text. */
export type Diagnostic = ProtocolDiagnostic & { readonly message: string };

interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** What an editor sends with `initialize`, but for the process; and how it answers. */
export interface ClientProfile {
  readonly capabilities: object;
  readonly initializationOptions?: unknown;
  readonly [parameter: string]: unknown;
  /** Settings that it gives when it is asked. */
  readonly settings?: unknown;
}

export interface Verdict {
  readonly uri: string;
  readonly version: number;
  readonly claims: {
    readonly total: number;
    readonly holds: number;
    readonly fails: number;
    readonly undecided: number;
  };
  readonly problems: number;
  readonly open: number;
}

export interface Editor {
  readonly initialized: InitializeResult;
  readonly connection: MessageConnection;
  readonly process: ChildProcess;
  /** Every message of the server's log. */
  readonly logged: string[];
  /** Methods of the requests that the server made. */
  readonly asked: string[];
  open(text: string, name?: string): Sheet;
  /** Resolves with the next diagnostics of a sheet that pass the test. */
  published(uri: string, test: (params: Published) => boolean): Promise<Published>;
  /** Resolves when the server has made this request. */
  request(method: string): Promise<void>;
  /** Shuts the server down as the protocol says; resolves with its exit status. */
  quit(): Promise<number | null>;
  /** Ends a server that may answer no more. */
  kill(): void;
}

export interface Sheet {
  readonly uri: string;
  readonly text: string;
  readonly version: number;
  /** Replaces a range of offsets, as an editor reports typing. */
  edit(start: number, end: number, text: string): void;
  /** Replaces the first occurrence of a text. */
  replace(old: string, text: string): void;
  /** Sends the whole text anew. */
  setText(text: string): void;
  close(): void;
  /** The verdict on the text as it stands, when it is there. */
  verdict(): Promise<Verdict>;
  /** The diagnostics that came with that verdict. */
  diagnostics(): Promise<readonly Diagnostic[]>;
  /** Diagnostics as `line code text`, in the order of their places. */
  problems(): Promise<string[]>;
  hover(offset: number): Promise<Hover | null>;
  completion(offset: number): Promise<CompletionItem[] | null>;
  signature(offset: number): Promise<SignatureHelp | null>;
  lenses(): Promise<CodeLens[] | null>;
  symbols(): Promise<DocumentSymbol[] | null>;
  actions(range: Range): Promise<CodeAction[] | null>;
  why(offset: number): Promise<WhyAnswer | null>;
}

export async function startEditor(profile: ClientProfile, program = server): Promise<Editor> {
  const child = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const logged: string[] = [];
  const asked: string[] = [];
  const published = new Map<string, Published>();
  const verdicts = new Map<string, Verdict>();
  const waiting = new Set<() => void>();
  connection.onNotification("window/logMessage", ({ message }: { message: string }) => void logged.push(message));
  connection.onNotification("textDocument/publishDiagnostics", (params: Published) => {
    published.set(params.uri, params);
    for (const look of waiting) look();
  });
  connection.onNotification("gradus/verdict", (verdict: Verdict) => {
    verdicts.set(verdict.uri, verdict);
    for (const look of waiting) look();
  });
  connection.onRequest((method: string, params: unknown) => {
    asked.push(method);
    for (const look of waiting) look();
    if (method === "workspace/configuration")
      return (params as { items: unknown[] }).items.map(() => profile.settings ?? null);
    return null;
  });
  connection.listen();
  const { settings: _, ...parameters } = profile;
  const initialized = await connection.sendRequest<InitializeResult>("initialize", {
    rootUri: null,
    ...parameters,
    processId: process.pid,
  });
  void connection.sendNotification("initialized", {});

  /** Resolves as soon as `find` finds something. */
  function until<Found>(find: () => Found | undefined): Promise<Found> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  }

  function open(initial: string, name = "sheet.grad"): Sheet {
    const uri = `file:///homework/${name}`;
    let text = initial;
    let version = 1;
    void connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "gradus", version, text },
    });
    const change = (contentChanges: object[]): void => {
      version++;
      void connection.sendNotification("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
    };
    const textDocument = { uri };
    const sheet: Sheet = {
      uri,
      get text() {
        return text;
      },
      get version() {
        return version;
      },
      edit(start, end, inserted) {
        const lines = indexLines(text);
        const range = { start: lines.position(start), end: lines.position(end) };
        text = text.slice(0, start) + inserted + text.slice(end);
        change([{ range, text: inserted }]);
      },
      replace(old, replacement) {
        const at = text.indexOf(old);
        if (at === -1) throw new Error(`the sheet has no ${JSON.stringify(old)}`);
        sheet.edit(at, at + old.length, replacement);
      },
      setText(replacement) {
        text = replacement;
        change([{ text }]);
      },
      close: () => void connection.sendNotification("textDocument/didClose", { textDocument }),
      verdict: () => until(() => (verdicts.get(uri)?.version === version ? verdicts.get(uri) : undefined)),
      async diagnostics() {
        await sheet.verdict();
        return published.get(uri)!.diagnostics;
      },
      async problems() {
        const lines = indexLines(text);
        const found = (await sheet.diagnostics()).map(({ range, code }) => {
          const from = lines.offset(range.start);
          return { from, line: `${range.start.line + 1} ${code} ${text.slice(from, lines.offset(range.end))}` };
        });
        return found.sort((one, other) => one.from - other.from).map(({ line }) => line);
      },
      hover: (offset) =>
        connection.sendRequest("textDocument/hover", { textDocument, position: indexLines(text).position(offset) }),
      completion: (offset) =>
        connection.sendRequest("textDocument/completion", {
          textDocument,
          position: indexLines(text).position(offset),
        }),
      signature: (offset) =>
        connection.sendRequest("textDocument/signatureHelp", {
          textDocument,
          position: indexLines(text).position(offset),
        }),
      lenses: () => connection.sendRequest("textDocument/codeLens", { textDocument }),
      symbols: () => connection.sendRequest("textDocument/documentSymbol", { textDocument }),
      actions: (range) =>
        connection.sendRequest("textDocument/codeAction", { textDocument, range, context: { diagnostics: [] } }),
      why: (offset) =>
        connection.sendRequest("gradus/why", { textDocument, position: indexLines(text).position(offset) }),
    };
    return sheet;
  }

  return {
    initialized,
    connection,
    process: child,
    logged,
    asked,
    open,
    published(uri, test) {
      const before = published.get(uri);
      return until(() => {
        const latest = published.get(uri);
        return latest && latest !== before && test(latest) ? latest : undefined;
      });
    },
    async request(method) {
      await until(() => asked.includes(method) || undefined);
    },
    kill: () => void child.kill("SIGKILL"),
    async quit() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      return exited;
    },
  };
}
