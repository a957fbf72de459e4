/**
 * The server in a web worker. An error that leaves the worker ends it, and the client sees a closed connection, as it would
 * where a process has died.
 */
import { Emitter, type MessageTransports } from "vscode-languageclient/browser";

/**
 * Starts a worker of the server's bundle at each call, and ends the one before it. The worker is told first of all where the
 * oracle's bundle is: it may have been loaded in a way that leaves it without an address of its own.
 */
export function startInWorker(server: string, oracle: string): () => Promise<MessageTransports> {
  let worker: Worker | undefined;
  return () => {
    worker?.terminate();
    worker = undefined;
    const errors = new Emitter<Error>();
    const closings = new Emitter<void>();
    let hasAnswered = false;

    function end(reason: string): void {
      worker?.terminate();
      const what = hasAnswered ? "The server's web worker failed" : "The server's web worker could not be started";
      errors.fire(new Error(`${what}: ${reason}`));
      closings.fire();
    }

    const nothing = { dispose: () => undefined };
    return Promise.resolve({
      reader: {
        onError: errors.event,
        onClose: closings.event,
        onPartialMessage: () => nothing,
        listen(callback) {
          try {
            // A classic worker: not every browser has workers that are modules, and none has them across origins.
            worker = new Worker(server);
            worker.addEventListener("error", ({ message }) => end(message ?? "its script could not be loaded"));
            worker.addEventListener("message", ({ data }) => {
              hasAnswered = true;
              callback(data);
            });
            worker.postMessage({ oracle });
          } catch (error) {
            // The client still has to hear that it listens.
            setTimeout(() => end(String(error)), 0);
          }
          return nothing;
        },
        dispose: nothing.dispose,
      },
      writer: {
        onError: new Emitter<[Error, undefined, undefined]>().event,
        onClose: closings.event,
        write: async (message) => worker?.postMessage(message),
        end: () => worker?.terminate(),
        dispose: nothing.dispose,
      },
    });
  };
}
