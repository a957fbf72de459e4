/** The program's commands and options, and the exit status of each way a call can end. */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { version } from "../../../package.json";
import { defaultHints, hintLevels, type HintLevel } from "../features/hints.ts";
import { runCheck, type CheckSettings } from "./check-command.ts";
import { secondOpinion } from "../node/second-opinion.ts";
import { exitStatus } from "./exit-status.ts";

interface CheckFlags {
  readonly format: CheckSettings["format"];
  readonly hints: HintLevel;
  readonly seed: number;
  readonly size: ReadonlyMap<string, number>;
  readonly color?: boolean;
}

/** Runs the program with its arguments and resolves with its exit status. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let status: number = exitStatus.allHold;
  const program = new Command("gradus")
    .description("Checks derivations of gradients, step by step.")
    .version(version)
    .exitOverride();
  program
    .command("check")
    .description("check every claim of some sheets")
    .argument("<files...>", "sheets (*.grad); - reads one from the standard input")
    .addOption(
      new Option("--format <format>", "how to report").choices(["text", "json", "sarif", "junit"]).default("text"),
    )
    .addOption(
      new Option("--hints <level>", "how much to say about a wrong line").choices(hintLevels).default(defaultHints),
    )
    .addOption(new Option("--seed <n>", "seed of the points at which claims are tried").argParser(readSeed).default(1))
    .addOption(
      new Option("--size <name=n>", "fix a size, e.g. T=50; may be given several times")
        .argParser(readSize)
        .default(new Map<string, number>(), "small sizes of its own choice"),
    )
    .option("--color", "colour the report even where it is not read on a terminal")
    .option("--no-color", "do not colour the report")
    .exitOverride()
    .addHelpText(
      "after",
      "\nExit status: 0 every claim holds; 1 some claim fails or is undecided, or something due is not derived;\n2 a sheet has an error that leaves claims unchecked, or the call is wrong.",
    )
    .action(async (files: string[], flags: CheckFlags) => {
      const { format, hints, seed, size } = flags;
      const colour = flags.color ?? wantsColour();
      status = await runCheck(files, { format, hints, colour, options: { seed, sizes: size, secondOpinion } });
    });
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitStatus.allHold : exitStatus.cannotCheck;
  }
  return status;
}

function wantsColour(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR && FORCE_COLOR !== "0") return true;
  // Undefined where the output is no terminal, whatever the types say.
  return process.stdout.isTTY === true && TERM !== "dumb";
}

function readSeed(text: string): number {
  return readWhole(text, 0);
}

/** Adds one `NAME=N` to those given before it. */
function readSize(text: string, before: ReadonlyMap<string, number>): Map<string, number> {
  const [name, value, ...rest] = text.split("=").map((part) => part.trim());
  if (!name || value === undefined || rest.length > 0) {
    throw new InvalidArgumentError("It has the form NAME=N, e.g. T=50.");
  }
  return new Map([...before, [name.normalize("NFC"), readWhole(value, 1)]]);
}

function readWhole(text: string, least: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value) || value < least)
    throw new InvalidArgumentError(`A whole number from ${least} on is wanted.`);
  return value;
}
