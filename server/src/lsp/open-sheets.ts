/**
 * The sheets that are open and their checks. A check starts with the edit and runs in slices between which the server
 * listens; the next edit ends it. Whoever waits for a check gets that of the newest text.
 */
import type { CancellationToken } from "vscode-languageserver";
import {
  analysed,
  checking,
  createSnapshot,
  explaining,
  type AnalysedSheet,
  type CheckedSheet,
  type ParsedSheet,
  traceOf,
  unchecked,
  type Snapshot,
} from "../features/snapshot.ts";
import { defaultOptions } from "../check/check.ts";
import type { Log } from "./run-safely.ts";
import type { Runtime } from "./runtime.ts";

/** How long the server works without listening. */
const sliceMilliseconds = 5;

/** A check that takes longer than this lets what is known before it out first. */
const slowMilliseconds = 100;

export interface OpenSheets {
  /** A sheet was opened or edited. */
  update(uri: string, version: number, text: string): void;
  close(uri: string): void;
  /** Whether the sheet is open and nobody has edited it since. */
  isCurrent(sheet: ParsedSheet): boolean;
  /** All sheets that are checked as they stand. */
  allChecked(): CheckedSheet[];
  /** The sheet as it stands when its check is done; nothing where it is closed, or the caller no longer asks. */
  checked(uri: string, token: CancellationToken): Promise<CheckedSheet | undefined>;
  /** The same, but without its verdicts where the check takes long: for what a person waits for. */
  checkedSoon(uri: string, token: CancellationToken): Promise<CheckedSheet | undefined>;
}

export interface CheckEvents {
  onChecked(sheet: CheckedSheet): void;
  /** The causes of what fails are known too. */
  onExplained(sheet: CheckedSheet): void;
  /** A check takes long; this is what is known before it. */
  onSlow(sheet: AnalysedSheet): void;
}

interface OpenSheet {
  snapshot: Snapshot;
  /** The check under way; absent when it is done. */
  run: Run | undefined;
  /** The search for causes under way, after the check. */
  search: Generator<void, CheckedSheet> | undefined;
  readonly waiting: Set<Waiting>;
}

interface Waiting {
  readonly answer: (sheet: CheckedSheet | undefined) => void;
  /** Would rather have an answer without verdicts than wait long. */
  readonly impatient: boolean;
}

interface Run {
  readonly slices: Generator<void, CheckedSheet>;
  readonly begun: number;
  isSlow: boolean;
}

export function createOpenSheets(runtime: Runtime, events: CheckEvents, log: Log): OpenSheets {
  const sheets = new Map<string, OpenSheet>();

  function start(sheet: OpenSheet): void {
    const run: Run = { slices: checking(sheet.snapshot), begun: runtime.now(), isSlow: false };
    sheet.run = run;
    sheet.search = undefined;
    continueSoon(sheet, run);
  }

  /** First the verdicts, then their causes. */
  function searchSoon(sheet: OpenSheet, search: Generator<void, CheckedSheet>): void {
    runtime.soon(() => {
      if (sheet.search !== search) return;
      const begun = runtime.now();
      do {
        const slice = search.next();
        if (!slice.done) continue;
        sheet.search = undefined;
        events.onExplained(slice.value);
        return;
      } while (runtime.now() - begun < sliceMilliseconds);
      searchSoon(sheet, search);
    });
  }

  function continueSoon(sheet: OpenSheet, run: Run): void {
    runtime.soon(() => {
      if (sheet.run !== run) return;
      try {
        proceed(sheet, run);
      } catch (error) {
        // What a client sent was no text, or worse. Nobody waits for what will not come.
        log(`A check failed: ${traceOf(error)}`);
        settle(sheet, undefined);
      }
    });
  }

  function proceed(sheet: OpenSheet, run: Run): void {
    const begun = runtime.now();
    do {
      const slice = run.slices.next();
      if (slice.done) return settle(sheet, slice.value);
    } while (runtime.now() - begun < sliceMilliseconds);
    continueSoon(sheet, run);
    const { phases } = sheet.snapshot;
    if (run.isSlow || !phases.analysed || runtime.now() - run.begun < slowMilliseconds) return;
    run.isSlow = true;
    events.onSlow(phases.analysed);
    for (const { answer, impatient } of sheet.waiting) if (impatient) answer(unchecked(phases.analysed));
  }

  function settle(sheet: OpenSheet, result: CheckedSheet | undefined): void {
    sheet.run = undefined;
    if (result) {
      events.onChecked(result);
      sheet.search = explaining(sheet.snapshot);
      searchSoon(sheet, sheet.search);
    }
    // Who is answered leaves the set, which a walk over it allows.
    for (const { answer } of sheet.waiting) answer(result);
  }

  function wait(uri: string, token: CancellationToken, impatient: boolean): Promise<CheckedSheet | undefined> {
    const sheet = sheets.get(uri);
    if (!sheet || token.isCancellationRequested) return Promise.resolve(undefined);
    const { run, snapshot, waiting } = sheet;
    if (!run) return Promise.resolve(snapshot.phases.explained ?? snapshot.phases.checked);
    if (run.isSlow && impatient) return Promise.resolve(unchecked(analysed(snapshot)));
    return new Promise((resolve) => {
      const entry: Waiting = {
        impatient,
        answer(result) {
          subscription.dispose();
          waiting.delete(entry);
          resolve(result);
        },
      };
      const subscription = token.onCancellationRequested(() => entry.answer(undefined));
      waiting.add(entry);
    });
  }

  return {
    update(uri, version, text) {
      const snapshot = createSnapshot(uri, version, text, {
        ...defaultOptions,
        secondOpinion: () => runtime.secondOpinion(),
      });
      const sheet = sheets.get(uri) ?? { snapshot, run: undefined, search: undefined, waiting: new Set() };
      sheet.snapshot = snapshot;
      sheets.set(uri, sheet);
      start(sheet);
    },
    close(uri) {
      const sheet = sheets.get(uri);
      sheets.delete(uri);
      if (sheet) {
        sheet.search = undefined;
        settle(sheet, undefined);
      }
    },
    isCurrent: ({ uri, sheet }) => sheets.get(uri)?.snapshot.phases.parsed?.sheet === sheet,
    allChecked: () =>
      [...sheets.values()].flatMap(({ snapshot: { phases } }) => phases.explained ?? phases.checked ?? []),
    checked: (uri, token) => wait(uri, token, false),
    checkedSoon: (uri, token) => wait(uri, token, true),
  };
}
