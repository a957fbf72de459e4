/** Publishes what a check found: diagnostics first, then the numbers and marks that refer to them, then fresh lenses. */
import { CodeLensRefreshRequest, type Connection } from "vscode-languageserver";
import { codeLenses } from "../features/code-lens.ts";
import { problemDiagnostics, verdictDiagnostics, type Diagnostic } from "../features/diagnostics.ts";
import type { AnalysedSheet, CheckedSheet } from "../features/snapshot.ts";
import type { ClientSupport } from "./client-support.ts";
import { spanMover } from "./moved-spans.ts";
import type { OpenSheets } from "./open-sheets.ts";
import type { Log } from "./run-safely.ts";
import type { Settings } from "./settings.ts";
import { fromDiagnostic } from "./to-protocol.ts";
import { sendVerdicts } from "./verdict-notifications.ts";

export interface Publisher {
  publish(sheet: CheckedSheet): Promise<void>;
  /** The causes of what fails are known: the diagnostics again, if they say more than before. */
  publishCauses(sheet: CheckedSheet): Promise<void>;
  /** A check takes long: what is known before it, beside the verdicts of the text before. */
  publishEarly(sheet: AnalysedSheet): Promise<void>;
  clear(uri: string): Promise<void>;
}

interface Published {
  readonly text: string;
  readonly verdicts: readonly Diagnostic[];
  /** What the lenses say and where, to know whether the client must ask again. */
  readonly lenses: string;
}

export function createPublisher(
  connection: Connection,
  support: ClientSupport,
  settings: Settings,
  sheets: Pick<OpenSheets, "isCurrent">,
  log: Log,
): Publisher {
  const last = new Map<string, Published>();

  async function send(sheet: AnalysedSheet, verdicts: readonly Diagnostic[]): Promise<void> {
    const { uri, version } = sheet;
    const diagnostics = [...problemDiagnostics(sheet), ...verdicts].map((diagnostic) =>
      fromDiagnostic(sheet, diagnostic, support),
    );
    await connection.sendDiagnostics({ uri, version, diagnostics });
  }

  return {
    async publish(sheet) {
      const level = await settings.hintsFor(sheet.uri);
      if (!sheets.isCurrent(sheet)) return;
      if (sheet.failure) log(`${sheet.failure.phase} ${sheet.uri} failed: ${sheet.failure.trace}`);
      const verdicts = verdictDiagnostics(sheet, level);
      const lenses = JSON.stringify(codeLenses(sheet));
      const before = last.get(sheet.uri);
      last.set(sheet.uri, { text: sheet.text, verdicts, lenses });
      await send(sheet, verdicts);
      await sendVerdicts(connection, sheet);
      // A client that can't be told asks again by itself, with its next edit.
      if (support.lensRefresh && before && before.lenses !== lenses)
        await connection.sendRequest(CodeLensRefreshRequest.type);
    },
    async publishCauses(sheet) {
      const level = await settings.hintsFor(sheet.uri);
      const before = last.get(sheet.uri);
      if (!sheets.isCurrent(sheet) || !before) return;
      if (sheet.failure) log(`${sheet.failure.phase} ${sheet.uri} failed: ${sheet.failure.trace}`);
      const verdicts = verdictDiagnostics(sheet, level);
      if (!sheet.failure && JSON.stringify(verdicts) === JSON.stringify(before.verdicts)) return;
      last.set(sheet.uri, { ...before, verdicts });
      await send(sheet, verdicts);
    },
    async publishEarly(sheet) {
      await settings.hintsFor(sheet.uri);
      if (!sheets.isCurrent(sheet)) return;
      const before = last.get(sheet.uri);
      const move = spanMover(before?.text ?? "", sheet.text);
      const moved = (before?.verdicts ?? []).flatMap((verdict) => {
        const span = move(verdict.span);
        const related = verdict.related.flatMap((other) => {
          const place = move(other.span);
          return place ? [{ ...other, span: place }] : [];
        });
        return span ? [{ ...verdict, span, related }] : [];
      });
      await send(sheet, moved);
    },
    async clear(uri) {
      last.delete(uri);
      await connection.sendDiagnostics({ uri, diagnostics: [] });
    },
  };
}
