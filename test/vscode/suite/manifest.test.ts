/** What the manifest promises holds in a running VS Code. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, extension, openSheet, checked, errors } from "./support.ts";

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

  it("checks again after the server was restarted", async () => {
    const { document } = await openSheet("lstm-slips.grad");
    const { onVerdict } = await extension().activate();
    const again = new Promise<void>((resolve) => {
      const subscription = onVerdict(({ uri }) => {
        if (uri !== document.uri.toString()) return;
        subscription.dispose();
        resolve();
      });
    });
    await vscode.commands.executeCommand("gradus.restartServer");
    await again;
    await checked(document);
    assert.equal(errors(document).length, 2);
  });
});
