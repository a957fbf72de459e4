/** Where downloads and leftovers of test runs live: outside the tree, shared by all clones. */
import { homedir } from "node:os";
import { join } from "node:path";

export function cacheFolder() {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const base =
    XDG_CACHE_HOME ??
    (process.platform === "win32"
      ? (LOCALAPPDATA ?? join(homedir(), "AppData", "Local"))
      : process.platform === "darwin"
        ? join(homedir(), "Library", "Caches")
        : join(homedir(), ".cache"));
  return join(base, "gradus-tests");
}
