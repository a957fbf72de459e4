/**
 * The sheets that are open and their checks. A check starts with the edit and runs in slices between which the server
 * listens; the next edit ends it. Whoever waits for a check gets that of the newest text.
 */
import type { CancellationToken } from "vscode-languageserver";
import { defaultOptions } from "../check/check.ts";
import { createParts, inPlace, mapParts, partAt, type Parted } from "../features/parts.ts";
import {
  analysed,
  analysing,
  checking,
  explaining,
  traceOf,
  unchecked,
  type AnalysedSheet,
  type CheckedSheet,
  type Snapshot,
} from "../features/snapshot.ts";
import type { Log } from "./run-safely.ts";
import type { Runtime } from "./runtime.ts";

/** How long the server works without listening. */
const sliceMilliseconds = 5;

/** A check that takes longer than this lets what is known before it out first, and again as more is known. */
const slowMilliseconds = 100;
const slowAgainMilliseconds = 500;

/** From here on a person wants to know how far it has come. */
const progressMilliseconds = 1_000;

/** Causes are looked for when nobody has typed for so long: the next keystroke shall not meet a server at work. */
const pauseMilliseconds = 150;

export interface OpenSheets {
  /** A sheet was opened or edited. */
  update(uri: string, version: number, text: string): void;
  close(uri: string): void;
  /** Whether the sheet is open and nobody has edited it since. */
  isCurrent(sheet: Parted<unknown>): boolean;
  /** The part of a sheet at a line, as it stands and without its verdicts: for what cannot wait. */
  analysedAt(uri: string, line: number): AnalysedSheet | undefined;
  /** All sheets that are checked as they stand. */
  allChecked(): Parted<CheckedSheet>[];
  /** The sheet as it stands when its check is done; nothing where it is closed, or the caller no longer asks. */
  checked(uri: string, token: CancellationToken): Promise<Parted<CheckedSheet> | undefined>;
  /** The same, but without its verdicts where the check takes long: for what a person waits for. */
  checkedSoon(uri: string, token: CancellationToken): Promise<Parted<CheckedSheet> | undefined>;
  /** The sheet as it stands when the causes of its failures are known too. */
  explained(uri: string, token: CancellationToken): Promise<Parted<CheckedSheet> | undefined>;
}

export interface CheckEvents {
  onChecked(sheet: Parted<CheckedSheet>): void;
  /** The causes of what fails are known too. */
  onExplained(sheet: Parted<CheckedSheet>): void;
  /** A check takes long; this is what is known so far. */
  onSlow(sheet: Parted<AnalysedSheet | CheckedSheet>): void;
  /** It takes longer still; so many of the sheet's parts are checked by now. */
  onProgress(uri: string, checked: number, parts: number): void;
  /** The check that was under way is done, or was given up. */
  onSettled(uri: string): void;
}

interface OpenSheet {
  current: Parted<Snapshot>;
  /** The check under way; absent when it is done. */
  run: Run | undefined;
  /** The search for causes under way, after the check. */
  search: Generator<void, Parted<CheckedSheet>> | undefined;
  readonly waiting: Set<Waiting>;
}

interface Waiting {
  readonly answer: (sheet: Parted<CheckedSheet> | undefined) => void;
  /** `little`: would rather have an answer without verdicts than wait long; `much`: waits for the causes, too. */
  readonly patience: "little" | "usual" | "much";
}

interface Run {
  readonly slices: Generator<void, Parted<CheckedSheet>>;
  readonly begun: number;
  isSlow: boolean;
  /** When what is known is let out next, and how many parts were checked the last time. */
  tellAt: number;
  told: number;
}

/** All parts are understood first, so that what is wrong with them can be told. Then they are checked: first what the last edit changed. */
function* checkingAll(sheet: Parted<Snapshot>): Generator<void, Parted<CheckedSheet>> {
  for (const { item } of sheet.parts) yield* analysing(item);
  for (const { item } of sheet.parts) if (item.version === sheet.version) yield* checking(item);
  for (const { item } of sheet.parts) yield* checking(item);
  return mapParts(sheet, ({ phases }) => phases.checked!);
}

function* explainingAll(sheet: Parted<Snapshot>): Generator<void, Parted<CheckedSheet>> {
  for (const { item } of sheet.parts) yield* explaining(item);
  return mapParts(sheet, ({ phases }) => phases.explained!);
}

