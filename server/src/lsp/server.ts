/** The language server: which request is answered by which feature. Knows nothing of the place it runs in. */
import {
  CodeActionKind,
  CodeLensRefreshRequest,
  PositionEncodingKind,
  TextDocuments,
  TextDocumentSyncKind,
  type CancellationToken,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type Position,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { version } from "../../../package.json";
import { failuresIn, quickFixes } from "../features/code-actions.ts";
import { codeLenses } from "../features/code-lens.ts";
import { completionsAt } from "../features/completion.ts";
import { hoverAt } from "../features/hover.ts";
import { inPlace, onceForEach, partAt, type Parted } from "../features/parts.ts";
import { signatureAt } from "../features/signature-help.ts";
import type { AnalysedSheet, CheckedSheet } from "../features/snapshot.ts";
import { sheetSymbols } from "../features/symbols.ts";
import { whyAt } from "../features/why.ts";
import { indexLines } from "../syntax/span.ts";
import { defaultLeader } from "../syntax/typed-symbols.ts";
import { createCheckProgress } from "./check-progress.ts";
import { supportOf, type ClientSupport } from "./client-support.ts";
import { fromCompletions, fromSignature } from "./typing-to-protocol.ts";
import { toOffset, toSpan } from "./from-protocol.ts";
import { createOpenSheets, type OpenSheets } from "./open-sheets.ts";
import { createPublisher } from "./publisher.ts";
import { answerSafely, runSafely, type Log } from "./run-safely.ts";
import type { Runtime } from "./runtime.ts";
import { loadedOnce } from "./second-opinion.ts";
import { createSettings, type Settings } from "./settings.ts";
import {
  fromHover,
  fromLens,
  fromQuickFix,
  fromSymbol,
  fromSymbolFlat,
  fromWhy,
  fromWhyAction,
  fromWhyLens,
} from "./to-protocol.ts";
import { WhyRequest, type WhyAnswer, type WhyParams } from "./why-answer.ts";
import { createWhyLenses, type WhyLenses } from "./why-lenses.ts";

export function startServer(connection: Connection, runtime: Runtime): void {
  const log: Log = (message) => connection.console.error(message);
  connection.onInitialize((params) => {
    const support = supportOf(params);
    serve(connection, runtime, support, params, log);
    return initializeResult(support);
  });
  connection.listen();
}

function initializeResult(support: ClientSupport): InitializeResult {
  return {
    serverInfo: { name: "gradus", version },
    capabilities: {
      positionEncoding: PositionEncodingKind.UTF16,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      hoverProvider: true,
      completionProvider: { triggerCharacters: [defaultLeader], resolveProvider: false },
      signatureHelpProvider: { triggerCharacters: ["(", "[", ","] },
      codeLensProvider: { resolveProvider: false },
      documentSymbolProvider: true,
      ...(support.codeActions && { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] } }),
    },
  };
}

function serve(
  connection: Connection,
  runtime: Runtime,
  support: ClientSupport,
  params: InitializeParams,
  log: Log,
): void {
  const documents = new TextDocuments(TextDocument);
  const progress = createCheckProgress(connection, log);
  const sheets = createOpenSheets(
    { ...runtime, secondOpinion: loadedOnce(runtime.secondOpinion, log) },
    {
      onChecked: (sheet) => runSafely("publishing", log, () => publisher.publish(sheet)),
      onExplained(sheet) {
        runSafely("publishing causes", log, () => publisher.publishCauses(sheet));
        whyLenses.explained(sheet);
      },
      onSlow: (sheet) => runSafely("publishing early", log, () => publisher.publishEarly(sheet)),
      onProgress: progress.report,
      onSettled: progress.end,
    },
    log,
  );
  const settings = createSettings(connection, support, params.initializationOptions, log, () => {
    for (const sheet of sheets.allChecked()) runSafely("publishing", log, () => publisher.publish(sheet));
    if (support.whyCommand && support.lensRefresh)
      runSafely("lenses", log, () => connection.sendRequest(CodeLensRefreshRequest.type));
  });
  const publisher = createPublisher(connection, support, settings, sheets, log);
  const whyLenses = createWhyLenses(connection, support, sheets, runtime, log);
  documents.onDidChangeContent(({ document }) => {
    const text = document.getText();
    whyLenses.edited(document.uri, text);
    sheets.update(document.uri, document.version, text);
  });
  documents.onDidClose(({ document: { uri } }) => {
    sheets.close(uri);
    settings.forget(uri);
    whyLenses.forget(uri);
    runSafely("clearing", log, () => publisher.clear(uri));
  });
  documents.listen(connection);
  answerRequests({ connection, sheets, settings, whyLenses, support, log });
}

const lensesOf = onceForEach(codeLenses);
const symbolsOf = onceForEach(sheetSymbols);

