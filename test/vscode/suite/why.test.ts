/** What opens the explanation of a line, and that there is one panel for it. What stands in it is seen in person.mjs. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  changeHints,
  checked,
  closeAll,
  eventually,
  extension,
  find,
  openSheet,
  replace,
  underlined,
} from "./support.ts";

const RIGHT_SIDE = "bar h[t] o[t] (1 - tanh(c[t])^2)";

/** The panels that are open. */
function panels(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith("gradus.why"));
}

/** Resolves when there are so many. */
function panelsAre(count: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (panels().length !== count) return;
      subscription.dispose();
      resolve();
    };
    const subscription = vscode.window.tabGroups.onDidChangeTabs(look);
    look();
  });
}

async function closePanels(): Promise<void> {
  await vscode.window.tabGroups.close(panels());
  await panelsAre(0);
}

async function lenses({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  const all = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 100);
  return all.filter(({ command }) => command?.title === "Why?");
}

/** Resolves with the lenses when there are so many: they come and go a while after the verdicts. */
async function lensesWhen(document: vscode.TextDocument, count: number): Promise<vscode.CodeLens[]> {
  for (;;) {
    const found = await lenses(document);
    if (found.length === count) return found;
  }
}

async function actions({ uri }: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", uri, range);
}

function run({ command }: { command?: vscode.Command }): Thenable<unknown> {
  assert.ok(command, "there is something to run");
  return vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
}

describe("Why?", () => {
  afterEach(async () => {
    await closePanels();
    await closeAll();
  });

  it("stands above each failing line and opens one panel beside the sheet, for whichever is asked", async () => {
    const { document } = await openSheet("lstm-slips.grad");
    await underlined(document, RIGHT_SIDE);
    const [path, step] = await lensesWhen(document, 2);
    assert.equal(path?.range.start.line, find(document, "bar c[t] = bar h[t]").start.line);
    assert.equal(step?.range.start.line, find(document, "bar f[t] =").start.line);
    await run(path);
    await panelsAre(1);
    await run(step);
    await panelsAre(1);
    assert.equal(vscode.window.activeTextEditor?.document, document, "the cursor stays in the sheet");
  });

  it("is not offered above lines that hold", async () => {
    const { document } = await openSheet("lstm.grad");
    await lensesWhen(document, 0);
  });

  it("is a command for the line at the cursor", async () => {
    const editor = await openSheet("lstm-slips.grad");
    const { start } = find(editor.document, "bar f[t] =");
    editor.selection = new vscode.Selection(start, start);
    await vscode.commands.executeCommand("gradus.why");
    await panelsAre(1);
  });

  it("does nothing where no sheet is open", async () => {
    await extension().activate();
    await vscode.commands.executeCommand("gradus.why");
    await vscode.commands.executeCommand("gradus.why", "file:///nowhere.grad", { line: -1, character: "0" });
    assert.deepEqual(panels(), []);
  });

  it("is among the quick fixes, behind the repair where that is shown", async () => {
    const { document } = await openSheet("lstm-slips.grad");
    await underlined(document, RIGHT_SIDE);
    const place = find(document, RIGHT_SIDE);
    const titles = async () =>
      (await actions(document, place)).map(({ title, isPreferred }) => [title, isPreferred ?? false]);
    await eventually(titles, (found) => assert.deepEqual(found, [["Why is this wrong?", false]]));
    await changeHints(document, "repair");
    await eventually(titles, (found) =>
      assert.deepEqual(found, [
        ["Add `bar c[t+1] f[t+1]`.", true],
        ["Why is this wrong?", false],
      ]),
    );
    const [repair, why] = await actions(document, place);
    await run(why!);
    await panelsAre(1);
    assert.ok(repair?.edit && (await vscode.workspace.applyEdit(repair.edit)));
    assert.deepEqual((await checked(document)).claims, { total: 8, holds: 7, fails: 1, undecided: 0 });
    await changeHints(document, undefined);
  });

  it("is offered nowhere where only verdicts are shown", async () => {
    const { document } = await openSheet("lstm-slips.grad");
    await underlined(document, RIGHT_SIDE);
    await changeHints(document, "verdict");
    assert.deepEqual(await lenses(document), []);
    assert.deepEqual(await actions(document, find(document, RIGHT_SIDE)), []);
    await changeHints(document, undefined);
    await lensesWhen(document, 2);
  });

  it("keeps its panel while the sheet is edited and repaired", async () => {
    const editor = await openSheet("lstm-slips.grad");
    const { document } = editor;
    await underlined(document, RIGHT_SIDE);
    await run((await lensesWhen(document, 2))[0]!);
    await panelsAre(1);
    await replace(editor, new vscode.Range(0, 0, 0, 0), "# a line more\n");
    const { end } = find(document, RIGHT_SIDE);
    await replace(editor, new vscode.Range(end, end), " + bar c[t+1] f[t+1]");
    assert.equal(panels().length, 1);
  });
});
