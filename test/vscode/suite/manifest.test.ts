/** What the manifest promises holds in a running VS Code. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, errors, extension, nextVerdict, openSheet } from "./support.ts";

describe("manifest", () => {
  afterEach(closeAll);

  it("gives .grad files their language and starts with them", async () => {
    const { document } = await openSheet("lstm.grad");
    assert.equal(document.languageId, "gradus");
    assert.ok(extension().isActive);
  });

  it("leaves the letters of mathematics unboxed", async () => {
    const { document } = await openSheet("lstm.grad");
    const highlight = vscode.workspace.getConfiguration("editor.unicodeHighlight", document);
    assert.equal(highlight.get("ambiguousCharacters"), false);
    assert.notEqual(highlight.get("invisibleCharacters"), false);
  });

  it("registers every command that it contributes", async () => {
    await extension().activate();
    const { contributes } = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = await vscode.commands.getCommands(true);
    for (const { command } of contributes.commands) assert.ok(registered.includes(command), command);
  });

  it("starts for a panel that comes back after a reload, and offers its command where a sheet is", () => {
    const { activationEvents, contributes } = extension().packageJSON as {
      activationEvents: string[];
      contributes: { menus: { commandPalette: { command: string; when: string }[] } };
    };
    assert.ok(activationEvents.includes("onWebviewPanel:gradus.why"));
    assert.deepEqual(contributes.menus.commandPalette, [{ command: "gradus.why", when: "editorLangId == gradus" }]);
  });

  it("checks again after the server was restarted", async () => {
    const { document } = await openSheet("lstm-slips.grad");
    const again = nextVerdict(document, await extension().activate());
    await vscode.commands.executeCommand("gradus.restartServer");
    await again;
    assert.equal(errors(document).length, 2);
  });
});
