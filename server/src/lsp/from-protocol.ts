/** From the protocol's terms to ours: offsets, and settings in the shapes in which clients send them. */
import type { Position, Range } from "vscode-languageserver";
import { isHintLevel, type HintLevel } from "../features/hints.ts";
import { isLeader } from "../syntax/typed-symbols.ts";
import type { LineIndex, Span } from "../syntax/span.ts";

export function toOffset(lines: LineIndex, position: Position): number {
  return lines.offset(position);
}

export function toSpan(lines: LineIndex, { start, end }: Range): Span {
  const from = lines.offset(start);
  return { start: from, end: Math.max(from, lines.offset(end)) };
}

/** The level of hints in `{ hints }` or `{ gradus: { hints } }`, if one is there. */
export function toHintLevel(settings: unknown): HintLevel | undefined {
  const own = field(settings, "hints") ?? field(field(settings, "gradus"), "hints");
  return isHintLevel(own) ? own : undefined;
}

/** What stands before the names of symbols, in `{ symbols: { leader } }` or `{ gradus: { symbols: { leader } } }`. */
export function toLeader(settings: unknown): string | undefined {
  const own = field(settings, "symbols") ?? field(field(settings, "gradus"), "symbols");
  const leader = field(own, "leader");
  return isLeader(leader) ? leader : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
