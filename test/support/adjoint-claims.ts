/** Claims about a generated sheet that are right by construction, as data that can be rewritten and mutated. */
import type { Dice } from "./dice.ts";
import type { Quantity, SheetData } from "./sheet-data.ts";
import { adjointOf, type Equation, type Harmless } from "./pullbacks.ts";
import { print, printAt, type Comparison, type Loop, type Position, type Term } from "./terms.ts";

export interface ClaimData {
  readonly name: string;
  readonly at: readonly Position[];
  readonly body: Term;
  /** Quantities that the claim clamps to a number. */
  readonly given: readonly string[];
}

export function printClaim({ name, at, body, given }: ClaimData): string {
  const clamps = given.map((clamped) => `${clamped} = 1/2`).join(", ");
  return `bar ${printAt(name, at)} = ${print(body)}${clamps === "" ? "" : `   given ${clamps}`}`;
}

/** One claim for each quantity and each kind of place that it has elements at. */
export function correctClaims(sheet: SheetData, dice: Dice): ClaimData[] {
  const clampable = sheet.quantities.filter(({ name }) => "hczg".includes(name));
  const given = dice.chance(15) && clampable.length > 1 ? [dice.pick(clampable).name] : [];
  const equations = [...sheet.definitions, ...sheet.boundaries].filter(({ name }) => !given.includes(name));
  return sheet.quantities.flatMap((quantity) =>
    targetsOf(quantity, sheet, dice).map((at) => ({
      name: quantity.name,
      at,
      given,
      body: adjointOf(quantity.name, at, equations, sheet.loss, freshNames(), harmlessFor(at, sheet, dice)),
    })),
  );
}

/** Where claims about a quantity are made: at its declared indices, and at initial places by their numbers. */
function targetsOf(quantity: Quantity, sheet: SheetData, dice: Dice): Position[][] {
  const main = quantity.extents.map(({ name }): Position => ({ base: name, shift: 0 }));
  if (quantity.extents.length !== 1) return [main];
  const [extent] = quantity.extents;
  const initial = sheet.declarations.some((line) => line.startsWith(`boundary ${quantity.name}`))
    ? []
    : [extent!.from, extent!.to].filter((end) => !isIn(end));
  return [main, ...initial.filter(() => dice.chance(60)).map((end) => [end])];
}

/** Whether a bound is one of the declared index ranges, 1 to T. */
function isIn({ base, shift }: Position): boolean {
  return base === "" ? shift === 1 : shift === 0;
}

function freshNames(): () => string {
  let count = 0;
  return () => `r${"abcdefghijklmnopqrstuvwxyz"[count++ % 26]}${count > 26 ? Math.floor(count / 26) : ""}`;
}

// ── Which conditions may be left out ────────────────────────────────────────────────────────────────────────────────

const sampleSizes: readonly ReadonlyMap<string, number>[] = [
  new Map([
    ["T", 5],
    ["N", 3],
    ["M", 4],
  ]),
  new Map([
    ["T", 6],
    ["N", 5],
    ["M", 3],
  ]),
];

/** Tries all places of the claim: an equation out of its range is harmless where its own adjoint lies beyond all elements. */
function harmlessFor(target: readonly Position[], sheet: SheetData, dice: Dice): Harmless {
  return (equation, adjointAt, condition) => {
    const needless = sampleSizes.every((sizes) =>
      everyPlace(target, sizes, (place) => holds(condition, place) ?? false),
    );
    if (needless) return true;
    const dead = sampleSizes.every((sizes) =>
      everyPlace(
        target,
        sizes,
        (place) => (holds(condition, place) ?? false) || isBeyond(equation, adjointAt, place, sheet),
      ),
    );
    return dead && dice.chance(85);
  };
}

type Place = ReadonlyMap<string, number>;

function everyPlace(target: readonly Position[], sizes: Place, test: (place: Place) => boolean): boolean {
  const indices = target.filter(({ base }) => base !== "" && !sizes.has(base)).map(({ base }) => base);
  const visit = (place: Place, rest: readonly string[]): boolean => {
    const [index, ...others] = rest;
    if (index === undefined) return test(place);
    const most = sizes.get(index === "t" ? "T" : index === "i" && sizes.has("M") ? "N" : "N")!;
    // A range that is too long only keeps a condition that might have gone.
    return Array.from({ length: Math.max(most, index === "t" ? 0 : 5) }, (_, at) => at + 1).every((value) =>
      visit(new Map([...place, [index, value]]), others),
    );
  };
  return visit(sizes, indices);
}

function valueOf({ base, shift }: Position, place: Place): number | undefined {
  const value = base === "" ? 0 : place.get(base);
  return value === undefined ? undefined : value + shift;
}

function holds({ left, relation, right }: Comparison, place: Place): boolean | undefined {
  const [one, other] = [valueOf(left, place), valueOf(right, place)];
  if (one === undefined || other === undefined) return undefined;
  return relation === "="
    ? one === other
    : relation === "≠"
      ? one !== other
      : relation === "<"
        ? one < other
        : one <= other;
}

function isBeyond(equation: Equation, at: readonly Position[], place: Place, sheet: SheetData): boolean {
  const { extents } = sheet.quantities.find(({ name }) => name === equation.name)!;
  return at.some((position, axis) => {
    const value = valueOf(position, place);
    const extent = extents[axis] as Loop;
    return value !== undefined && (value < valueOf(extent.from, place)! || value > valueOf(extent.to, place)!);
  });
}
