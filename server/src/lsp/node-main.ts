#!/usr/bin/env node
/** The server's entry under Node, over stdio for any editor and over Node's own channel for VS Code. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { keepHeapTight } from "../node/heap.ts";
import { secondOpinion } from "../node/second-opinion.ts";
import { startServer } from "./server.ts";

/** Said to a person who starts it by hand: without a transport there is nobody to talk to. */
const usage = `gradus-server is the language server of Gradus. An editor starts it, and says how they talk:

  gradus-server --stdio          also --socket=PORT, --pipe=NAME, --node-ipc

To check a sheet in the terminal: gradus check sheet.grad
`;

if (process.argv.some((argument) => /^--(?:stdio|socket|pipe|node-ipc)(?:=|$)/.test(argument))) {
  keepHeapTight();
  startServer(createConnection(ProposedFeatures.all), {
    soon: (callback) => void setImmediate(callback),
    later: (milliseconds, callback) => void setTimeout(callback, milliseconds),
    now: () => performance.now(),
    secondOpinion,
  });
} else {
  process.stderr.write(usage);
  process.exitCode = 2;
}
