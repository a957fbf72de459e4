/** The commands of the palette. */
import { commands, Disposable, type LogOutputChannel } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

export const RESTART_SERVER = "gradus.restartServer";
const SHOW_OUTPUT = "gradus.showOutput";

export function registerCommands(client: BaseLanguageClient, output: LogOutputChannel): Disposable {
  return Disposable.from(
    commands.registerCommand(RESTART_SERVER, () => restart(client)),
    commands.registerCommand(SHOW_OUTPUT, () => output.show()),
  );
}

async function restart(client: BaseLanguageClient): Promise<void> {
  if (client.needsStop()) await client.stop();
  // A start that fails is logged, and the status bar shows it; a rejection would raise a notification as well.
  await client.start().catch(() => undefined);
}
