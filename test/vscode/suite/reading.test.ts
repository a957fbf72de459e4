/** What an editor shows beside the text: hovers, lenses, the outline. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { changeHints, closeAll, eventually, find, hoverText, lensTitles, openSheet, replace } from "./support.ts";

describe("reading", () => {
  afterEach(closeAll);

  it("shows a quantity's definition and values in a hover", async () => {
    const { document } = await openSheet("lstm.grad");
    const text = await hoverText(document, find(document, "c[t] = f[t]").start);
    assert.match(text, /c\[t\]/);
    assert.match(text, /f\[t\] c\[t-1\] \+ i\[t\] g\[t\]/);
    assert.match(text, /\d\.\d/, "values over t");
  });

  it("shows both sides of a claim in a hover over its equals sign", async () => {
    const { document } = await openSheet("lstm-slips.grad");
    const claim = find(document, "bar c[t] = bar h[t] o[t]");
    const text = await hoverText(document, claim.start.translate(0, "bar c[t] ".length));
    assert.match(text, /\d\.\d/);
    assert.match(text, /t = \d|\| *t *\|/, "for each t");
  });

  it("marks the terms of a line in a hover, each right, wrong or missing", async () => {
    const { document } = await openSheet("lstm-slips.grad");
    const between = find(document, "- tanh(c[t])").start;
    const told = () => hoverText(document, between);
    await eventually(told, (text) => assert.match(text, /✓ `bar h\[t\] o\[t\] \(1 - tanh\(c\[t\]\)\^2\)` is right/));
    await changeHints(document, "repair");
    await eventually(told, (text) => assert.match(text, /\+ `bar c\[t\+1\] f\[t\+1\]` is missing/));
    await changeHints(document, undefined);
  });

  it("shows a claim's evidence in a hover", async () => {
    const { document } = await openSheet("lstm.grad");
    const claim = find(document, "bar g[t] = bar c[t] i[t]");
    const text = await hoverText(document, claim.start.translate(0, "bar g[t] ".length));
    assert.match(text, /holds/);
    assert.match(text, /\d+ points/);
  });

  it("shows nothing in a hover over a comment", async () => {
    const { document } = await openSheet("lstm.grad");
    assert.equal(await hoverText(document, new vscode.Position(0, 4)), "");
  });

  it("counts the claims in a lens", async () => {
    const right = await openSheet("lstm.grad");
    assert.ok((await lensTitles(right.document)).includes("✓ 8 of 8 hold"));
    const wrong = await openSheet("lstm-slips.grad");
    assert.ok((await lensTitles(wrong.document)).includes("✗ 2 of 8 fail"));
  });

  it("keeps the number of lenses while a line is typed", async () => {
    const editor = await openSheet("lstm.grad");
    const { document } = editor;
    const before = await lensTitles(document);
    await replace(editor, find(document, "bar c[t] i[t]"), "bar c[t] i[");
    assert.equal((await lensTitles(document)).length, before.length);
  });

  it("outlines the model and its statements", async () => {
    const { document } = await openSheet("lstm.grad");
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    );
    const names: string[] = [];
    const visit = ({ name, children }: vscode.DocumentSymbol): void => {
      names.push(name);
      children.forEach(visit);
    };
    symbols.forEach(visit);
    assert.ok(
      names.some((name) => name.includes("LSTM")),
      names.join(" | "),
    );
    for (const name of ["c[t]", "h[t]", "bar c[t]"]) assert.ok(names.includes(name), `${name} in ${names.join(" | ")}`);
  });
});
