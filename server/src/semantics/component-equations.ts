/**
 * Equations for the components of what the model defines as a whole: beside `y = A x`, `y_i = Σ_j A_ij x_j` says something of y,
 * and is a claim. That y is a vector is known only when all is read, and till then `y_i` looks like a name of its own.
 */
import { dimensionOf, sameDimension, type Dimension } from "./dimensions.ts";
import { constantValue } from "./indices.ts";
import type { Definition, Loop, Quantity } from "./model.ts";
import { fixedSize, type Scope } from "./scope.ts";

import { valueReferencesIn } from "./walk.ts";

/** The families, `name/arity`, whose elements turned out to be the components of a vector or matrix of their name. */
export function componentFamilies(scope: Scope): ReadonlySet<string> {
  const found = new Set<string>();
  for (const whole of scope.quantities.values()) {
    if (whole.kind !== "defined" || !whole.shape || whole.shape.length === 0) continue;
    const family = `${whole.name}/${whole.arity + whole.shape.length}`;
    const parts = scope.quantities.get(family);
    if (parts && parts !== whole && areComponents(scope, whole, parts)) found.add(family);
  }
  return found;
}

function areComponents(scope: Scope, whole: Quantity, parts: Quantity): boolean {
  const [shape, arity] = [whole.shape!, whole.arity];
  if (parts.kind !== "defined" || parts.definitions.length === 0 || (parts.shape?.length ?? 0) > 0) return false;
  // `y = [y_1; y_2]` is made of them.
  if (whole.definitions.some(({ formula }) => valueReferencesIn(formula).some(({ quantity }) => quantity === parts)))
    return false;
  return parts.definitions.every((definition) =>
    shape.every((dimension, axis) => coversAxis(scope, definition, arity + axis, dimension)),
  );
}

/** Whether an index runs along the axis from 1 to its end. */
function coversAxis(scope: Scope, { positions, loops }: Definition, place: number, dimension: Dimension): boolean {
  const position = positions[place];
  const loop = position?.kind === "variable" ? loops.find(({ name }) => name === position.name) : undefined;
  return loop !== undefined && runsAlong(scope, loop, dimension);
}

function runsAlong(scope: Scope, { from, to }: Loop, dimension: Dimension): boolean {
  const last = dimensionOf(to, fixedSize(scope));
  return constantValue(from) === 1 && last !== undefined && sameDimension(last, dimension);
}
