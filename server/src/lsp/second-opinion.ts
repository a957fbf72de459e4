/** The second opinion, loaded when the first question comes up; without one the server goes on, and says so once. */
import type { SecondOpinion } from "../check/second-opinion.ts";
import type { Log } from "./run-safely.ts";

const none: SecondOpinion = {
  // oxlint-disable-next-line require-yield
  *settle() {
    return { outcome: "unclear", work: 0 };
  },
};

/** Remembers what was loaded, also that nothing could be: a browser that is offline is not asked again at each key. */
export function loadedOnce(load: () => SecondOpinion, log: Log): () => SecondOpinion {
  let loaded: SecondOpinion | undefined;
  return () => {
    if (loaded) return loaded;
    try {
      loaded = load();
    } catch (error) {
      log(`The second opinion can't be loaded: what doubles can't decide stays undecided. ${String(error)}`);
      loaded = none;
    }
    return loaded;
  };
}
