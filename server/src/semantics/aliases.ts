/** Other names of adjoints: `dc[t] = bar c[t]` declares one, and `dc[t] = …` without that only looks like one. */
import { problem } from "../syntax/problem.ts";
import { printIndex } from "./indices.ts";
import type { Formula, Quantity } from "./model.ts";
import type { Scope } from "./scope.ts";
import type { Target } from "./targets.ts";
import { some } from "./walk.ts";

/** `dc[t] = bar c[t]` makes dc another name of an adjoint; a mere `dc[t] = …` looks like one and is none. */
export function noteAlias(
  scope: Scope,
  quantity: Quantity,
  target: Extract<Target, { kind: "elements" }>,
  formula: Formula,
): void {
  const members = scope.memberPlaces.get(`${target.name}/${target.positions.length}`) ?? [];
  // Of a member, its number goes with the name: `dz^{(2)} = bar z^{(2)}` says what dz^{(2)} is, everywhere.
  const parameters = target.positions.flatMap((position, at) =>
    position.kind === "variable" || members.includes(at) ? [printIndex(position)] : [],
  );
  const distinct = new Set(parameters).size === target.positions.length;
  if (formula.kind === "adjoint" && distinct) {
    quantity.alias = { parameters, of: formula.of };
    return;
  }
  const of = looksLikeAdjoint(scope, target.name);
  if (of === undefined || quantity.definitions.length > 1) return;
  // `dZ = m bar Z` says itself how the two differ, or that they don't.
  if (some(formula, (part) => part.kind === "adjoint" && part.of.quantity.name === of)) return;
  const names = [...scope.indices.keys()].slice(0, target.positions.length);
  const isWhole = members.length === 0 && names.length === target.positions.length;
  const indices =
    target.positions.length > 0 ? `[${(isWhole ? names : target.positions.map(printIndex)).join(",")}]` : "";
  scope.report(
    problem(
      "name/looks-like-adjoint",
      target.nameSpan,
      `\`${target.name}\` looks like the adjoint of \`${of}\`, but it is a new name, so nothing is checked here. Write \`bar ${of}\`, or declare it above: \`${target.name}${indices} = bar ${of}${indices}\`.`,
      {
        fixes: [
          { title: `Write bar ${of}`, edits: [{ span: target.nameSpan, text: `bar ${of}` }] },
          {
            title: `Declare ${target.name} as bar ${of}`,
            edits: [
              {
                span: { start: target.nameSpan.start, end: target.nameSpan.start },
                text: `${target.name}${indices} = bar ${of}${indices}\n`,
              },
            ],
          },
        ],
      },
    ),
  );
}

/** How people name adjoints. */
const spellings: readonly RegExp[] = [
  /^d(.+)$/u,
  /^grad_?(.+)$/u,
  /^(.+)_grad$/u,
  /^delta_(.+)$/u,
  /^δ_?(.+)$/u,
  /^(.+)_bar$/u,
];

/** The quantity of which a name looks like the adjoint: `dc`, `dLdc` and `dL_dc` of a loss L, `grad_c`, `c_grad`, `delta_c`, `c_bar`. */
export function looksLikeAdjoint(scope: Scope, name: string): string | undefined {
  const above = `d${scope.loss?.name ?? "L"}`;
  const below = name.startsWith(above) ? name.slice(above.length).replace(/^_/, "") : undefined;
  for (const each of below?.startsWith("d") ? [name, below] : [name])
    for (const spelling of spellings) {
      const of = spelling.exec(each)?.[1];
      if (of !== undefined && of !== name && scope.arities.has(of)) return of;
    }
  return undefined;
}
