/** Symbols as one types: `\sigma` becomes σ in the sheet, and one undo gives back what was typed. */
import {
  Disposable,
  Range,
  type TextDocument,
  type TextDocumentChangeEvent,
  type TextEditor,
  window,
  workspace,
} from "vscode";
import { defaultLeader, isLeader } from "../../server/src/syntax/typed-symbols.ts";
import { follow, type Pending } from "./pending-symbols.ts";

export function registerSymbolInput(): Disposable {
  let document: TextDocument | undefined;
  let pending: readonly Pending[] = [];
  let isReplacing = false;

  function onChange({ document: changed, contentChanges, reason }: TextDocumentChangeEvent): void {
    if (changed.languageId !== "gradus" || contentChanges.length === 0) return;
    const leader = leaderFor(changed);
    // What an undo gives back is meant.
    if (leader === undefined || reason !== undefined || changed !== window.activeTextEditor?.document) {
      pending = [];
      return;
    }
    if (changed !== document) pending = [];
    document = changed;
    const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      start: rangeOffset,
      removed: rangeLength,
      text,
    }));
    pending = follow(pending, changes, leader, (offset) => lineBefore(changed, offset));
    void replaceDue(window.activeTextEditor, leader);
  }

  /** An edit is refused where a key has come before it; then it is tried again on the text with that key. */
  async function replaceDue(editor: TextEditor, leader: string): Promise<void> {
    if (isReplacing) return;
    isReplacing = true;
    try {
      for (let version = -1; version !== editor.document.version;) {
        const due = pending.filter((each) => each.due !== undefined);
        if (due.length === 0 || editor.document !== document) return;
        version = editor.document.version;
        await editor.edit(
          (edit) => {
            for (const { start, name, due: symbol = "" } of due) {
              const end = start + leader.length + name.length;
              edit.replace(new Range(editor.document.positionAt(start), editor.document.positionAt(end)), symbol);
            }
          },
          { undoStopBefore: true, undoStopAfter: true },
        );
      }
    } catch {
      // The editor has gone, and the text with it.
    } finally {
      isReplacing = false;
      pending = pending.filter((each) => each.due === undefined);
    }
  }

  return workspace.onDidChangeTextDocument(onChange);
}

/** What starts a name; nothing where symbols are switched off. */
function leaderFor(document: TextDocument): string | undefined {
  const settings = workspace.getConfiguration("gradus.symbols", document);
  if (settings.get("replace") === false) return undefined;
  const leader = settings.get("leader");
  return isLeader(leader) ? leader : defaultLeader;
}

function lineBefore(document: TextDocument, offset: number): string {
  const end = document.positionAt(offset);
  return document.getText(new Range(end.with({ character: 0 }), end));
}