/** What is known of each part; what is still being checked is undecided. */
function soFar(sheet: Parted<Snapshot>): Parted<CheckedSheet> {
  return mapParts(sheet, (item) => item.phases.explained ?? item.phases.checked ?? unchecked(analysed(item)));
}

function checkedParts({ parts }: Parted<Snapshot>): number {
  return parts.filter(({ item }) => item.phases.checked).length;
}

export function createOpenSheets(runtime: Runtime, events: CheckEvents, log: Log): OpenSheets {
  const sheets = new Map<string, OpenSheet>();

  function start(sheet: OpenSheet): void {
    const begun = runtime.now();
    const slices = checkingAll(sheet.current);
    const run: Run = { slices, begun, isSlow: false, tellAt: begun + slowMilliseconds, told: -1 };
    sheet.run = run;
    sheet.search = undefined;
    continueSoon(sheet, run);
  }

  /** First the verdicts, then their causes. */
  function searchSoon(sheet: OpenSheet, search: Generator<void, Parted<CheckedSheet>>): void {
    runtime.soon(() => {
      if (sheet.search !== search) return;
      const begun = runtime.now();
      do {
        const slice = search.next();
        if (!slice.done) continue;
        sheet.search = undefined;
        events.onExplained(slice.value);
        answerAll(sheet, slice.value, ["much"]);
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
    tellIfSlow(sheet, run);
  }

  function tellIfSlow(sheet: OpenSheet, run: Run): void {
    const now = runtime.now();
    const { current, waiting } = sheet;
    if (now < run.tellAt || !current.parts.every(({ item }) => item.phases.analysed)) return;
    run.isSlow = true;
    run.tellAt = now + slowAgainMilliseconds;
    const known = checkedParts(current);
    if (now - run.begun >= progressMilliseconds) events.onProgress(current.uri, known, current.parts.length);
    if (known === run.told) return;
    run.told = known;
    events.onSlow(mapParts(current, ({ phases }) => phases.checked ?? phases.analysed!));
    if (waiting.size > 0) answerAll(sheet, soFar(current), ["little"]);
  }

  function settle(sheet: OpenSheet, result: Parted<CheckedSheet> | undefined): void {
    sheet.run = undefined;
    events.onSettled(sheet.current.uri);
    if (result) {
      events.onChecked(result);
      const search = explainingAll(sheet.current);
      sheet.search = search;
      runtime.later(pauseMilliseconds, () => searchSoon(sheet, search));
    }
    answerAll(sheet, result, result ? ["little", "usual"] : ["little", "usual", "much"]);
  }

  /** Who is answered leaves the set, which a walk over it allows. */
  function answerAll(
    { waiting }: OpenSheet,
    result: Parted<CheckedSheet> | undefined,
    whom: readonly Waiting["patience"][],
  ): void {
    for (const { answer, patience } of waiting) if (whom.includes(patience)) answer(result);
  }

  function wait(
    uri: string,
    token: CancellationToken,
    patience: Waiting["patience"],
  ): Promise<Parted<CheckedSheet> | undefined> {
    const sheet = sheets.get(uri);
    if (!sheet || token.isCancellationRequested) return Promise.resolve(undefined);
    const { run, search, current, waiting } = sheet;
    const isKnown = patience === "much" ? !run && !search : !run || (run.isSlow && patience === "little");
    if (isKnown) return Promise.resolve(soFar(current));
    return new Promise((resolve) => {
      const entry: Waiting = {
        patience,
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
      const known = sheets.get(uri);
      const options = { ...defaultOptions, secondOpinion: () => runtime.secondOpinion() };
      const current = createParts(uri, version, text, options, known?.current);
      const sheet = known ?? { current, run: undefined, search: undefined, waiting: new Set() };
      sheet.current = current;
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
    isCurrent({ uri, version, text }) {
      const current = sheets.get(uri)?.current;
      return current?.version === version && current.text === text;
    },
    allChecked: () =>
      [...sheets.values()].flatMap(({ run, current }) =>
        !run && current.parts.every(({ item }) => item.phases.checked) ? [soFar(current)] : [],
      ),
    analysedAt(uri, line) {
      const current = sheets.get(uri)?.current;
      if (!current) return undefined;
      const part = partAt(current, line);
      return inPlace({ ...part, item: analysed(part.item) });
    },
    checked: (uri, token) => wait(uri, token, "usual"),
    checkedSoon: (uri, token) => wait(uri, token, "little"),
    explained: (uri, token) => wait(uri, token, "much"),
  };
}
