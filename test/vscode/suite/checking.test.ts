/** A sheet is checked as it is opened and as it is typed. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { changeHints, checked, closeAll, errors, find, openSheet, replace, underlined } from "./support.ts";

describe("checking", () => {
  afterEach(closeAll);

  it("leaves a right sheet unmarked", async () => {
    const { document } = await openSheet("lstm.grad");
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
    assert.deepEqual((await checked(document)).claims, { total: 8, holds: 8, fails: 0, undecided: 0 });
  });

  it("underlines each wrong claim, and nothing else", async () => {
    const { document } = await openSheet("lstm-slips.grad");
    const found = vscode.languages.getDiagnostics(document.uri);
    const [path, step, ...others] = errors(document);
    assert.deepEqual(others, []);
    assert.equal(found.length, 2);
    assert.equal(path?.text, "bar h[t] o[t] (1 - tanh(c[t])^2)");
    assert.equal(step?.line, find(document, "bar f[t] = bar c[t] c[t]").start.line);
    assert.ok(step.text.length > 0 && "bar c[t] c[t]".endsWith(step.text), `underlines ${step.text}`);
    for (const { source, code, message } of found) {
      assert.equal(source, "gradus");
      assert.ok(code, "a problem has a code");
      assert.match(message, /\d/, "the message shows a point");
    }
    const forward = find(document, "c[t] = f[t] c[t-1] + i[t] g[t]").start.line;
    const related = found.find(({ range }) => range.start.line === path.line)?.relatedInformation ?? [];
    assert.ok(
      related.some(({ location }) => location.range.start.line === forward),
      "the problem points to the equation whose path is missing",
    );
    assert.deepEqual((await checked(document)).claims, { total: 8, holds: 6, fails: 2, undecided: 0 });
  });

  it("marks a line as it is broken and clears it as it is repaired", async () => {
    const editor = await openSheet("lstm.grad");
    const { document } = editor;
    const sign = find(document, "+ bar c[t+1] f[t+1]");
    const plus = new vscode.Range(sign.start, sign.start.translate(0, 1));
    await replace(editor, plus, "-");
    assert.deepEqual(
      errors(document).map(({ line }) => line),
      [sign.start.line],
    );
    await replace(editor, plus, "+");
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  });

  it("follows what is typed, key by key", async () => {
    const editor = await openSheet("lstm.grad");
    const { document } = editor;
    const end = document.lineAt(document.lineCount - 2).range.end;
    editor.selection = new vscode.Selection(end, end);
    for (const key of "\nbar w_ih = sum[t](bar i[t] i[t] (1 - i[t]) x[t])") {
      await vscode.commands.executeCommand("type", { text: key });
    }
    // An editor may have closed the brackets itself; what it typed over is typed once.
    assert.equal(document.lineAt(end.line + 1).text, "bar w_ih = sum[t](bar i[t] i[t] (1 - i[t]) x[t])");
    const verdict = await checked(document);
    assert.deepEqual(verdict.claims, { total: 9, holds: 8, fails: 1, undecided: 0 });
    assert.deepEqual(
      errors(document).map(({ line }) => line),
      [end.line + 1],
    );
    await replace(editor, find(document, "x[t])", 2), "h[t-1])");
    assert.deepEqual(errors(document), []);
  });

  it("keeps the other verdicts while a line is half typed", async () => {
    const editor = await openSheet("lstm-slips.grad");
    const { document } = editor;
    const line = find(document, "bar o[t] = bar h[t] tanh(c[t])").start.line;
    const full = document.lineAt(line).text;
    for (const half of ["bar o[t] =", "bar o[t] = bar h[t] tanh(", "bar o[", ""]) {
      await replace(editor, document.lineAt(line).range, half);
      const elsewhere = errors(document).filter((error) => error.line !== line);
      assert.equal(elsewhere.length, 2, `with ${JSON.stringify(half)}`);
      assert.equal((await checked(document)).claims.holds, 5, `with ${JSON.stringify(half)}`);
    }
    await replace(editor, document.lineAt(line).range, full);
    assert.equal(errors(document).length, 2);
  });

  it("says what is wrong with a name that nothing declares", async () => {
    const editor = await openSheet("lstm.grad");
    const { document } = editor;
    await replace(editor, find(document, "i[t] = σ(w_ix"), "i[t] = σ(w_ixx");
    const [first] = errors(document);
    assert.equal(first?.text, "w_ixx");
    assert.match(first.message, /`w_ix`/, "the nearest name is offered");
  });

  it("repairs a misspelt name with a quick fix", async () => {
    const editor = await openSheet("lstm.grad");
    const { document } = editor;
    const name = find(document, "w_ix x[t]");
    await replace(editor, new vscode.Range(name.start, name.start.translate(0, "w_ix".length)), "w_ixx");
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      new vscode.Range(name.start, name.start),
    );
    const fix = actions.find(({ title, edit }) => edit !== undefined && title.includes("w_ix"));
    assert.ok(fix?.edit, `no fix among ${actions.map(({ title }) => title).join(" | ")}`);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.deepEqual((await checked(document)).claims, { total: 8, holds: 8, fails: 0, undecided: 0 });
    assert.equal(document.getText(new vscode.Range(name.start, name.end)), "w_ix x[t]");
  });

  it("gives no more away than the hints setting allows", async () => {
    const { document } = await openSheet("lstm-slips.grad");
    const messages = () => errors(document).map(({ message }) => message);
    const shows = (text: RegExp) => messages().some((message) => text.test(message));
    assert.ok(shows(/c\[t\+1\]/) && shows(/true/), messages().join("\n"));
    await changeHints(document, "verdict");
    assert.equal(messages().length, 2);
    assert.ok(!shows(/c\[t\+1\]|true/), messages().join("\n"));
    await changeHints(document, undefined);
    assert.ok(shows(/c\[t\+1\]/), messages().join("\n"));
  });

  it("checks a document that was never saved", async () => {
    const document = await vscode.workspace.openTextDocument({
      language: "gradus",
      content: "param a, b\nloss L = a^2 b\nbar a = 2 a b\nbar b = a\n",
    });
    await vscode.window.showTextDocument(document);
    assert.deepEqual((await checked(document)).claims, { total: 2, holds: 1, fails: 1, undecided: 0 });
    assert.deepEqual(
      errors(document).map(({ line, text }) => [line, text]),
      [[3, "a"]],
    );
  });

  it("asks the second opinion where doubles can't tell", async () => {
    const { document } = await openSheet("doubtful.grad");
    assert.deepEqual((await checked(document)).claims, { total: 3, holds: 2, fails: 1, undecided: 0 });
    assert.deepEqual(
      errors(document).map(({ line, text }) => [line, text]),
      [[1, "0"]],
    );
  });

  it("checks a document that is on no disk", async () => {
    const content = "param a\nloss L = a^3\nbar a = 3 a\n";
    const provider = vscode.workspace.registerTextDocumentContentProvider("gradus-test", {
      provideTextDocumentContent: () => content,
    });
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse("gradus-test:/homework/cube.grad"));
      assert.equal(document.languageId, "gradus");
      assert.deepEqual((await checked(document)).claims, { total: 1, holds: 0, fails: 1, undecided: 0 });
      await underlined(document, "a");
    } finally {
      provider.dispose();
    }
  });

  it("forgets a sheet's problems when it is closed and finds them again", async () => {
    const { document } = await openSheet("lstm-slips.grad");
    assert.equal(errors(document).length, 2);
    const cleared = new Promise<void>((resolve) => {
      const subscription = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (!uris.some((uri) => uri.toString() === document.uri.toString())) return;
        if (vscode.languages.getDiagnostics(document.uri).length > 0) return;
        subscription.dispose();
        resolve();
      });
    });
    // A text document closes when VS Code sees fit; another language closes it for the server at once.
    await vscode.languages.setTextDocumentLanguage(document, "plaintext");
    await cleared;
    await vscode.languages.setTextDocumentLanguage(document, "gradus");
    await checked(document);
    assert.equal(errors(document).length, 2);
  });
});
