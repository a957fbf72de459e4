/** The status bar item: the verdict of the sheet in the active editor. */
import { Disposable, languages, StatusBarAlignment, ThemeColor, window, workspace } from "vscode";
import { RESTART_SERVER } from "./commands.ts";
import { verdictText } from "./verdict-text.ts";
import type { Verdicts } from "./verdicts.ts";

const SHOW_PROBLEMS = "workbench.actions.view.problems";
const BACKGROUNDS = {
  error: new ThemeColor("statusBarItem.errorBackground"),
  warning: new ThemeColor("statusBarItem.warningBackground"),
  none: undefined,
};

export interface Status extends Disposable {
  setRunning(running: boolean): void;
}

export function createStatus(verdicts: Verdicts): Status {
  const item = window.createStatusBarItem("gradus.verdict", StatusBarAlignment.Right, 100);
  item.name = "Gradus verdict";
  let running = true;

  function draw(): void {
    const document = window.activeTextEditor?.document;
    if (document === undefined || languages.match({ language: "gradus" }, document) === 0) return item.hide();
    if (!running) {
      const sentence = "Gradus has stopped; its output says why. Restart it";
      return fill("$(warning) Gradus has stopped", sentence, "warning", RESTART_SERVER);
    }
    // The last verdict stays while a line is typed: a number that blinks says nothing.
    const verdict = verdicts.of(document.uri);
    if (verdict === undefined) return item.hide();
    const { text, sentence, gravity } = verdictText(verdict);
    fill(text, sentence, gravity, SHOW_PROBLEMS);
  }

  function fill(text: string, sentence: string, gravity: keyof typeof BACKGROUNDS, command: string): void {
    item.text = text;
    item.tooltip = sentence;
    item.accessibilityInformation = { label: sentence, role: "button" };
    item.backgroundColor = BACKGROUNDS[gravity];
    item.command = command;
    item.show();
  }

  const subscriptions = Disposable.from(
    item,
    verdicts.onVerdict(draw),
    window.onDidChangeActiveTextEditor(draw),
    workspace.onDidOpenTextDocument(draw),
    workspace.onDidCloseTextDocument(draw),
  );
  return {
    setRunning(value) {
      running = value;
      draw();
    },
    dispose: () => subscriptions.dispose(),
  };
}
