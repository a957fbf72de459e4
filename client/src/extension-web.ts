/** The extension's entry in a browser: the server is a web worker. */
import { type ExtensionContext, Uri } from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { activateWith, type GradusExports } from "./activate.ts";
import { startInWorker } from "./server-worker.ts";

export { deactivate } from "./activate.ts";

export function activate(context: ExtensionContext): GradusExports {
  const bundle = (name: string): string => Uri.joinPath(context.extensionUri, "dist", name).toString(true);
  const start = startInWorker(bundle("server-web.js"), bundle("oracle.js"));
  return activateWith(context, (options) => new LanguageClient("gradus", "Gradus", start, options));
}
