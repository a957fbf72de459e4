/** What the server tells beside the standard protocol: the numbers for a status bar and the verdicts for a gutter. */
import type { Connection } from "vscode-languageserver";
import { lineVerdicts, type LineVerdict } from "../features/line-verdicts.ts";
import { onceForEach, type Parted } from "../features/parts.ts";
import type { CheckedSheet } from "../features/snapshot.ts";
import { addSummaries, summaryOf, type ClaimCount } from "../features/summary.ts";

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

const linesOf = onceForEach(lineVerdicts);
const summaryOfPart = onceForEach(summaryOf);

/** To be sent after the diagnostics of the same version. */
export async function sendVerdicts(connection: Connection, sheet: Parted<CheckedSheet>): Promise<void> {
  const { uri, version, parts } = sheet;
  const { claims, problems, open } = addSummaries(parts.map(({ item }) => summaryOfPart(item)));
  const verdict: VerdictParams = { uri, version, claims, problems, open };
  const lines = parts.flatMap(({ item, line: first }) =>
    linesOf(item).map(({ line, endLine, verdict }): LineVerdict => ({
      line: line + first,
      ...(endLine !== undefined && { endLine: endLine + first }),
      verdict,
    })),
  );
  await connection.sendNotification("gradus/verdict", verdict);
  await connection.sendNotification("gradus/lines", { uri, version, lines } satisfies LinesParams);
}
