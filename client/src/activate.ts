/**
 * The extension, the same on a desktop and in a browser: starts the language server and hands what it reports to the status
 * bar and the gutter.
 */
import { type ExtensionContext, window } from "vscode";
import {
  type BaseLanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
  type StaticFeature,
} from "vscode-languageclient";
import { registerChainEnd } from "./chain-end.ts";
import { registerCommands } from "./commands.ts";
import { createGutter } from "./gutter.ts";
import { LINES_NOTIFICATION, type LinesParams } from "./notifications.ts";
import { restartQuietly } from "./restart-quietly.ts";
import { createStatus } from "./status.ts";
import { registerWhyPanel, WHY_COMMAND } from "./panels/why-panel.ts";
import { registerSymbolInput } from "./symbol-input.ts";
import { createVerdicts, type Verdicts } from "./verdicts.ts";

/** What other extensions, and the tests, get of this one. */
export type GradusExports = Pick<Verdicts, "of" | "onVerdict">;

/** Makes the client of a server that runs where this entry's servers run: in a process, or in a web worker. */
export type CreateClient = (options: LanguageClientOptions) => BaseLanguageClient;

let client: BaseLanguageClient | undefined;

export function activateWith(context: ExtensionContext, createClient: CreateClient): GradusExports {
  const output = window.createOutputChannel("Gradus", { log: true });
  const created = createClient({
    // No scheme: a sheet may be on disk, on a remote, in a virtual workspace or not yet saved.
    documentSelector: [{ language: "gradus" }],
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationFailedHandler: () => false,
    errorHandler: restartQuietly(() => created.state === State.Running),
    markdown: { isTrusted: false, supportHtml: false },
  });
  created.registerFeature(offering(WHY_COMMAND));
  client = quiet(created);
  const verdicts = createVerdicts(client);
  const status = createStatus(verdicts);
  const gutter = createGutter();
  context.subscriptions.push(
    output,
    verdicts,
    status,
    gutter,
    registerCommands(client, output),
    registerSymbolInput(),
    registerChainEnd(),
    registerWhyPanel(context.extensionUri, client, verdicts),
    client.onNotification(LINES_NOTIFICATION, (lines: LinesParams) => gutter.show(lines)),
    client.onDidChangeState(({ newState }) => {
      status.setRunning(newState !== State.Stopped && newState !== State.StartFailed);
      if (newState !== State.Running) gutter.fadeAll();
    }),
  );
  // Not waited for: what else VS Code starts would wait too. The client logs why a start fails, and the status bar shows
  // that it did; rejecting here would raise a notification besides.
  void client.start().catch(() => undefined);
  return { of: verdicts.of, onVerdict: verdicts.onVerdict };
}

export async function deactivate(): Promise<void> {
  if (client?.needsStop()) await client.stop();
}

/** Tells the server which commands its lenses and actions may run. */
function offering(...commands: string[]): StaticFeature {
  return {
    fillClientCapabilities(capabilities) {
      capabilities.experimental = { commands: { commands } };
    },
    initialize: () => undefined,
    getState: () => ({ kind: "static" }),
    clear: () => undefined,
  };
}

/** Sends a client's errors to the output channel only: a popup in the middle of a derivation helps nobody. */
function quiet(noisy: BaseLanguageClient): BaseLanguageClient {
  const log = noisy.error.bind(noisy);
  noisy.error = (message, data) => log(message, data, false);
  return noisy;
}
