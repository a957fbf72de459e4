/** What the tests inside VS Code share: opening a sheet, waiting for its verdict, asking for what an editor shows. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { GradusExports } from "../../../client/src/activate.ts";
import type { VerdictParams } from "../../../client/src/notifications.ts";

const EXTENSION = "gradus.gradus";

export function extension(): vscode.Extension<GradusExports> {
  const found = vscode.extensions.getExtension<GradusExports>(EXTENSION);
  assert.ok(found, `${EXTENSION} is not installed`);
  return found;
}

/** Opens a sheet of the test workspace and waits for its first verdict. */
export async function openSheet(name: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "no workspace folder is open");
  const editor = await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, name));
  await checked(editor.document);
  return editor;
}

/** Resolves with the verdict on the document as it stands now. */
export async function checked(document: vscode.TextDocument): Promise<VerdictParams> {
  const gradus = await extension().activate();
  const last = gradus.of(document.uri);
  return last?.version === document.version ? last : nextVerdict(document, gradus);
}

/** Resolves with the next verdict on the document as it stands now, even if one is there already. */
export function nextVerdict(document: vscode.TextDocument, gradus: GradusExports): Promise<VerdictParams> {
  return new Promise((resolve) => {
    const subscription = gradus.onVerdict((verdict) => {
      if (verdict.uri !== document.uri.toString() || verdict.version !== document.version) return;
      subscription.dispose();
      resolve(verdict);
    });
  });
}

/** Sets how much is given away, in the workspace, and waits until the sheet is told anew. */
export async function changeHints(document: vscode.TextDocument, hints: string | undefined): Promise<void> {
  const told = nextVerdict(document, await extension().activate());
  await vscode.workspace.getConfiguration("gradus").update("hints", hints, vscode.ConfigurationTarget.Workspace);
  await told;
}

/** The place of a text in a document that holds it once, or at its `occurrence`. */
export function find(document: vscode.TextDocument, text: string, occurrence = 1): vscode.Range {
  let start = -1;
  for (let seen = 0; seen < occurrence; seen++) {
    start = document.getText().indexOf(text, start + 1);
    assert.notEqual(start, -1, `the sheet has no ${JSON.stringify(text)} (occurrence ${seen + 1})`);
  }
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** Replaces a text of the sheet, in one edit, and waits for the verdict. */
export async function replace(editor: vscode.TextEditor, range: vscode.Range, text: string): Promise<void> {
  assert.ok(await editor.edit((edit) => edit.replace(range, text)), "VS Code refused the edit");
  await checked(editor.document);
}

/** Resolves when the first error stands under this text: the cause, which narrows a squiggle, comes behind the verdict. */
export function underlined(document: vscode.TextDocument, text: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (errors(document)[0]?.text !== text) return;
      subscription.dispose();
      resolve();
    };
    const subscription = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

/** The errors of a sheet, each as the text it underlines. */
export function errors(document: vscode.TextDocument): { line: number; text: string; message: string }[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error)
    .sort((one, other) => one.range.start.compareTo(other.range.start))
    .map(({ range, message }) => ({ line: range.start.line, text: document.getText(range), message }));
}

export async function hoverText(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === "string" ? content : content.value))
    .join("\n");
}

/** Asks until the answer is as it should be: what is found of a line's cause is there a while after the line's verdict. */
export async function eventually<Answer>(
  ask: () => PromiseLike<Answer>,
  assertOf: (answer: Answer) => void,
): Promise<void> {
  for (const end = Date.now() + 20_000; ; await new Promise((resolve) => setTimeout(resolve, 100)))
    try {
      return assertOf(await ask());
    } catch (error) {
      if (Date.now() > end) throw error;
    }
}

export async function lensTitles(document: vscode.TextDocument): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    document.uri,
    100,
  );
  return lenses.map(({ command }) => command?.title ?? "");
}

/**
 * Puts the file on disk back into the editor and closes every editor. Unsaved sheets are gone then: the next one may have the
 * name of the last, and would be taken for it.
 */
export async function closeAll(): Promise<void> {
  while (vscode.window.activeTextEditor !== undefined) {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  }
  const isGone = (): boolean => vscode.workspace.textDocuments.every(({ isUntitled }) => !isUntitled);
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (!isGone()) return;
      subscription.dispose();
      resolve();
    };
    const subscription = vscode.workspace.onDidCloseTextDocument(look);
    look();
  });
}
