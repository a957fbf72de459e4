#!/usr/bin/env node
/** The entry of the command line, `gradus`. */
import { keepHeapTight } from "../node/heap.ts";
import { runProgram } from "./program.ts";

// A reader that has seen enough, `gradus check … | head`, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

keepHeapTight();
void runProgram(process.argv.slice(2)).then((status) => (process.exitCode = status));
