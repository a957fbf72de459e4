/**
 * The level of hints for each sheet. It comes from `initialize`, from what the client pushes, or, where the client can be
 * asked, from asking it; nothing about a sheet is shown before its level is known, so that nothing is given away.
 */
import { DidChangeConfigurationNotification, type Connection } from "vscode-languageserver";
import { defaultHints, type HintLevel } from "../features/hints.ts";
import { traceOf } from "../features/snapshot.ts";
import type { ClientSupport } from "./client-support.ts";
import { toHintLevel } from "./from-protocol.ts";
import { runSafely, type Log } from "./run-safely.ts";

export interface Settings {
  hintsFor(uri: string): Promise<HintLevel>;
  forget(uri: string): void;
}

/** `onChange` is called when levels may have changed. */
export function createSettings(
  connection: Connection,
  support: ClientSupport,
  initial: unknown,
  log: Log,
  onChange: () => void,
): Settings {
  let common = toHintLevel(initial) ?? defaultHints;
  const asked = new Map<string, Promise<HintLevel>>();

  async function ask(uri: string): Promise<HintLevel> {
    try {
      return toHintLevel(await connection.workspace.getConfiguration({ scopeUri: uri, section: "gradus" })) ?? common;
    } catch (error) {
      log(`The client did not give its settings: ${traceOf(error)}`);
      return common;
    }
  }

  connection.onDidChangeConfiguration(({ settings }) => {
    common = toHintLevel(settings) ?? toHintLevel(initial) ?? defaultHints;
    asked.clear();
    onChange();
  });
  connection.onInitialized(() => {
    if (!support.configuration || !support.configurationEvents) return;
    runSafely("registering for changed settings", log, async () => {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: "gradus" });
    });
  });
  return {
    hintsFor(uri) {
      if (!support.configuration) return Promise.resolve(common);
      const known = asked.get(uri) ?? ask(uri);
      asked.set(uri, known);
      return known;
    },
    forget: (uri) => void asked.delete(uri),
  };
}
