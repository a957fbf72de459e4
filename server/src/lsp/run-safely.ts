/** The fence around each request and notification: what throws is logged and answered by nothing; the server lives on. */
import { LSPErrorCodes, ResponseError, type CancellationToken } from "vscode-languageserver";
import { traceOf } from "../features/snapshot.ts";

export type Log = (message: string) => void;

/** A request handler that never rejects. One that was cancelled says so, and one that threw answers null. */
export function answerSafely<Params, Result>(
  name: string,
  log: Log,
  handler: (params: Params, token: CancellationToken) => Promise<Result | undefined>,
): (params: Params, token: CancellationToken) => Promise<Result | null | ResponseError<void>> {
  return async (params, token) => {
    try {
      const result = await handler(params, token);
      if (token.isCancellationRequested)
        return new ResponseError<void>(LSPErrorCodes.RequestCancelled, `${name} was cancelled`);
      return result ?? null;
    } catch (error) {
      log(`${name} failed: ${traceOf(error)}`);
      return null;
    }
  };
}

/** Runs what nobody waits for. */
export function runSafely(name: string, log: Log, action: () => void | Promise<void>): void {
  const failed = (error: unknown): void => log(`${name} failed: ${traceOf(error)}`);
  try {
    action()?.catch(failed);
  } catch (error) {
    failed(error);
  }
}
