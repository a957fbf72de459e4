/** What happens as one types: symbols, chains, comments; with undo, several cursors, other line ends, and settings. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { checked, closeAll, extension, find, hoverText } from "./support.ts";

/** Opens an unsaved sheet with cursors where `¦` stands. */
async function openText(drawn: string, eol = vscode.EndOfLine.LF): Promise<vscode.TextEditor> {
  await extension().activate();
  const parts = drawn.split("¦");
  const content = parts.join("");
  const document = await vscode.workspace.openTextDocument({ language: "gradus", content });
  const editor = await vscode.window.showTextDocument(document);
  // VS Code may bring back what it saved of an unsaved sheet of the same name that was closed just now.
  if (document.getText() !== content)
    await editor.edit((edit) => edit.replace(document.validateRange(new vscode.Range(0, 0, 1e6, 0)), content));
  await editor.edit((edit) => edit.setEndOfLine(eol));
  const lines = drawn.split("\n");
  editor.selections = lines.flatMap((text, line) => {
    const before = text.split("¦");
    return before.slice(1).map((_, at) => {
      const cursor = new vscode.Position(line, before.slice(0, at + 1).join("").length);
      return new vscode.Selection(cursor, cursor);
    });
  });
  // The window may still tell of the cursor as it was when the line ends changed; that arrives before a command is answered.
  await vscode.commands.executeCommand("setContext", "gradus.test.opened", true);
  return editor;
}

/**
 * Presses keys one after the other, as fast as the editor takes them; but Enter only after a moment, as a person does: VS
 * Code follows no rule of Enter on a line that it has not tokenised yet, which it does when it is idle.
 */
async function type(keys: string): Promise<void> {
  for (const text of keys) {
    if (text === "\n") await new Promise((resolve) => setTimeout(resolve, 250));
    await vscode.commands.executeCommand("type", { text });
  }
}

/** The text with its cursors drawn into it. */
function drawn({ document, selections }: vscode.TextEditor): string {
  const offsets = selections.map(({ active }) => document.offsetAt(active)).sort((one, other) => other - one);
  return offsets.reduce((text, at) => `${text.slice(0, at)}¦${text.slice(at)}`, document.getText());
}

/** Waits until text and cursors are as drawn. */
async function becomes(editor: vscode.TextEditor, expected: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      subscriptions.dispose();
      resolve();
    };
    const timer = setTimeout(settle, 20_000);
    const look = (): void => {
      if (drawn(editor) === expected) settle();
    };
    const subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(look),
      vscode.window.onDidChangeTextEditorSelection(look),
    );
    look();
  });
  assert.equal(drawn(editor), expected);
}

async function setting(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration("gradus").update(name, value, vscode.ConfigurationTarget.Workspace);
}

const undo = () => vscode.commands.executeCommand("undo");

describe("symbols as one types", () => {
  afterEach(closeAll);

  it("become what they mean, and typing goes on behind them", async () => {
    const editor = await openText("¦");
    await type("\\bar h[t] = \\sigma(\\theta_t) \\odot x \\in\\R ");
    await becomes(editor, "bar h[t] = σ(θ_t) ⊙ x ∈ℝ ¦");
  });

  it("are given back as typed by one undo, and are left alone then", async () => {
    const editor = await openText("y = ¦");
    await type("\\sigma");
    await becomes(editor, "y = σ¦");
    await type("(x)");
    await becomes(editor, "y = σ(x)¦");
    await undo();
    await becomes(editor, "y = σ¦");
    await undo();
    await becomes(editor, "y = \\sigma¦");
    await type("(\\le ");
    await becomes(editor, "y = \\sigma(≤ ¦)");
  });

  it("are given back by one undo at the character that ended them", async () => {
    const editor = await openText("¦");
    await type("β \\in (");
    await becomes(editor, "β ∈ (¦)");
    await undo();
    await becomes(editor, "β ∈ ¦");
    await undo();
    await becomes(editor, "β \\in ¦");
    await vscode.commands.executeCommand("redo");
    await becomes(editor, "β ∈ ¦");
  });

  it("stand at each of several cursors, and one undo takes them all", async () => {
    const editor = await openText("a = ¦\nb = ¦ + 𝑥\n\nc = ¦");
    await type("\\sigma");
    await becomes(editor, "a = σ¦\nb = σ¦ + 𝑥\n\nc = σ¦");
    await undo();
    await becomes(editor, "a = \\sigma¦\nb = \\sigma¦ + 𝑥\n\nc = \\sigma¦");
  });

  it("stand in a file with CRLF, at its end and behind an astral character", async () => {
    const editor = await openText("a = 𝑥\n𝒜 = ¦\nb = 1\n¦", vscode.EndOfLine.CRLF);
    await type("\\ell \\le\n");
    await becomes(editor, "a = 𝑥\r\n𝒜 = ℓ ≤\r\n    ¦\r\nb = 1\r\nℓ ≤\r\n    ¦");
  });

  it("stay as typed in comments and when pasted", async () => {
    const editor = await openText("¦");
    await type("# \\sigma \\in x");
    await vscode.commands.executeCommand("editor.action.insertLineAfter");
    await vscode.commands.executeCommand("paste", { text: "\\sigma \\in", pasteOnNewLine: false });
    // The symbol behind them shows that none of what is before it is still to come.
    await type(" \\nabla");
    await becomes(editor, "# \\sigma \\in x\n\\sigma \\in ∇¦");
  });

  it("have the leader that a setting says, or none", async () => {
    const editor = await openText("¦");
    try {
      await setting("symbols.leader", ";");
      await type(";sigma \\tau ;\\;R ");
      await becomes(editor, "σ \\tau ;\\ℝ ¦");
      await setting("symbols.leader", undefined);
      await setting("symbols.replace", false);
      await type("\\sigma ");
      await setting("symbols.replace", undefined);
      await type("\\tau");
      await becomes(editor, "σ \\tau ;\\ℝ \\sigma τ¦");
    } finally {
      await setting("symbols.leader", undefined);
      await setting("symbols.replace", undefined);
    }
  });

  it("are checked as what they mean", async () => {
    const editor = await openText("param w, b\nloss L = σ(w b)\n¦");
    await type("\\bar b = \\sigma'(w b) w");
    await becomes(editor, "param w, b\nloss L = σ(w b)\nbar b = σ'(w b) w¦");
    assert.deepEqual((await checked(editor.document)).claims, { total: 1, holds: 1, fails: 0, undecided: 0 });
  });
});

