/**
 * The panel that explains a claim, beside its sheet. It follows the claim as the sheet is edited, and comes back after a
 * reload. Its page is a bundle of its own that is told everything by messages and may load nothing.
 */
import {
  CancellationTokenSource,
  commands,
  Disposable,
  Position,
  Range,
  TextEditorRevealType,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { movedPlace } from "../moved-place.ts";
import type { Verdicts } from "../verdicts.ts";
import {
  type PageMessage,
  type PageRequest,
  type PanelState,
  type Place,
  WHY_REQUEST,
  type WhyAnswer,
} from "../why-answer.ts";

export const WHY_COMMAND = "gradus.why";
const VIEW_TYPE = "gradus.why";

/** A line that is being typed makes no sense for moments; what was known of it is shown for so long. */
const PATIENCE_MILLISECONDS = 1_200;

export function registerWhyPanel(extension: Uri, client: BaseLanguageClient, verdicts: Verdicts): Disposable {
  let open: OpenPanel | undefined;

  function adopt(panel: WebviewPanel, subject: PanelState): void {
    const adopted = followClaim(panel, subject, extension, client, verdicts);
    panel.onDidDispose(() => {
      if (open === adopted) open = undefined;
    });
    open = adopted;
  }

  async function show(subject: PanelState): Promise<void> {
    if (open) return open.turnTo(subject);
    // The cursor stays in the sheet: what is read there is to be mended here.
    const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    adopt(window.createWebviewPanel(VIEW_TYPE, "Why?", column, pageOptions), subject);
  }

  // The panel is left open when all this ends: with a reload it would be gone for good.
  return Disposable.from(
    commands.registerCommand(WHY_COMMAND, (uri?: unknown, place?: unknown) => {
      const subject = subjectFrom(uri, place) ?? atCursor();
      if (subject) return show(subject);
      window.setStatusBarMessage("Gradus: open a sheet and put the cursor on a line to be explained.", 5_000);
      return undefined;
    }),
    window.registerWebviewPanelSerializer(VIEW_TYPE, {
      async deserializeWebviewPanel(panel, state: unknown) {
        const subject = subjectFrom((state as PanelState | undefined)?.uri, state);
        if (!subject || open) return panel.dispose();
        panel.webview.options = pageOptions;
        adopt(panel, subject);
        // The server knows a sheet only while it is open; its verdict then brings the panel up to date.
        await workspace.openTextDocument(Uri.parse(subject.uri)).then(undefined, () => panel.dispose());
      },
    }),
  );
}

const pageOptions = { enableScripts: true, localResourceRoots: [] };

function subjectFrom(uri: unknown, place: unknown): PanelState | undefined {
  return typeof uri === "string" && isPlace(place) ? { uri, line: place.line, character: place.character } : undefined;
}

function isPlace(place: unknown): place is Place {
  const { line, character } = (place ?? {}) as Record<string, unknown>;
  return Number.isInteger(line) && Number.isInteger(character) && Number(line) >= 0 && Number(character) >= 0;
}

function atCursor(): PanelState | undefined {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId !== "gradus") return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), line, character };
}

// ── One panel ───────────────────────────────────────────────────────────────────────────────────────────────────────

interface OpenPanel {
  readonly panel: WebviewPanel;
  /** Explains another claim. */
  turnTo(subject: PanelState): void;
}

function followClaim(
  panel: WebviewPanel,
  first: PanelState,
  extension: Uri,
  client: BaseLanguageClient,
  verdicts: Verdicts,
): OpenPanel {
  let subject = first;
  let told: PageMessage | undefined;
  let asked = new CancellationTokenSource();
  let patience: ReturnType<typeof setTimeout> | undefined;

  function tell(message: PageMessage): void {
    told = message;
    void panel.webview.postMessage(message);
  }

  async function ask(): Promise<void> {
    asked.cancel();
    clearTimeout(patience);
    const { token } = (asked = new CancellationTokenSource());
    const { uri, line, character } = subject;
    const params = { textDocument: { uri }, position: { line, character } };
    // A server that is gone, or busy with a newer text, answers nothing.
    const why = await client
      .sendRequest<WhyAnswer | null>(WHY_REQUEST, params, token)
      .catch((): undefined => undefined);
    if (token.isCancellationRequested || why === undefined) return;
    if (why && (why.verdict !== "undecided" || !told)) return tellWhy(why);
    if (!told) return;
    if (told.note !== "gone") tell({ ...told, note: "editing" });
    patience = setTimeout(() => (why ? tellWhy(why) : tellGone()), PATIENCE_MILLISECONDS);
  }

  function tellWhy(why: WhyAnswer): void {
    const wasWrong = told?.why.verdict === "fails" || told?.note === "mended";
    subject = { ...subject, ...why.range.start };
    tell({ why, subject, ...(wasWrong && why.verdict === "holds" && { note: "mended" }) });
  }

  function tellGone(): void {
    if (told) tell({ ...told, note: "gone" });
  }

  const subscriptions = Disposable.from(
    panel.webview.onDidReceiveMessage((request: PageRequest) => {
      if ("ready" in request && told) void panel.webview.postMessage(told);
      if ("reveal" in request) void reveal(subject.uri, request.reveal);
    }),
    verdicts.onVerdict(({ uri }) => {
      if (uri === subject.uri) void ask();
    }),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.toString() !== subject.uri) return;
      // The changes of one event come bottom to top, each in the coordinates of the text before it.
      for (const { range, text } of contentChanges)
        subject = { ...subject, ...movedPlace(subject, { start: range.start, end: range.end, text }) };
    }),
  );
  panel.onDidDispose(() => {
    asked.cancel();
    clearTimeout(patience);
    subscriptions.dispose();
  });
  panel.iconPath = Uri.joinPath(extension, "images", "icon.svg");
  void writePage(panel.webview, extension);
  void ask();
  return {
    panel,
    turnTo(next) {
      subject = next;
      told = undefined;
      panel.reveal(undefined, true);
      void ask();
    },
  };
}

/** Shows a place of the sheet, in the editor where it is open already. */
async function reveal(uri: string, { start, end }: { readonly start: unknown; readonly end: unknown }): Promise<void> {
  if (!isPlace(start) || !isPlace(end)) return;
  const from = new Position(start.line, start.character);
  const shown = window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri);
  const editor = await window.showTextDocument(shown?.document ?? (await workspace.openTextDocument(Uri.parse(uri))), {
    viewColumn: shown?.viewColumn ?? ViewColumn.One,
    // The cursor only: what is selected is lost with the next key.
    selection: new Range(from, from),
  });
  const range = new Range(from, new Position(end.line, end.character));
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

// ── The page ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The page holds its script and its style, so that it needs to load nothing, and is allowed to load nothing. */
async function writePage(webview: Webview, extension: Uri): Promise<void> {
  const bundle = async (name: string): Promise<string> =>
    new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(extension, "dist", name)));
  const [script, style] = await Promise.all([bundle("why-page.js"), bundle("why-page.css")]);
  const nonce = randomNonce();
  webview.html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Why?</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}

function randomNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
