/** The last verdict of each open sheet, as the server reports it. */
import { Disposable, type Event, EventEmitter, type Uri, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { VERDICT_NOTIFICATION, type VerdictParams } from "./notifications.ts";

export interface Verdicts extends Disposable {
  /** The last verdict, perhaps on an older text: compare its `version`. Nothing before the first check. */
  of(uri: Uri): VerdictParams | undefined;
  /** A sheet was checked. Its diagnostics are already there. */
  readonly onVerdict: Event<VerdictParams>;
}

export function createVerdicts(client: BaseLanguageClient): Verdicts {
  const last = new Map<string, VerdictParams>();
  const emitter = new EventEmitter<VerdictParams>();
  const subscriptions = Disposable.from(
    emitter,
    client.onNotification(VERDICT_NOTIFICATION, (verdict: VerdictParams) => {
      last.set(verdict.uri, verdict);
      emitter.fire(verdict);
    }),
    workspace.onDidCloseTextDocument((document) => void last.delete(document.uri.toString())),
  );
  return {
    of: (uri) => last.get(uri.toString()),
    onVerdict: emitter.event,
    dispose: () => subscriptions.dispose(),
  };
}
