/** Names as they are typed, letter by letter: what one stands for, and whether it may still become a longer one. */
import { commandNames } from "./latex.ts";
import { namedSymbols, symbolNamed } from "./symbol-names.ts";

const names: readonly string[] = [...commandNames(), ...namedSymbols.flatMap((row) => row.names)];

/** All beginnings of longer names: `i` and `in`, the latter because of `\inf`. */
const beginnings: ReadonlySet<string> = new Set(
  names.flatMap((name) => Array.from(name, (_, length) => name.slice(0, length))),
);

export interface TypedName {
  /** What it stands for, if it is a name. */
  readonly symbol: string | undefined;
  /** Longer names begin so. */
  readonly mayGoOn: boolean;
}

/** What is behind the leader so far: `sig`, `in`, `^-`. */
export function typedName(name: string): TypedName {
  return { symbol: symbolNamed(name)?.symbol, mayGoOn: beginnings.has(name) };
}

/** What stands before the name of a symbol as it is typed, where no setting says otherwise. In a sheet it always is a backslash. */
export const defaultLeader = "\\";

/** Whether a setting's value can stand before a name: one to three signs that no name holds. */
export function isLeader(value: unknown): value is string {
  return typeof value === "string" && /^[^\p{L}\p{N}\s_^]{1,3}$/u.test(value);
}
