/** Reads sheets from files and from the standard input, and says clearly why one can't be read. */
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";

export interface Source {
  readonly path: string;
  readonly text: string;
}

export interface Unreadable {
  readonly path: string;
  /** Why, and what to do. */
  readonly message: string;
}

export async function readSource(path: string): Promise<Source | Unreadable> {
  try {
    if (path === "-") return { path: "<stdin>", text: decode(await buffer(process.stdin)) };
    return { path, text: decode(await readFile(path)) };
  } catch (error) {
    return { path, message: explain(error as NodeJS.ErrnoException) };
  }
}

/** UTF-8, without its byte-order mark; what is no UTF-8 becomes U+FFFD. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}

function explain({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case "ENOENT":
      return "there is no such file";
    case "EISDIR":
      return "this is a folder; name the sheets in it, e.g. FOLDER/*.grad";
    case "EACCES":
    case "EPERM":
      return "no permission to read it";
    default:
      return message;
  }
}
