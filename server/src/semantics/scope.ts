/** The names of one model: what each is declared as, and the nearest name to a misspelt one. */
import type { Name } from "../syntax/ast.ts";
import type { Fix, Problem, TextEdit } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import type { IndexExpr } from "./indices.ts";
import type { Whole } from "./component-equations.ts";
import type { LetteredPlaces } from "./lettered-families.ts";
import type { MemberPlaces } from "./members.ts";
import type { Scripts } from "./scripts.ts";
import type { Shape } from "./dimensions.ts";
import type { Layout, Loop, Quantity, SheetFunction, Size } from "./model.ts";

export interface Scope {
  readonly sizes: Map<string, Size>;
  readonly indices: Map<string, Loop>;
  /** Indices whose range is missing or has an error, which has been reported: their uses are not told again. */
  readonly rangeless: Set<string>;
  /** By key, `name/arity`. */
  readonly quantities: Map<string, Quantity>;
  /** The numbers of indices with which a name exists. */
  readonly arities: Map<string, Set<number>>;
  readonly functions: Map<string, SheetFunction>;
  /** Families whose numbered elements are quantities of their own. */
  readonly memberPlaces: MemberPlaces;
  /** Families whose elements are told apart by the ranges of their indices, too. */
  readonly letteredPlaces: LetteredPlaces;
  /** Names whose elements are the components of vectors or matrices with fewer indices, as an earlier reading has found. */
  readonly wholes: ReadonlyMap<string, Whole>;
  /** Where the indices stood of what was used with fewer of them than it has. */
  readonly wanted: Map<string, Scripts[]>;
  /** Shapes of what is defined, by key, as far as an earlier reading has found them. */
  readonly knownShapes: ReadonlyMap<string, Shape>;
  /** What has something behind it that is a component of some shapes and of others not, while its own is not known. */
  readonly unshaped: Set<string>;
  /** Names that have no shape of their own and take that of a name behind them, with what says it. */
  readonly shapedBehind: Map<string, InheritedShape>;
  /** Those of them that are read as numbers all the same. */
  readonly numbers: ReadonlySet<string>;
  /** For each family, the places of its indices at which something else than a number stands somewhere. */
  readonly variedPlaces: Map<string, Set<number>>;
  /** For each family, the indices of every left side that has been looked at. */
  readonly leftSides: Map<string, (readonly IndexExpr[])[]>;
  /** Every equation's left side has been looked at, so that no further name comes up. */
  areNamesKnown: boolean;
  /** For each name that is introduced with indices, which of them stand above and which below. */
  readonly scripts: Map<string, Scripts>;
  /** All the ways in which they do. */
  readonly scriptsSeen: Map<string, Scripts[]>;
  /** Names that stand alone on some left side, so that `z^2` is a square. */
  readonly bare: Set<string>;
  /** Names that stand with an index somewhere, so that `h_0` can mean `h[0]`. */
  readonly indexed: Set<string>;
  /** Quantities that something other than their own equations uses. */
  readonly used: Set<Quantity>;
  loss?: Quantity;
  /** What stands in parentheses behind the name of a loss where it is defined, `w` and `b` of `loss L(w, b) = …`. */
  readonly lossArguments: Map<string, readonly string[]>;
  /** Names with a bar that is no adjoint, told at its first use, with what that problem's fix writes for each. */
  readonly barsTold: Map<string, TextEdit[]>;
  /** What the sheet says of the layout of derivatives. */
  layout: Layout;
  /** Where the model's own lines start; those before it belong to every model. */
  ownStart: number;
  /** Where an editor would insert a declaration. */
  declarationPlace: number;
  /** What an editor can offer where a loss is missing. */
  lossFixes: readonly Fix[];
  readonly report: (problem: Problem) => void;
}

/** What a first reading of a model found out about its names. */
export interface KnownOfNames {
  readonly memberPlaces: MemberPlaces;
  readonly letteredPlaces?: LetteredPlaces;
  readonly wholes: ReadonlyMap<string, Whole>;
  readonly knownShapes?: ReadonlyMap<string, Shape>;
  /** Names that take no shape from those behind them. */
  readonly numbers?: ReadonlySet<string>;
}

/** A shape that a name takes from one behind it in its declaration. */
export interface InheritedShape {
  readonly keyword: string;
  readonly nameSpan: Span;
  readonly shapeSpan: Span;
}

