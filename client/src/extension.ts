/** The extension's entry on a desktop and on a remote: VS Code calls these two functions. */
export { activate, deactivate } from "./activate.ts";
