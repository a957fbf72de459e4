/** What the server tells beside the standard protocol: the numbers for a status bar and the verdicts for a gutter. */
import type { Connection } from "vscode-languageserver";
import { lineVerdicts, type LineVerdict } from "../features/line-verdicts.ts";
import type { CheckedSheet } from "../features/snapshot.ts";
import { summaryOf, type ClaimCount } from "../features/summary.ts";

interface VerdictParams {
  readonly uri: string;
  /** The version of the document that was checked. */
  readonly version: number;
  readonly claims: ClaimCount;
  readonly problems: number;
  readonly open: number;
}

interface LinesParams {
  readonly uri: string;
  readonly version: number;
  readonly lines: readonly LineVerdict[];
}

/** To be sent after the diagnostics of the same version. */
export async function sendVerdicts(connection: Connection, sheet: CheckedSheet): Promise<void> {
  const { uri, version } = sheet;
  const { claims, problems, open } = summaryOf(sheet);
  const verdict: VerdictParams = { uri, version, claims, problems, open };
  const lines: LinesParams = { uri, version, lines: lineVerdicts(sheet) };
  await connection.sendNotification("gradus/verdict", verdict);
  await connection.sendNotification("gradus/lines", lines);
}
