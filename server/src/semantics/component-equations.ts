/**
 * Equations for the components of a vector or matrix: beside `y = A x`, `y_i = Σ_j A_ij x_j` says something of y; beside
 * `input a^{(0)} : n`, `a_i^{(l)} = σ(z_i^{(l)})` defines the vectors a^{(l)}. So it does where nothing but `δ^{(l)}` without an i,
 * somewhere else, shows that there are vectors: that is known when all is read, and till then `δ_i^{(l)}` has two indices.
 */
import { type Context } from "./context.ts";
import { dimensionOf, sameDimension, type Dimension, type Shape } from "./dimensions.ts";
import { loopsOf } from "./index-expressions.ts";
import { constantValue, sameIndex, visitVariables, type IndexExpr } from "./indices.ts";
import { quantityAt } from "./members.ts";
import type { Definition, Formula, FreeElements, Loop, Quantity } from "./model.ts";
import { fixedSize, shapeSoFar, type Scope } from "./scope.ts";
import type { Scripts } from "./scripts.ts";
import { valueReferencesIn } from "./walk.ts";

/** What a name is as a whole: how many indices a vector or matrix of it has, how many further ones its components, and where. */
export interface Whole {
  readonly name: string;
  readonly arity: number;
  readonly rank: number;
  readonly scripts?: Scripts;
}

/** The names whose elements turned out to be the components of something. */
export function wholesOf(scope: Scope): ReadonlyMap<string, Whole> {
  const found = new Map<string, Whole>();
  for (const parts of scope.quantities.values()) {
    const isLettered = scope.letteredPlaces.has(`${parts.name}/${parts.arity}`);
    const whole =
      found.has(parts.name) || isLettered ? undefined : (wholeDefined(scope, parts) ?? wholeWanted(scope, parts));
    if (whole) found.set(parts.name, whole);
  }
  return found;
}

/** `y = A x` beside `y_i = …`. */
function wholeDefined(scope: Scope, parts: Quantity): Whole | undefined {
  if (parts.kind !== "defined" || parts.definitions.length === 0 || (parts.shape?.length ?? 0) > 0) return undefined;
  for (const whole of scope.quantities.values()) {
    const { name, arity, shape, kind } = whole;
    if (name !== parts.name || kind !== "defined" || !shape || shape.length === 0) continue;
    if (parts.arity !== arity + shape.length) continue;
    // `y = [y_1; y_2]` is made of them.
    if (whole.definitions.some(({ formula }) => valueReferencesIn(formula).some(({ quantity }) => quantity === parts)))
      continue;
    const scripts = scope.scriptsSeen.get(name)?.find(({ above, below }) => arity > 0 && above + below === arity);
    const places = placesOfAxes(scope, parts, shape.length, scripts);
    const isCovered = parts.definitions.every((definition) =>
      shape.every((dimension, axis) => coversAxis(scope, definition, places[axis]!, dimension)),
    );
    if (isCovered) return { name, arity, rank: shape.length, ...(scripts && { scripts }) };
  }
  return undefined;
}

/** `δ^{(l)}`, which stands somewhere though nothing but `δ_i^{(l)} = …` defines it. */
function wholeWanted(scope: Scope, parts: Quantity): Whole | undefined {
  const sources = [...parts.free, ...parts.definitions];
  if (sources.length === 0 || (parts.shape?.length ?? 0) > 0) return undefined;
  for (const scripts of scope.wanted.get(parts.name) ?? []) {
    const arity = scripts.above + scripts.below;
    const rank = parts.arity - arity;
    if (rank < 1 || rank > 2) continue;
    const places = placesOfAxes(scope, parts, rank, scripts);
    const extents = sources.map((source) => places.map((place) => axisAt(scope, source, place)));
    const isWhole = extents.every((each) => each.every((extent) => extent !== undefined));
    // Of numbered layers each has lengths of its own.
    const isNumbered = sources.every(({ positions }) =>
      positions.every((position, at) => places.includes(at) || constantValue(position) !== undefined),
    );
    const isAlike = extents.every((each) =>
      each.every((extent, axis) => isNumbered || (extent && sameDimension(extent, extents[0]![axis]!))),
    );
    const isApart = parts.definitions.every((definition) => !usesItself(parts, definition, places));
    // A name without any index may as well lack one, unless there are vectors of that length.
    const isLength = arity > 0 || extents[0]!.every((extent) => extent && isLengthOfVectors(scope, extent));
    if (isWhole && isAlike && isApart && isLength)
      return { name: parts.name, arity, rank, ...(arity > 0 && { scripts }) };
  }
  return undefined;
}

function isLengthOfVectors(scope: Scope, extent: Dimension): boolean {
  return [...scope.quantities.values()].some(({ shape }) =>
    shape?.some((dimension) => sameDimension(dimension, extent)),
  );
}

/** Which of the indices number the components: those that stand where the whole has none, or else the last ones. */
function placesOfAxes(scope: Scope, { name, arity }: Quantity, rank: number, whole: Scripts | undefined): number[] {
  const places = Array.from({ length: arity }, (_, place) => place);
  const own = scope.scriptsSeen.get(name)?.find(({ above, below }) => above + below === arity);
  if (!whole || !own || whole.above > own.above || whole.below > own.below) return places.slice(arity - rank);
  const above = own.isAboveFirst ? places.slice(0, own.above) : places.slice(own.below);
  const below = own.isAboveFirst ? places.slice(own.above) : places.slice(0, own.below);
  return [...above.slice(whole.above), ...below.slice(whole.below)].sort((one, other) => one - other);
}

