/** The extension's entry on a desktop and on a remote: the server is a process beside the editor. */
import type { ExtensionContext } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { activateWith, type GradusExports } from "./activate.ts";

export { deactivate } from "./activate.ts";

export function activate(context: ExtensionContext): GradusExports {
  const server = { module: context.asAbsolutePath("dist/server.js"), transport: TransportKind.ipc };
  return activateWith(context, (options) => new LanguageClient("gradus", "Gradus", server, options));
}
