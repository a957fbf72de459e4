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
