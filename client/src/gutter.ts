/** The marks in the gutter: which lines hold, fail and are undecided. Marks of edited lines fade until checked again. */
import { Disposable, type TextEditor, type TextEditorDecorationType, Uri, window, workspace } from "vscode";
import { editMarks, type LineMark } from "./line-marks.ts";
import type { LinesParams, Verdict } from "./notifications.ts";

/** Drawn in a box of 16 by 16. The shapes differ as well as the colours, for those who do not see the colours. */
const SHAPES: Record<Verdict, string> = {
  holds: "M4 8.4l2.7 2.7L12 5.6",
  fails: "M4.8 4.8l6.4 6.4M11.2 4.8l-6.4 6.4",
  undecided: "M6 6.2a2 2 0 1 1 3 1.7q-1 .6-1 1.4M8 11.6v.1",
};
const COLOURS: Record<Verdict, { light: string; dark: string }> = {
  holds: { light: "#2e7d4f", dark: "#73c991" },
  fails: { light: "#c72e2e", dark: "#f48771" },
  undecided: { light: "#946800", dark: "#cca700" },
};

export interface Gutter extends Disposable {
  show(params: LinesParams): void;
  /** The server is gone: nothing that stands there is being checked. */
  fadeAll(): void;
}

export function createGutter(): Gutter {
  const types = decorationTypes();
  const sheets = new Map<string, readonly LineMark[]>();

  function draw(editor: TextEditor): void {
    const marks = sheets.get(editor.document.uri.toString());
    if (marks === undefined) return;
    for (const { verdict, faded, type } of types) {
      const lines = marks.filter((mark) => mark.verdict === verdict && mark.faded === faded).map((mark) => mark.line);
      const existing = lines.filter((line) => line < editor.document.lineCount);
      editor.setDecorations(
        type,
        existing.map((line) => editor.document.lineAt(line).range),
      );
    }
  }

  function set(uri: string, marks: readonly LineMark[]): void {
    sheets.set(uri, marks);
    for (const editor of window.visibleTextEditors) if (editor.document.uri.toString() === uri) draw(editor);
  }

  const subscriptions = Disposable.from(
    ...types.map(({ type }) => type),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const uri = document.uri.toString();
      const marks = sheets.get(uri);
      if (marks === undefined || contentChanges.length === 0) return;
      // The changes of one event come bottom to top, each in the coordinates of the text before it.
      const edits = contentChanges.map(({ range: { start, end }, text }) => ({ start, end, text }));
      set(uri, edits.reduce<readonly LineMark[]>(editMarks, marks));
    }),
    workspace.onDidCloseTextDocument((document) => void sheets.delete(document.uri.toString())),
    window.onDidChangeVisibleTextEditors((editors) => editors.forEach(draw)),
  );
  return {
    show({ uri, version, lines }) {
      const document = workspace.textDocuments.find((open) => open.uri.toString() === uri);
      // A verdict on an older text would put its marks on the wrong lines; the one on this text is on its way.
      if (document?.version !== version) return;
      set(
        uri,
        lines.map((line) => ({ ...line, faded: false })),
      );
    },
    fadeAll() {
      for (const [uri, marks] of sheets) {
        set(
          uri,
          marks.map((mark) => ({ ...mark, faded: true })),
        );
      }
    },
    dispose: () => subscriptions.dispose(),
  };
}

function decorationTypes(): { verdict: Verdict; faded: boolean; type: TextEditorDecorationType }[] {
  const verdicts: Verdict[] = ["holds", "fails", "undecided"];
  return verdicts.flatMap((verdict) =>
    [false, true].map((faded) => ({
      verdict,
      faded,
      type: window.createTextEditorDecorationType({
        light: { gutterIconPath: icon(verdict, COLOURS[verdict].light, faded) },
        dark: { gutterIconPath: icon(verdict, COLOURS[verdict].dark, faded) },
        gutterIconSize: "contain",
      }),
    })),
  );
}

function icon(verdict: Verdict, colour: string, faded: boolean): Uri {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16" opacity="${faded ? 0.35 : 1}">` +
    `<path d="${SHAPES[verdict]}" fill="none" stroke="${colour}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
  return Uri.parse(`data:image/svg+xml;base64,${btoa(svg)}`);
}
