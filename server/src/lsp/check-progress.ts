/** Tells the client of a check that takes long, where it can show that: how many of the sheet's models are done. */
import type { Connection } from "vscode-languageserver";
import { runSafely, type Log } from "./run-safely.ts";

export interface CheckProgress {
  /** A check takes long; so many of the sheet's models are checked by now. */
  report(uri: string, checked: number, models: number): void;
  /** It is done, or nobody waits for it any more. */
  end(uri: string): void;
}

/** Where the client shows no progress, the connection gives a reporter that says nothing. */
export function createCheckProgress({ window }: Connection, log: Log): CheckProgress {
  const reporters = new Map<string, ReturnType<typeof window.createWorkDoneProgress>>();

  async function begin(uri: string, percentage: number, message: string) {
    const reporter = await window.createWorkDoneProgress();
    reporter.begin(`Gradus: checking ${nameOf(uri)}`, percentage, message);
    return reporter;
  }

  return {
    report(uri, checked, models) {
      const percentage = Math.floor((100 * checked) / models);
      const message = models === 1 ? "" : `${checked} of ${models} models`;
      const known = reporters.get(uri);
      const reporter = known ?? begin(uri, percentage, message);
      reporters.set(uri, reporter);
      runSafely("progress", log, async () => {
        const told = await reporter;
        if (known) told.report(percentage, message);
      });
    },
    end(uri) {
      const known = reporters.get(uri);
      reporters.delete(uri);
      if (known) runSafely("progress", log, async () => (await known).done());
    },
  };
}

/** The last part of an address, as a person knows it. */
function nameOf(uri: string): string {
  const name = uri.slice(uri.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
