/** The server's entry under Node, over stdio for any editor and over Node's own channel for VS Code. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { secondOpinion } from "../node/second-opinion.ts";
import { startServer } from "./server.ts";

startServer(createConnection(ProposedFeatures.all), {
  soon: (callback) => void setImmediate(callback),
  now: () => performance.now(),
  secondOpinion,
});
