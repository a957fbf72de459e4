/**
 * What to do when the server dies: start it again without a word, unless it has died so often of late that the next
 * start would die too. Then the status bar says so and offers a restart.
 */
import { CloseAction, ErrorAction, type ErrorHandler } from "vscode-languageclient/node";

const RESTARTS = 4;
const WITHIN_MILLISECONDS = 3 * 60 * 1000;

export function restartQuietly(now: () => number = Date.now): ErrorHandler {
  let deaths: number[] = [];
  return {
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    closed() {
      const time = now();
      deaths = [...deaths.filter((death) => time - death < WITHIN_MILLISECONDS), time];
      if (deaths.length <= RESTARTS) return { action: CloseAction.Restart, handled: true };
      deaths = [];
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}
