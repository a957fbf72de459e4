/** The server's entry in a browser: a web worker whose first message says where the oracle's bundle is. */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from "vscode-languageserver/browser";
import { loadSecondOpinion } from "../browser/second-opinion.ts";
import { startServer } from "./server.ts";

const worker = globalThis as unknown as DedicatedWorkerGlobalScope;

worker.addEventListener(
  "message",
  ({ data: { oracle } }: MessageEvent<{ oracle: string }>) => {
    const connection = createConnection(
      ProposedFeatures.all,
      new BrowserMessageReader(worker),
      new BrowserMessageWriter(worker),
    );
    const later = new MessageChannel();
    const callbacks: (() => void)[] = [];
    later.port1.addEventListener("message", () => callbacks.shift()?.());
    later.port1.start();
    startServer(connection, {
      later: (milliseconds, callback) => void setTimeout(callback, milliseconds),
      soon(callback) {
        callbacks.push(callback);
        later.port2.postMessage(undefined);
      },
      now: () => performance.now(),
      secondOpinion: () => loadSecondOpinion(oracle),
    });
  },
  { once: true },
);
