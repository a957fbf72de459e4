/** `gradus check`: reads sheets, checks each, reports, and returns the exit status. */
import type { CheckOptions } from "../check/check.ts";
import type { HintLevel } from "../features/hints.ts";
import { createSnapshot, explained, type CheckedSheet } from "../features/snapshot.ts";
import { summaryOf } from "../features/summary.ts";
import type { Complaint } from "./complaint.ts";
import { exitStatus, statusOf } from "./exit-status.ts";
import { printable } from "./printable.ts";
import { jsonReport } from "./report-json.ts";
import { createTextReport } from "./report-text.ts";
import { readSource } from "./sources.ts";

export interface CheckSettings {
  readonly format: "text" | "json" | "sarif" | "junit";
  readonly hints: HintLevel;
  readonly colour: boolean;
  readonly options: CheckOptions;
}

export async function runCheck(paths: readonly string[], settings: CheckSettings): Promise<number> {
  const { format, hints, options } = settings;
  const text = format === "text" ? createTextReport(settings, paths.length > 1) : undefined;
  const sheets: CheckedSheet[] = [];
  let status: number = exitStatus.allHold;
  const complaints: Complaint[] = [];
  const complain = (message: string, path?: string): void => {
    console.error(`gradus: ${printable(path === undefined ? message : `${path}: ${message}`)}`);
    complaints.push({ message, ...(path !== undefined && { path }) });
    status = exitStatus.cannotCheck;
  };
  for (const path of paths) {
    const source = await readSource(path);
    if ("message" in source) {
      complain(source.message, path);
      continue;
    }
    const sheet = explained(createSnapshot(source.path, 0, source.text, options));
    if (sheet.failure) complain(sheet.failure.trace, path);
    sheets.push(sheet);
    status = Math.max(status, statusOf(summaryOf(sheet)));
    if (text) console.log(text.sheet(sheet));
  }
  for (const name of options.sizes?.keys() ?? []) {
    if (sheets.length > 0 && !sheets.some((sheet) => hasSize(sheet, name)))
      complain(`--size ${name}: no sheet has a size of that name`);
  }
  if (text && sheets.length > 1) console.log(text.total(sheets));
  if (format === "json") console.log(jsonReport(sheets, hints));
  // The writers of these are read only by those who want them.
  if (format === "sarif") {
    const { sarifReport } = await import("./report-sarif.ts");
    console.log(sarifReport(sheets, complaints, { hints, status }));
  }
  if (format === "junit") {
    const { junitReport } = await import("./report-junit.ts");
    console.log(junitReport(sheets, complaints, { hints }));
  }
  return status;
}

function hasSize({ analysis }: CheckedSheet, name: string): boolean {
  return analysis.models.some(({ sizes }) => sizes.has(name));
}
