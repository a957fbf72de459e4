/** `\Delta t` and `Δ t` as the one name `Δt`, where a sheet has no Δ of its own. */
import { replaceTokens } from "./replace-tokens.ts";
import type { Line, Token } from "./token.ts";

/** The lines with each Δ joined to the name behind it. A Δ that something else stands behind anywhere is a name itself. */
export function withDifferences(lines: readonly Line[]): readonly Line[] {
  let isUsed = false;
  for (const { tokens } of lines)
    for (const [at, token] of tokens.entries()) {
      if (!isDelta(token)) continue;
      if (tokens[at + 1]?.kind !== "name") return lines;
      isUsed = true;
    }
  return isUsed ? lines.map(withJoined) : lines;
}

function withJoined(line: Line): Line {
  const { tokens } = line;
  return replaceTokens(line, (at) => {
    const [delta, name] = [tokens[at]!, tokens[at + 1]];
    if (!isDelta(delta) || name?.kind !== "name") return undefined;
    const { written } = name;
    const joined: Token = {
      ...name,
      text: `${delta.text}${name.text}`,
      start: delta.start,
      spaced: delta.spaced,
      first: delta.first,
      ...(written !== undefined && { written: `${delta.text}${written}` }),
    };
    return { tokens: [joined], end: at + 2 };
  });
}

function isDelta({ kind, text, adjoint }: Token): boolean {
  return kind === "name" && text === "Δ" && adjoint === undefined;
}