/** Whether a component is made of others of the same vector, as a running sum is. */
function usesItself(parts: Quantity, { formula, positions }: Definition, axes: readonly number[]): boolean {
  return valueReferencesIn(formula).some(
    ({ quantity, indices }) =>
      quantity === parts && indices.every((index, at) => axes.includes(at) || sameIndex(index, positions[at]!)),
  );
}

/** Whether an index runs along the axis from 1 to its end. */
function coversAxis(scope: Scope, source: Definition, place: number, dimension: Dimension): boolean {
  const extent = axisAt(scope, source, place);
  return extent !== undefined && sameDimension(extent, dimension);
}

/** How far an index runs from 1, where it stands at no other place and under no condition. */
function axisAt(scope: Scope, source: Definition | FreeElements, place: number): Dimension | undefined {
  const { positions, loops } = source;
  const position = positions[place];
  if (position?.kind !== "variable") return undefined;
  const { name } = position;
  const conditions = "conditions" in source ? source.conditions : [];
  const others = [
    ...positions.filter((_, at) => at !== place),
    ...conditions.flatMap(({ left, right }) => [left, right]),
  ];
  if (others.some((other) => isNamedIn(other, name))) return undefined;
  const loop = loops.find((each) => each.name === name);
  return loop && extentOf(scope, loop);
}

function isNamedIn(index: IndexExpr, wanted: string): boolean {
  let isNamed = false;
  visitVariables(index, (name) => (isNamed ||= name === wanted));
  return isNamed;
}

function extentOf(scope: Scope, { from, to }: Loop): Dimension | undefined {
  return constantValue(from) === 1 ? dimensionOf(to, fixedSize(scope)) : undefined;
}

// ── Left sides ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The indices of a left side that number the components of what has the others. */
export interface Axes {
  readonly positions: readonly IndexExpr[];
  readonly axes: readonly Extract<IndexExpr, { kind: "variable" }>[];
}

/** `a_i^{(l)}` of vectors a^{(l)}, for all i; undefined where the last indices number no components, or not all of them. */
export function axesOf(context: Context, name: string, positions: readonly IndexExpr[]): Axes | undefined {
  const { scope } = context;
  const arity = arityOfWhole(scope, name, positions);
  if (arity === undefined) return undefined;
  const own = positions.slice(0, arity);
  const axes = positions.slice(arity).filter((position) => position.kind === "variable");
  const quantity = quantityAt(scope, name, own);
  const shape = quantity && shapeSoFar(scope, quantity);
  const isCovered = axes.every(({ name: index }, axis) => {
    const loop = context.bound.get(index) ?? scope.indices.get(index);
    const extent = loop && extentOf(scope, loop);
    return extent !== undefined && (!shape || sameDimension(extent, shape[axis]!));
  });
  const names = new Set(axes.map((axis) => axis.name));
  const isApart =
    names.size === positions.length - arity && !own.some((index) => [...names].some((each) => isNamedIn(index, each)));
  return isCovered && isApart ? { positions: own, axes } : undefined;
}

/** How far the components run. */
export function extentsOf(scope: Scope, { axes }: Axes): Shape | undefined {
  const extents = loopsOf(scope, axes).map((loop) => extentOf(scope, loop));
  return extents.every((extent) => extent !== undefined) ? extents : undefined;
}

function arityOfWhole(scope: Scope, name: string, positions: readonly IndexExpr[]): number | undefined {
  const whole = scope.wholes.get(name);
  if (whole && whole.arity + whole.rank === positions.length) return whole.arity;
  const arities = [...(scope.arities.get(name) ?? [])];
  if (arities.includes(positions.length)) return undefined;
  return arities.find((arity) => {
    const quantity = quantityAt(scope, name, positions.slice(0, arity));
    const shape = (quantity && shapeSoFar(scope, quantity)) ?? [];
    if (quantity && shape.length === 0) scope.unshaped.add(quantity.key);
    return shape.length > 0 && arity + shape.length === positions.length;
  });
}

/** The vector or matrix that has these components. */
export function tableOf(scope: Scope, axes: Axes["axes"], bound: ReadonlyMap<string, Loop>, body: Formula): Formula {
  const isAxis = (index: { readonly kind: string; readonly name?: string }, at: number) =>
    index.kind === "variable" && index.name === axes[at]?.name;
  // That of the components of something is that.
  if (body.kind === "component" && body.indices.length === axes.length && body.indices.every(isAxis)) {
    const isElement = body.of.kind === "element" || body.of.kind === "adjoint";
    const indices =
      body.of.kind === "element" ? body.of.reference.indices : body.of.kind === "adjoint" ? body.of.of.indices : [];
    if (isElement && !indices.some((index) => axes.some(({ name }) => isNamedIn(index, name)))) return body.of;
  }
  return { kind: "fold", span: body.span, which: "stack", binders: loopsOf(scope, axes, bound), body };
}
