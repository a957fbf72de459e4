/** The commands of the palette. */
import { commands, Disposable, type LogOutputChannel } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

export const RESTART_SERVER = "gradus.restartServer";
const SHOW_OUTPUT = "gradus.showOutput";

export function registerCommands(client: LanguageClient, output: LogOutputChannel): Disposable {
  return Disposable.from(
    commands.registerCommand(RESTART_SERVER, () => (client.needsStop() ? client.restart() : client.start())),
    commands.registerCommand(SHOW_OUTPUT, () => output.show()),
  );
}