export function createScope(
  report: (problem: Problem) => void,
  { memberPlaces, letteredPlaces = new Map(), wholes, knownShapes = new Map(), numbers = new Set() }: KnownOfNames = {
    memberPlaces: new Map(),
    wholes: new Map(),
  },
): Scope {
  return {
    sizes: new Map(),
    indices: new Map(),
    rangeless: new Set(),
    quantities: new Map(),
    arities: new Map(),
    functions: new Map(),
    memberPlaces,
    letteredPlaces,
    wholes,
    wanted: new Map(),
    knownShapes,
    unshaped: new Set(),
    shapedBehind: new Map(),
    numbers,
    variedPlaces: new Map(),
    leftSides: new Map(),
    areNamesKnown: false,
    scripts: new Map([...wholes].flatMap(([name, { scripts }]) => (scripts ? [[name, scripts]] : []))),
    scriptsSeen: new Map(),
    bare: new Set(),
    indexed: new Set(),
    used: new Set(),
    lossArguments: new Map(),
    barsTold: new Map(),
    layout: "plain",
    ownStart: 0,
    declarationPlace: 0,
    lossFixes: [],
    report,
  };
}

/** The quantity of that name and number of indices, made if need be; a member of a family goes by a key of its own. */
export function quantityOf(
  scope: Scope,
  name: string,
  arity: number,
  kind: Quantity["kind"],
  nameSpan: Span,
  key = `${name}/${arity}`,
): Quantity {
  const known = scope.quantities.get(key);
  if (known) return known;
  const quantity: Quantity = {
    key,
    name,
    arity,
    kind,
    nameSpan,
    free: [],
    definitions: [],
    madeOfAdjoints: false,
    shape: undefined,
  };
  scope.quantities.set(key, quantity);
  const arities = scope.arities.get(name) ?? new Set();
  scope.arities.set(name, arities.add(arity));
  return quantity;
}

/**
 * The value of a size in shapes, where the sheet fixes it. A size of 1 keeps its name there: a vector of one component is
 * a vector still, and what is right for every N stays right for N = 1.
 */
export function fixedSize(scope: Scope): (name: string) => number | undefined {
  return (name) => {
    const value = scope.sizes.get(name)?.value;
    return value === 1 ? undefined : value;
  };
}

/** The shape of a quantity, declared or found by an earlier reading. */
export function shapeSoFar(scope: Scope, { key, shape }: Quantity): Shape | undefined {
  return shape ?? scope.knownShapes.get(key);
}

/** The spellings under which a name is looked up: as written (`alpha`), then in its normal form (`α`). */
export function spellings(name: Name): string[] {
  return name.written === undefined ? [name.name] : [name.written, name.name];
}

/** Whether a quantity or function of the sheet has the name. */
export function isDeclared(scope: Scope, name: string): boolean {
  return scope.arities.has(name) || scope.functions.has(name) || scope.indices.has(name) || scope.sizes.has(name);
}

/** The declared name nearest to `name`, if one is near enough to be what was meant. */
export function nearestName(scope: Scope, name: string, more: Iterable<string> = []): string | undefined {
  let best: string | undefined;
  const letters = name.replace(/'+$/, "").length;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 0.5;
  const candidates = [
    ...scope.arities.keys(),
    ...scope.functions.keys(),
    ...scope.indices.keys(),
    ...scope.sizes.keys(),
    ...more,
  ];
  for (const candidate of candidates) {
    if (candidate === name) continue;
    if (Math.abs(candidate.length - name.length) > 2) continue;
    const distance = editDistance(name, candidate);
    // A one-letter name is near every other; only its case can have slipped.
    if (letters === 1 && candidate.toLowerCase() !== name.toLowerCase()) continue;
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and neighbours exchanged (optimal string alignment). */
function editDistance(first: string, second: string): number {
  if (first.length > 40 || second.length > 40) return Infinity;
  let beforeLast: number[] = [];
  let last = Array.from({ length: second.length + 1 }, (_, column) => column);
  for (let row = 1; row <= first.length; row++) {
    const current = [row];
    for (let column = 1; column <= second.length; column++) {
      const same = first[row - 1] === second[column - 1];
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const exchanged =
        row > 1 && column > 1 && first[row - 1] === second[column - 2] && first[row - 2] === second[column - 1];
      if (exchanged) cost = Math.min(cost, beforeLast[column - 2]! + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[second.length]!;
}
