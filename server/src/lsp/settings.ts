/**
 * The settings of each sheet: how much is given away, and what stands before the names of symbols. They come from `initialize`, from what the client pushes, or, where the client can be
 * asked, from asking it; nothing about a sheet is shown before its level of hints is known, so that nothing is given away.
 */
import { DidChangeConfigurationNotification, type Connection } from "vscode-languageserver";
import { defaultHints, type HintLevel } from "../features/hints.ts";
import { traceOf } from "../features/snapshot.ts";
import type { ClientSupport } from "./client-support.ts";
import { defaultLeader } from "../syntax/typed-symbols.ts";
import { toHintLevel, toLeader } from "./from-protocol.ts";
import { runSafely, type Log } from "./run-safely.ts";

export interface Settings {
  hintsFor(uri: string): Promise<HintLevel>;
  leaderFor(uri: string): Promise<string>;
  forget(uri: string): void;
}

interface SheetSettings {
  readonly hints: HintLevel;
  readonly leader: string;
}

/** `onChange` is called when settings may have changed. */
export function createSettings(
  connection: Connection,
  support: ClientSupport,
  initial: unknown,
  log: Log,
  onChange: () => void,
): Settings {
  const read = (settings: unknown, otherwise: SheetSettings): SheetSettings => ({
    hints: toHintLevel(settings) ?? otherwise.hints,
    leader: toLeader(settings) ?? otherwise.leader,
  });
  const standard = read(initial, { hints: defaultHints, leader: defaultLeader });
  let common = standard;
  const asked = new Map<string, Promise<SheetSettings>>();

  async function ask(uri: string): Promise<SheetSettings> {
    try {
      return read(await connection.workspace.getConfiguration({ scopeUri: uri, section: "gradus" }), common);
    } catch (error) {
      log(`The client did not give its settings: ${traceOf(error)}`);
      return common;
    }
  }

  connection.onDidChangeConfiguration(({ settings }) => {
    common = read(settings, standard);
    asked.clear();
    onChange();
  });
  connection.onInitialized(() => {
    if (!support.configuration || !support.configurationEvents) return;
    runSafely("registering for changed settings", log, async () => {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: "gradus" });
    });
  });

  function settingsFor(uri: string): Promise<SheetSettings> {
    if (!support.configuration) return Promise.resolve(common);
    const known = asked.get(uri) ?? ask(uri);
    asked.set(uri, known);
    return known;
  }

  return {
    hintsFor: async (uri) => (await settingsFor(uri)).hints,
    leaderFor: async (uri) => (await settingsFor(uri)).leader,
    forget: (uri) => void asked.delete(uri),
  };
}
