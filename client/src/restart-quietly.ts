/**
 * What to do when the server dies: start it again without a word, unless the next start would die too, because this one was
 * never up or because it has died so often of late. Then the status bar says so and offers a restart.
 */
import { CloseAction, ErrorAction, type ErrorHandler } from "vscode-languageclient";

const RESTARTS = 4;
const WITHIN_MILLISECONDS = 3 * 60 * 1000;

export function restartQuietly(wasRunning: () => boolean, now: () => number = Date.now): ErrorHandler {
  let deaths: number[] = [];
  const giveUp = {
    action: CloseAction.DoNotRestart,
    handled: true,
    message: "It is not started again by itself. “Gradus: Restart Server” tries it once more.",
  };
  return {
    error: ({ message }) => ({ action: ErrorAction.Continue, handled: true, message }),
    closed() {
      if (!wasRunning()) return giveUp;
      const time = now();
      deaths = [...deaths.filter((death) => time - death < WITHIN_MILLISECONDS), time];
      if (deaths.length <= RESTARTS) return { action: CloseAction.Restart, handled: true };
      deaths = [];
      return giveUp;
    },
  };
}
