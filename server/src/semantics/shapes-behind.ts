/** Shapes that don't fit since a name took that of one behind it: the `w` of `param w, W : H×D`, where a number was meant. */
import type { Problem } from "../syntax/problem.ts";
import type { InheritedShape } from "./scope.ts";

/** More names than this are not tried. */
const mostNames = 8;

/** The problems, with a word on such a name where all shapes fit with it as a number, as `again` reads the model. */
export function withShapesBehind(
  problems: readonly Problem[],
  shapedBehind: ReadonlyMap<string, InheritedShape>,
  again: (numbers: ReadonlySet<string>) => readonly Problem[],
  text: string,
): readonly Problem[] {
  const before = problems.filter(isOfShape);
  if (before.length === 0) return problems;
  for (const [name, { keyword, nameSpan, shapeSpan }] of [...shapedBehind].slice(0, mostNames)) {
    if (again(new Set([name])).some(isOfShape)) continue;
    const shape = text.slice(shapeSpan.start, shapeSpan.end).replace(/^:?\s*/, "");
    const advice = `\`${name}\` has the shape ${shape} that stands behind it in its declaration; for a number declare it apart, \`${keyword} ${name}\`.`;
    const related = [{ span: nameSpan, message: `\`${name}\` takes its shape from a name behind it` }];
    return problems.map((found) =>
      isOfShape(found)
        ? { ...found, message: `${found.message} ${advice}`, related: [...found.related, ...related] }
        : found,
    );
  }
  return problems;
}

function isOfShape({ code, severity }: Problem): boolean {
  return code.startsWith("shape/") && severity === "error";
}
