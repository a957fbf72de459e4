/** Random programs with a known answer: sheets whose claims are right by construction, some of them spoilt by one slip. */
import { correctClaims, printClaim } from "./adjoint-claims.ts";
import { buildSheet } from "./arbitrary-sheets.ts";
import type { Dice } from "./dice.ts";
import { mutate } from "./mutations.ts";
import { rewrite } from "./rewrites.ts";
import { sheetLines, type Quantity } from "./sheet-data.ts";
import { buildStillSheet } from "./still-sheets.ts";
import { buildRecurrence, buildTensorSheet, printTensorClaim, type TensorSheet } from "./tensor-programs.ts";
import { rewriteTensor, slipIn } from "./tensor-rewrites.ts";
import { print, type Term } from "./terms.ts";

export interface KnownClaim {
  readonly text: string;
  /** What was changed in a right claim; absent for one that is right. */
  readonly slip?: string;
}

export interface KnownProgram {
  readonly kind: string;
  /** The sheet without its claims. */
  readonly meanings: readonly string[];
  readonly claims: readonly KnownClaim[];
}

export function textOf({ meanings, claims }: KnownProgram): string {
  return [...meanings, ...claims.map(({ text }) => text)].join("\n") + "\n";
}

/** Enough rewrites that no two programs look alike, and few enough that a person could read them. */
const mostRewrites = 8;

/** Of the claims of a sheet, so many are used, and this share of them is spoilt. */
const mostClaims = 3;
const percentSpoilt = 33;

/** Some of the items, in their order. */
function some<Item>(items: readonly Item[], count: number, dice: Dice): Item[] {
  const rest = items.map((_, at) => at);
  const chosen = new Set(
    Array.from({ length: Math.min(count, items.length) }, () => rest.splice(dice.below(rest.length), 1)[0]!),
  );
  return items.filter((_, at) => chosen.has(at));
}

/** The kinds of programs; each comes as often as any other. */
const builders: readonly ((dice: Dice) => KnownProgram)[] = [
  recurrence,
  formulas,
  (dice) => tensorProgram("recurrences of vectors", buildRecurrence(dice), dice),
  (dice) => tensorProgram("vectors and matrices", buildTensorSheet(dice), dice),
];

/** A random program. */
export function buildProgram(dice: Dice): KnownProgram {
  return dice.pick(builders)(dice);
}

function recurrence(dice: Dice): KnownProgram {
  const sheet = buildSheet(dice);
  const claims = some(correctClaims(sheet, dice), mostClaims, dice).map((claim) =>
    spoiltOrNot(claim.body, sheet.quantities, dice, (body) => printClaim({ ...claim, body })),
  );
  return { kind: "recurrences of numbers", meanings: sheetLines(sheet), claims };
}

function formulas(dice: Dice): KnownProgram {
  const { lines, claims, quantities } = buildStillSheet(dice);
  return {
    kind: "formulas of numbers",
    meanings: lines,
    claims: some(claims, mostClaims, dice).map(({ left, right }) =>
      spoiltOrNot(right, quantities, dice, (body) => `${left} = ${print(body)}`),
    ),
  };
}

function spoiltOrNot(
  right: Term,
  quantities: readonly Quantity[],
  dice: Dice,
  say: (body: Term) => string,
): KnownClaim {
  const scalars = quantities
    .filter(({ name, extents }) => extents.length === 0 && name !== "L")
    .map(({ name }) => name);
  const slip = dice.chance(percentSpoilt) ? mutate(right, quantities, dice) : undefined;
  const body = rewrite(slip?.term ?? right, dice.below(mostRewrites), dice, scalars);
  return { text: say(body), ...(slip && { slip: slip.what }) };
}

function tensorProgram(kind: string, { lines, claims, leaves }: TensorSheet, dice: Dice): KnownProgram {
  return {
    kind,
    meanings: lines,
    claims: some(claims, mostClaims, dice).map((claim): KnownClaim => {
      const slip = dice.chance(percentSpoilt) ? slipIn(claim.right, leaves, dice) : undefined;
      const right = rewriteTensor(slip?.term ?? claim.right, dice.below(mostRewrites), dice);
      return { text: printTensorClaim({ ...claim, right }), ...(slip && { slip: slip.what }) };
    }),
  };
}
