/** Starts the language server beside the editor and hands what it reports to the status bar and the gutter. */
import { type ExtensionContext, window } from "vscode";
import { LanguageClient, RevealOutputChannelOn, State, TransportKind } from "vscode-languageclient/node";
import { registerCommands } from "./commands.ts";
import { createGutter } from "./gutter.ts";
import { LINES_NOTIFICATION, type LinesParams } from "./notifications.ts";
import { restartQuietly } from "./restart-quietly.ts";
import { createStatus } from "./status.ts";
import { createVerdicts, type Verdicts } from "./verdicts.ts";

/** What other extensions, and the tests, get of this one. */
export type GradusExports = Pick<Verdicts, "of" | "onVerdict">;

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<GradusExports> {
  const output = window.createOutputChannel("Gradus", { log: true });
  client = new QuietClient(
    "gradus",
    "Gradus",
    { module: context.asAbsolutePath("dist/server.js"), transport: TransportKind.ipc },
    {
      // No scheme: a sheet may be on disk, on a remote, in a virtual workspace or not yet saved.
      documentSelector: [{ language: "gradus" }],
      outputChannel: output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationFailedHandler: () => false,
      errorHandler: restartQuietly(),
      markdown: { isTrusted: false, supportHtml: false },
    },
  );
  const verdicts = createVerdicts(client);
  const status = createStatus(verdicts);
  const gutter = createGutter();
  context.subscriptions.push(
    output,
    verdicts,
    status,
    gutter,
    registerCommands(client, output),
    client.onNotification(LINES_NOTIFICATION, (lines: LinesParams) => gutter.show(lines)),
    client.onDidChangeState(({ newState }) => {
      status.setRunning(newState !== State.Stopped && newState !== State.StartFailed);
      if (newState !== State.Running) gutter.fadeAll();
    }),
  );
  // A failed start is in the output and in the status bar; rejecting here would raise a notification as well.
  await client.start().catch((error: unknown) => output.error(`The server did not start: ${String(error)}`));
  return { of: verdicts.of, onVerdict: verdicts.onVerdict };
}

export async function deactivate(): Promise<void> {
  if (client?.needsStop()) await client.stop();
}

/** A client whose errors go to the output channel only: a popup in the middle of a derivation helps nobody. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
