/** The backward pass in words: whether a model's own adjoint equations form one, and what it lacks. */
import { listed, type OwnLines } from "../check/own-lines.ts";

/** One line for a lens: that it is complete, or the first thing in its way. Nothing where no adjoint is derived. */
export function backwardTitle(ownLines: OwnLines): string | undefined {
  if (ownLines.backward === "none") return undefined;
  if (ownLines.backward === "complete") return "✓ your equations form a complete backward pass";
  const [first] = obstacles(ownLines);
  return `no complete backward pass yet${first === undefined ? "" : `: ${first}`}`.replaceAll("`", "");
}

/** All of it, as a paragraph for a hover. */
export function backwardParagraph(ownLines: OwnLines): string | undefined {
  if (ownLines.backward === "none") return undefined;
  if (ownLines.backward === "complete")
    return "Your equations form a complete backward pass: run from the last step back, each on the results of those before, they give the gradient of every weight.";
  return [
    "Your equations do not form a complete backward pass yet:",
    ...obstacles(ownLines).map((clause) => `- ${clause}`),
  ].join("\n");
}

/** What is in the way: first what is wrong, then what is used and not there, last what is only left to do. */
function obstacles({ faulty, circular, underived, boundary, weights }: OwnLines): string[] {
  const clause = (names: readonly string[], one: string, several = one) =>
    names.length === 0 ? [] : [`${listed(names)} ${names.length === 1 ? one : several}`];
  return [
    ...clause(faulty, "has a line that does not hold", "have lines that do not hold"),
    ...clause(circular, "is only derived from itself", "are only derived from one another"),
    ...clause(underived, "is used and never derived", "are used and never derived"),
    ...clause(boundary, "is open: no line gives it", "are open: no line gives them"),
    ...clause(weights, "is missing", "are missing"),
  ];
}
