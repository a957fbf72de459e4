/** Publishes what a check found: diagnostics first, then the numbers and marks that refer to them, then fresh lenses. */
import { CodeLensRefreshRequest, type Connection } from "vscode-languageserver";
import { codeLenses } from "../features/code-lens.ts";
import { problemDiagnostics, verdictDiagnostics, type Diagnostic } from "../features/diagnostics.ts";
import type { HintLevel } from "../features/hints.ts";
import { onceForEach, placedDiagnostic, type Parted, type Placed } from "../features/parts.ts";
import type { AnalysedSheet, CheckedSheet } from "../features/snapshot.ts";
import { indexLines } from "../syntax/span.ts";
import type { ClientSupport } from "./client-support.ts";
import { spanMover } from "./moved-spans.ts";
import type { OpenSheets } from "./open-sheets.ts";
import type { Log } from "./run-safely.ts";
import type { Settings } from "./settings.ts";
import { fromDiagnostic } from "./to-protocol.ts";
import { sendVerdicts } from "./verdict-notifications.ts";

export interface Publisher {
  publish(sheet: Parted<CheckedSheet>): Promise<void>;
  /** The causes of what fails are known: the diagnostics again, if they say more than before. */
  publishCauses(sheet: Parted<CheckedSheet>): Promise<void>;
  /** A check takes long: what is known so far, beside the verdicts of the text before. */
  publishEarly(sheet: Parted<AnalysedSheet | CheckedSheet>): Promise<void>;
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
  const problemsOf = onceForEach(problemDiagnostics);
  const verdictsAt = onceForEach((_sheet: CheckedSheet) => new Map<HintLevel, Diagnostic[]>());
  const lensesOf = onceForEach((sheet: CheckedSheet) => JSON.stringify(codeLenses(sheet)));

  function verdictsOf({ parts }: Parted<CheckedSheet>, level: HintLevel): Diagnostic[] {
    return parts.flatMap((part) => placedVerdicts(part, level));
  }

  function placedVerdicts(part: Placed<CheckedSheet>, level: HintLevel): Diagnostic[] {
    const levels = verdictsAt(part.item);
    if (!levels.has(level)) levels.set(level, verdictDiagnostics(part.item, level));
    return levels.get(level)!.map((diagnostic) => placedDiagnostic(part, diagnostic));
  }

  async function send(sheet: Parted<AnalysedSheet>, verdicts: readonly Diagnostic[]): Promise<void> {
    const { uri, version, text, parts } = sheet;
    const problems = parts.flatMap((part) =>
      problemsOf(part.item).map((diagnostic) => placedDiagnostic(part, diagnostic)),
    );
    const whole = { uri, lines: indexLines(text) };
    const diagnostics = [...problems, ...verdicts].map((diagnostic) => fromDiagnostic(whole, diagnostic, support));
    await connection.sendDiagnostics({ uri, version, diagnostics });
  }

  function logFailures({ uri, parts }: Parted<CheckedSheet>): boolean {
    const failures = parts.flatMap(({ item }) => item.failure ?? []);
    for (const { phase, trace } of failures) log(`${phase} ${uri} failed: ${trace}`);
    return failures.length > 0;
  }

  return {
    async publish(sheet) {
      const level = await settings.hintsFor(sheet.uri);
      if (!sheets.isCurrent(sheet)) return;
      logFailures(sheet);
      const verdicts = verdictsOf(sheet, level);
      const lenses = sheet.parts.map(({ item, start }) => `${start} ${lensesOf(item)}`).join();
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
      const hasFailed = logFailures(sheet);
      const verdicts = verdictsOf(sheet, level);
      if (!hasFailed && JSON.stringify(verdicts) === JSON.stringify(before.verdicts)) return;
      last.set(sheet.uri, { ...before, verdicts });
      await send(sheet, verdicts);
    },
    async publishEarly(sheet) {
      const level = await settings.hintsFor(sheet.uri);
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
      const verdicts = sheet.parts.flatMap((part) => {
        const { item, start } = part;
        if ("result" in item) return placedVerdicts({ ...part, item }, level);
        const end = start + item.text.length;
        return moved.filter(({ span }) => start <= span.start && span.start < end);
      });
      await send(sheet, verdicts);
    },
    async clear(uri) {
      last.delete(uri);
      await connection.sendDiagnostics({ uri, diagnostics: [] });
    },
  };
}
