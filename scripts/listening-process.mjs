/** A process that serves on a port of this machine: started, waited for, and stopped with all that it has started. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Failure } from "./processes.mjs";

const START_TIMEOUT = 60_000;

/** Starts a program that prints `listening on <port>`; resolves with the port and a function that ends it. */
export async function startListening(program, args, options) {
  const child = spawn(program, args, { ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const kill = () => {
    if (child.pid === undefined) return;
    try {
      // The whole group, where there are such: what it has started goes with it.
      if (process.platform === "win32") child.kill();
      else process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has gone by itself.
    }
  };
  process.once("exit", kill);
  const stop = async () => {
    process.removeListener("exit", kill);
    const gone = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
    kill();
    await gone;
  };
  try {
    return { port: await listeningPort(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function listeningPort(child) {
  return new Promise((resolve, reject) => {
    let log = "";
    const timer = setTimeout(() => reject(new Failure(`The host did not start:\n${log}`)), START_TIMEOUT);
    const settle = (action) => {
      clearTimeout(timer);
      action();
    };
    const read = (chunk) => {
      log = (log + chunk).slice(-20_000);
      const port = /listening on (\d+)/.exec(log)?.[1];
      if (port !== undefined) settle(() => resolve(Number(port)));
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("error", (error) => settle(() => reject(error)));
    child.once("exit", (status) => settle(() => reject(new Failure(`The host ended (${status}):\n${log}`))));
  });
}
