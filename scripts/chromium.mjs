/** Finds a browser of the Chromium family; on Debian, where we may, installs one. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Failure, run } from "./processes.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome"];
const PLACES = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((name) => {
    const folder = process.env[name];
    return folder === undefined
      ? []
      : [join(folder, "Google/Chrome/Application/chrome.exe"), join(folder, "Microsoft/Edge/Application/msedge.exe")];
  }),
};

/** Flags for a browser that only shows us our own pages, also as root and without a screen. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The path of a browser, or a `Failure` that says what to install. */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.platform === "linux" && process.getuid() === 0 && existsSync("/usr/bin/apt-get")) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-q"], { env, quiet: true });
    const packages = ["chromium", "fonts-dejavu-core"];
    await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages], { env, quiet: true });
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new Failure(
    "No Chromium, Chrome or Edge was found. Install one (on Debian and Ubuntu: sudo apt-get install chromium fonts-dejavu-core)\n" +
      "or name one in the environment variable CHROMIUM.",
  );
}

function findChromium() {
  const { CHROMIUM, PATH = "" } = process.env;
  const onPath = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...(CHROMIUM ? [CHROMIUM] : []), ...onPath, ...(PLACES[process.platform] ?? [])].find(existsSync);
}
