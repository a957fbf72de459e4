/**
 * The lines above which `Why?` stands. A lens takes a line of the editor, so one that came and went while its line is typed
 * would move the text up and down: they come and go only when nobody has typed for a while, and move with the text until then.
 */
import { CodeLensRefreshRequest, type Connection } from "vscode-languageserver";
import { failingClaims } from "../features/code-lens.ts";
import { onceForEach, type Parted } from "../features/parts.ts";
import type { CheckedSheet } from "../features/snapshot.ts";
import type { Span } from "../syntax/span.ts";
import type { ClientSupport } from "./client-support.ts";
import { spanMover } from "./moved-spans.ts";
import type { OpenSheets } from "./open-sheets.ts";
import { runSafely, type Log } from "./run-safely.ts";
import type { Runtime } from "./runtime.ts";

/** How long nobody must have typed. */
const calmMilliseconds = 1_000;

export interface WhyLenses {
  /** The text has changed: the lenses move with it. */
  edited(uri: string, text: string): void;
  /** All is known of a sheet: the lenses may change soon. */
  explained(sheet: Parted<CheckedSheet>): void;
  /** The claims above which one stands. */
  in(uri: string): readonly Span[];
  forget(uri: string): void;
}

const failingOf = onceForEach(failingClaims);

export function createWhyLenses(
  connection: Connection,
  support: ClientSupport,
  sheets: Pick<OpenSheets, "isCurrent">,
  runtime: Pick<Runtime, "later">,
  log: Log,
): WhyLenses {
  const last = new Map<string, { readonly text: string; readonly spans: readonly Span[] }>();

  async function settle(sheet: Parted<CheckedSheet>): Promise<void> {
    if (!sheets.isCurrent(sheet)) return;
    const spans = sheet.parts.flatMap(({ item, start }) =>
      failingOf(item).map((span) => ({ start: span.start + start, end: span.end + start })),
    );
    const startsOf = (some: readonly Span[]) => some.map(({ start }) => start).join();
    const isNew = startsOf(spans) !== startsOf(last.get(sheet.uri)?.spans ?? []);
    last.set(sheet.uri, { text: sheet.text, spans });
    // A client that can't be told asks again by itself, with its next edit.
    if (isNew && support.lensRefresh) await connection.sendRequest(CodeLensRefreshRequest.type);
  }

  return {
    edited(uri, text) {
      const known = last.get(uri);
      if (!known) return;
      const move = spanMover(known.text, text);
      last.set(uri, { text, spans: known.spans.flatMap((span) => move(span) ?? []) });
    },
    explained(sheet) {
      // Elsewhere it would be a lens that nothing happens behind.
      if (!support.whyCommand) return;
      const pause = last.has(sheet.uri) ? calmMilliseconds : 0;
      runtime.later(pause, () => runSafely("lenses", log, () => settle(sheet)));
    },
    in: (uri) => last.get(uri)?.spans ?? [],
    forget: (uri) => void last.delete(uri),
  };
}
