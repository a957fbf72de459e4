/** Every test but those that run inside VS Code, which mocha runs there. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/vscode/**"],
    setupFiles: ["test/support/fuzzing.ts"],
    globalSetup: ["test/wire/global-setup.ts"],
    // Two workers at most: the properties compute, and a laptop has other things to do.
    maxWorkers: 2,
    testTimeout: 60_000,
    // A server that starts on a busy machine.
    hookTimeout: 60_000,
    allowOnly: false,
  },
});
