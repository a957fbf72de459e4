/** Ends a chain as lists end: Enter behind the `=` that Enter has just brought takes that line away again. */
import { type Disposable, Range, type TextDocumentChangeEvent, window, workspace } from "vscode";

/** A new line with the `=` that the language configuration puts behind it, and one without. */
const newStep = /^\r?\n[ \t]*= $/;
const newLine = /^\r?\n[ \t]*$/;

export function registerChainEnd(): Disposable {
  /** The lines on which the last key has brought an `=`. */
  let brought: ReadonlySet<number> = new Set();

  return workspace.onDidChangeTextDocument(({ document, contentChanges, reason }: TextDocumentChangeEvent) => {
    const editor = window.activeTextEditor;
    if (document.languageId !== "gradus" || editor?.document !== document || contentChanges.length === 0) return;
    const before = brought;
    brought = new Set();
    if (reason !== undefined || !contentChanges.every(({ text }) => newLine.test(text) || newStep.test(text))) return;
    // Bottom to top, in the lines of the text before: each new line moves those below it down by one.
    const changes = contentChanges.toReversed().map(({ text, range }, above) => ({
      isStep: newStep.test(text),
      from: range.start.line,
      line: range.start.line + above + 1,
    }));
    brought = new Set(changes.flatMap(({ isStep, line }) => (isStep ? [line] : [])));
    const ended = changes.filter(({ isStep, from }) => !isStep && before.has(from));
    if (ended.length === 0) return;
    void editor.edit(
      (edit) => {
        for (const { line } of ended) edit.delete(new Range(line - 1, 0, line, document.lineAt(line).text.length));
      },
      { undoStopBefore: true, undoStopAfter: true },
    );
  });
}