/** What requests are answered with. */
interface Desk {
  readonly connection: Connection;
  readonly sheets: OpenSheets;
  readonly settings: Settings;
  readonly whyLenses: WhyLenses;
  readonly support: ClientSupport;
  readonly log: Log;
}

interface AboutSheet {
  readonly textDocument: { readonly uri: string };
}

/**
 * Most features are asked of a checked sheet, since what they say of a line includes its verdict. A hover does not wait long
 * for it, and what helps to type does not wait at all.
 */
function answerRequests({ connection, sheets, settings, whyLenses, support, log }: Desk): void {
  const answer = <Params extends AboutSheet, Result>(
    name: string,
    phase: OpenSheets["checked"],
    feature: (sheet: Parted<CheckedSheet>, params: Params) => Result | Promise<Result>,
  ) =>
    answerSafely(name, log, async (params: Params, token: CancellationToken) => {
      const sheet = await phase(params.textDocument.uri, token);
      return sheet && feature(sheet, params);
    });
  const sheetAt = (sheet: Parted<CheckedSheet>, { line }: Position) => inPlace(partAt(sheet, line));
  connection.onHover(
    answer("hover", sheets.checkedSoon, async (whole, { position }) => {
      const sheet = sheetAt(whole, position);
      const [level, leader] = await Promise.all([settings.hintsFor(sheet.uri), settings.leaderFor(sheet.uri)]);
      const hover = hoverAt(sheet, toOffset(sheet.lines, position), level, leader);
      return hover && fromHover(sheet.lines, hover, support);
    }),
  );
  const answerTyping = <Result>(
    name: string,
    feature: (sheet: AnalysedSheet, offset: number) => Result | Promise<Result>,
  ) =>
    answerSafely(name, log, async ({ textDocument, position }: AboutSheet & { readonly position: Position }) => {
      const sheet = sheets.analysedAt(textDocument.uri, position.line);
      return sheet && feature(sheet, toOffset(sheet.lines, position));
    });
  connection.onCompletion(
    answerTyping("completion", async (sheet, offset) => {
      const completions = completionsAt(sheet, offset, await settings.leaderFor(sheet.uri));
      return completions && fromCompletions(sheet.lines, completions, support);
    }),
  );
  connection.onSignatureHelp(
    answerTyping("signature help", (sheet, offset) => {
      const signature = signatureAt(sheet, offset);
      return signature && fromSignature(signature, support);
    }),
  );
  connection.onCodeLens(
    answer("code lenses", sheets.checked, async (sheet) => {
      const lenses = sheet.parts.flatMap((part) =>
        lensesOf(part.item).map((lens) => fromLens(inPlace(part).lines, lens)),
      );
      // Where only right and wrong are shown there is nothing to open.
      if ((await settings.hintsFor(sheet.uri)) === "verdict") return lenses;
      const lines = indexLines(sheet.text);
      return [...lenses, ...whyLenses.in(sheet.uri).map((span) => fromWhyLens(sheet.uri, lines, span))];
    }),
  );
  connection.onRequest(
    WhyRequest,
    answerSafely("why", log, async ({ textDocument: { uri }, position }: WhyParams, token: CancellationToken) => {
      const why = async (sheet: Parted<CheckedSheet> | undefined): Promise<WhyAnswer | undefined> => {
        if (!sheet) return undefined;
        const part = sheetAt(sheet, position);
        const found = whyAt(part, toOffset(part.lines, position), await settings.hintsFor(uri));
        return found && fromWhy(part.lines, found);
      };
      const soon = await why(await sheets.checked(uri, token));
      return soon?.verdict === "fails" ? why(await sheets.explained(uri, token)) : soon;
    }),
  );
  connection.onDocumentSymbol(
    answer("document symbols", sheets.checked, ({ parts }) => {
      const placed = parts.map((part) => [inPlace(part), symbolsOf(part.item)] as const);
      return support.symbolTrees
        ? placed.flatMap(([{ lines }, symbols]) => symbols.map((symbol) => fromSymbol(lines, symbol)))
        : placed.flatMap(([sheet, symbols]) => symbols.flatMap((symbol) => fromSymbolFlat(sheet, symbol)));
    }),
  );
  connection.onCodeAction(
    answer("quick fixes", sheets.checkedSoon, async (whole, { range }) => {
      const level = await settings.hintsFor(whole.uri);
      const [first, last] = [partAt(whole, range.start.line), partAt(whole, range.end.line)];
      const asked = whole.parts.slice(whole.parts.indexOf(first), whole.parts.indexOf(last) + 1).map(inPlace);
      return asked.flatMap((sheet) => {
        const span = toSpan(sheet.lines, range);
        const fixes = quickFixes(sheet, span, level).map((fix) => fromQuickFix(sheet, fix, support));
        const failures = support.whyCommand && level !== "verdict" ? failuresIn(sheet, span, level) : [];
        return [...fixes, ...failures.map((failure) => fromWhyAction(sheet, failure, support))];
      });
    }),
  );
}
