/** The suite, run by mocha in whatever extension host it finds itself: Node's or a browser's. */

/**
 * Runs every test; resolves with mocha's count, whatever it is. Each line of the report begins with the mark, since VS Code's
 * own messages go the same way.
 */
export async function runSuite(Mocha: MochaClass, mark: string, color: boolean): Promise<Mocha.Stats> {
  Mocha.reporters.Base.consoleLog = (format = "", ...values: unknown[]) => console.log(`${mark}${format}`, ...values);
  const mocha = new Mocha({
    ui: "bdd",
    reporter: "spec",
    timeout: 60_000,
    slow: 5_000,
    color,
    forbidOnly: true,
    forbidPending: true,
  });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await import("./checking.test.ts");
  await import("./reading.test.ts");
  await import("./typing.test.ts");
  await import("./why.test.ts");
  await import("./manifest.test.ts");
  return new Promise((resolve) => {
    const runner = mocha.run();
    runner.once("end", () => resolve(runner.stats!));
  });
}

type MochaClass = typeof Mocha;
