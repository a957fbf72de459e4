/** Runs the same suite in a desktop VS Code, which @vscode/test-electron downloads. */
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from "@vscode/test-electron";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageExtension, vsixPath } from "../../scripts/package.mjs";
import { Failure, main, run } from "../../scripts/processes.mjs";
import { bundleSuite } from "./bundle-suite.mjs";

/** Runs the suite against a package; resolves with mocha's count, rejects where anything fails. */
export async function runSuite(vsix) {
  const suite = await bundleSuite();
  const scratch = mkdtempSync(join(tmpdir(), "gradus-electron-"));
  const workspace = join(scratch, "workspace");
  const report = join(scratch, "report.json");
  cpSync(join(import.meta.dirname, "workspace"), workspace, { recursive: true });
  try {
    const executable = await downloadAndUnzipVSCode("stable");
    const folders = [`--extensions-dir=${join(scratch, "extensions")}`, `--user-data-dir=${join(scratch, "user")}`];
    const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    const [cli, ...cliArgs] = resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true });
    const shell = process.platform === "win32";
    const install = [...cliArgs, ...asRoot, ...folders, "--install-extension", vsix, "--force"];
    await run(shell ? `"${cli}"` : cli, shell ? install.map((arg) => `"${arg}"`) : install, { shell, quiet: true });
    await runTests({
      vscodeExecutablePath: executable,
      reuseMachineInstall: true,
      extensionDevelopmentPath: join(import.meta.dirname, "driver"),
      extensionTestsPath: suite,
      extensionTestsEnv: { GRADUS_TEST_REPORT: report },
      launchArgs: [workspace, ...asRoot, ...folders, "--disable-workspace-trust", "--skip-welcome"],
    });
    const { passes, failures } = existsSync(report)
      ? JSON.parse(readFileSync(report, "utf8"))
      : { passes: 0, failures: 0 };
    if (failures > 0 || passes === 0) throw new Failure(`In VS Code: ${passes} passed, ${failures} failed`);
    return passes;
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const vsix = vsixPath();
    if (!existsSync(vsix)) await packageExtension();
    console.log(`${await runSuite(vsix)} passed in VS Code`);
  });
}