describe("Enter", () => {
  afterEach(closeAll);

  it("goes on with a chain under its equals signs, and ends it on an empty step", async () => {
    const editor = await openText("y = a b¦");
    await type("\n  = a");
    await becomes(editor, "y = a b\n  = a¦");
    await type("\n");
    await becomes(editor, "y = a b\n  = a\n  = ¦");
    await type("b\n");
    await becomes(editor, "y = a b\n  = a\n  = b\n  = ¦");
    await type("\n");
    await becomes(editor, "y = a b\n  = a\n  = b\n¦");
    await undo();
    await becomes(editor, "y = a b\n  = a\n  = b\n  = \n  ¦");
  });

  it("goes on with a comment that it splits", async () => {
    const editor = await openText("# one ¦two");
    await type("\n");
    await becomes(editor, "# one \n# ¦two");
  });
});

describe("toggling a comment", () => {
  afterEach(closeAll);

  it("puts # before a line and takes it away", async () => {
    const editor = await openText("  a = b¦");
    await vscode.commands.executeCommand("editor.action.commentLine");
    await becomes(editor, "  # a = b¦");
    await vscode.commands.executeCommand("editor.action.commentLine");
    await becomes(editor, "  a = b¦");
  });
});

const LSTM_START = `index t = 1..T
param w, u
input x[t], h[0]
function ℓ[t] : ℝ → ℝ
a[t] = w h[t-1] + u x[t]
h[t] = tanh(a[t])
loss L = sum[t](ℓ[t](h[t]))
`;

async function completions({ document, selection }: vscode.TextEditor): Promise<vscode.CompletionItem[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    document.uri,
    selection.active,
  );
  return list.items;
}

const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === "string" ? label : label.label);

describe("completion", () => {
  afterEach(closeAll);

  it("offers quantities behind bar, and nothing else", async () => {
    const editor = await openText(`${LSTM_START}¦`);
    await type("bar ");
    assert.deepEqual((await completions(editor)).map(labelOf), ["h[t]", "a[t]", "w", "u", "x[t]"]);
  });

  it("offers indices and sizes in brackets, and nothing in comments", async () => {
    const editor = await openText(`${LSTM_START}¦`);
    await type("y = h[");
    assert.deepEqual((await completions(editor)).map(labelOf), ["t", "T"]);
    await type("t] # ");
    assert.deepEqual(await completions(editor), []);
  });

  it("says what a name is, beside it", async () => {
    const editor = await openText(`${LSTM_START}y = ¦`);
    const found = (await completions(editor)).find((item) => labelOf(item) === "a[t]");
    assert.equal(found?.detail, "defined");
    assert.match((found.documentation as vscode.MarkdownString).value, /a\[t\] = w h\[t-1\] \+ u x\[t\]/);
  });

  it("offers half-typed symbols where they are not replaced", async () => {
    const editor = await openText("y = ¦");
    await setting("symbols.replace", false);
    try {
      await type("\\si");
      const sigma = (await completions(editor)).find((item) => labelOf(item) === "σ");
      assert.equal(sigma?.detail, "\\sigma");
      assert.equal(editor.document.getText(sigma.range as vscode.Range), "\\si");
    } finally {
      await setting("symbols.replace", undefined);
    }
  });

  it("brings whole models in which nothing is wrong", async () => {
    for (const name of ["recurrent", "RNN", "LSTM", "GRU", "MDRNN", "Momentum"]) {
      const editor = await openText("¦");
      const item = (await completions(editor)).find((each) => labelOf(each) === `model ${name}`);
      assert.ok(item?.insertText instanceof vscode.SnippetString, name);
      await editor.insertSnippet(item.insertText, item.range as vscode.Range);
      const { claims, problems } = await checked(editor.document);
      assert.equal(problems, 0, name);
      assert.ok(claims.total > 0 && claims.holds === claims.total, name);
    }
  });

  it("helps with the arguments of a function", async () => {
    const { document } = await openText("y = dot(a, ");
    // What the window tells of its cursor may be older than the text.
    const help = await vscode.commands.executeCommand<vscode.SignatureHelp>(
      "vscode.executeSignatureHelpProvider",
      document.uri,
      document.lineAt(0).range.end,
    );
    assert.equal(help.signatures[0]?.label, "dot(a, b)");
    assert.equal(help.activeParameter, 1);
  });

  it("and a hover says how a symbol is typed", async () => {
    const { document } = await openText("y = a ⊙ b\n");
    assert.match(await hoverText(document, find(document, "⊙").start), /`⊙` is typed `\\odot`/);
  });
});
