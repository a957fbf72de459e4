/**
 * Reverse and forward mode on vectors and matrices by hand, from the rules of matrix calculus: what comes out is right by
 * construction, and knows nothing of tapes. Source: M. Giles, Collected matrix derivative results, 2008.
 */
import {
  builtIn,
  everyPart,
  hadamard,
  identity,
  inner,
  isNumber,
  isOne,
  mapPositions,
  minus,
  negated,
  number,
  one,
  plus,
  power,
  quotient,
  sumOf,
  times,
  transpose,
  type Shape,
  type Tensor,
  type TensorOf,
} from "./tensor-terms.ts";
import { literal, position, substitute, type Loop, type Position } from "./terms.ts";

/** `name[at] = body` at every value of the index t, or once. */
export interface TensorEquation {
  readonly name: string;
  readonly at: readonly Position[];
  readonly overTime: boolean;
  readonly body: Tensor;
}

/** One use of an element of a quantity: where, under which sums, and what it is given of the adjoint. */
export interface Gift {
  readonly at: readonly Position[];
  readonly loops: readonly Loop[];
  readonly term: Tensor;
}

/** What a term whose adjoint is `given` hands on to each use of `name` in it. */
export function giftsTo(name: string, term: Tensor, given: Tensor, loops: readonly Loop[] = []): Gift[] {
  const to = (part: Tensor, share: Tensor): Gift[] => giftsTo(name, part, share, loops);
  switch (term.kind) {
    case "element":
      return term.name === name ? [{ at: term.at, loops, term: given }] : [];
    case "sum":
      return term.terms.flatMap(({ sign, term: part }) => {
        const share = isNumber(part) && !isNumber(term) ? builtIn("sum", [], given) : given;
        return to(part, sign === 1 ? share : negated(share));
      });
    case "times":
      if (isNumber(term.left))
        return [...to(term.left, inner(given, term.right)), ...to(term.right, times(term.left, given))];
      if (isNumber(term.right))
        return [...to(term.left, times(term.right, given)), ...to(term.right, inner(given, term.left))];
      return [
        ...to(term.left, times(given, transpose(term.right))),
        ...to(term.right, times(transpose(term.left), given)),
      ];
    case "hadamard":
      return [...to(term.left, hadamard(given, term.right)), ...to(term.right, hadamard(given, term.left))];
    case "share": {
      const shared: Tensor = { kind: "share", left: given, right: term.right, shape: given.shape };
      return [...to(term.left, shared), ...to(term.right, negated(hadamard(shared, term)))];
    }
    case "quotient":
      return [
        ...to(term.left, quotient(given, term.right)),
        ...to(term.right, negated(quotient(inner(given, term.left), power(term.right, 2)))),
      ];
    case "transpose":
      return to(term.operand, transpose(given));
    case "power":
      return to(term.base, hadamard(given, slopeOfPower(term.base, term.exponent)));
    case "apply":
      return to(term.operand, hadamard(given, { ...term, order: term.order + 1 }));
    case "call": {
      const slope = derivativeOf(term);
      return to(term.operand, isNumber(term) ? times(given, slope) : times(transpose(slope), given));
    }
    case "built-in":
      return giftsOfBuiltIn(term, given).flatMap((share, at) => to(term.operands[at]!, share));
    case "fork": {
      const zero = number(0);
      const chosen = (then: Tensor, otherwise: Tensor): Tensor => ({ ...term, then, otherwise });
      return [...to(term.then, chosen(given, zero)), ...to(term.otherwise, chosen(zero, given))];
    }
    case "fold":
      return giftsTo(name, term.body, given, [...loops, term.loop]);
    default:
      return [];
  }
}

function slopeOfPower(base: Tensor, exponent: number): Tensor {
  return exponent === 2 ? times(number(2), base) : times(number(exponent), power(base, exponent - 1));
}

function derivativeOf(term: TensorOf<"call">): Tensor {
  return { ...term, order: term.order + 1, shape: [...term.shape, ...term.operand.shape] };
}

/** For each operand of a function of vectors and matrices, what it is given. */
function giftsOfBuiltIn(term: TensorOf<"built-in">, given: Tensor): Tensor[] {
  const [first, second] = term.operands as [Tensor, Tensor];
  const ones = builtIn("ones", first.shape, ...first.shape.map((size) => sizeOf([size])));
  switch (term.name) {
    case "softmax":
      return [hadamard(term, minus(given, inner(term, given)))];
    case "logsumexp":
      return [times(given, builtIn("softmax", first.shape, first))];
    case "sum":
      return [times(given, ones)];
    case "mean":
      return [times(quotient(given, sizeOf(first.shape)), ones)];
    case "var":
      return [times(quotient(times(number(2), given), sizeOf(first.shape)), minus(first, builtIn("mean", [], first)))];
    case "norm":
      return [quotient(times(given, first), term)];
    case "dot":
      return [times(given, second), times(given, first)];
    case "outer":
      return [times(given, second), times(transpose(given), first)];
    case "trace":
      return [times(given, identity(first.shape[0]!))];
    case "det":
      return [times(times(given, term), transpose(builtIn("inv", first.shape, first)))];
    case "logdet":
      return [times(given, transpose(builtIn("inv", first.shape, first)))];
    case "inv":
      return [negated(times(times(transpose(term), given), transpose(term)))];
    case "diag":
      return [builtIn("diag", first.shape, given)];
    default:
      throw new Error(`No rule for ${term.name}.`);
  }
}

function sizeOf(shape: Shape): Tensor {
  return { kind: "number", shape: [], text: shape.length === 1 ? shape[0]! : `(${shape.join(" ")})` };
}

// ── Adjoint equations ───────────────────────────────────────────────────────────────────────────────────────────────

/** The right side of `bar name[target] = …`; nothing where no equation uses it. Beyond the end of time adjoints are 0. */
export function tensorAdjoint(
  name: string,
  target: readonly Position[],
  equations: readonly TensorEquation[],
  loss: string,
  fresh: () => string,
): Tensor | undefined {
  const terms = equations.flatMap((equation) => {
    const given: Tensor =
      equation.name === loss
        ? one
        : { kind: "adjoint", name: equation.name, at: equation.at, shape: equation.body.shape };
    return giftsTo(name, equation.body, given).flatMap((gift) => arrived(gift, target, equation, fresh) ?? []);
  });
  return terms.length === 0 ? undefined : plus(...terms);
}

/** A gift at the target: the equation's time is solved for, or summed over. Nothing where that lies before all time. */
function arrived(
  gift: Gift,
  target: readonly Position[],
  equation: TensorEquation,
  fresh: () => string,
): Tensor | undefined {
  const [used] = gift.at;
  const [wanted] = target;
  const time: Loop[] = equation.overTime ? [{ name: "t", from: literal(1), to: position("T") }] : [];
  const loops = [...time, ...gift.loops];
  const names = new Map(loops.map(({ name }) => [name, position(fresh())]));
  let rename = substitute(names);
  let term = gift.term;
  let open = loops;
  if (used && wanted) {
    const solved = loops.find(({ name }) => name === used.base);
    if (solved) {
      open = loops.filter((loop) => loop !== solved);
      const value = { base: wanted.base, shift: wanted.shift - used.shift };
      if (value.base === "" && value.shift < 1) return undefined;
      rename = substitute(new Map([...names, [solved.name, value]]));
    } else if (used.base !== wanted.base || used.shift !== wanted.shift)
      term = times({ kind: "bracket", condition: { left: wanted, relation: "=", right: used }, shape: [] }, term);
  }
  const body = mapPositions(term, rename);
  return open.reduceRight<Tensor>(
    (inside, loop) => ({
      kind: "fold",
      loop: { ...loop, name: names.get(loop.name)!.base },
      body: inside,
      shape: inside.shape,
    }),
    body,
  );
}

// ── Jacobians ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** The Jacobian of a column by a column, or the row of a number by it, through this term alone; nothing where it does not depend on it. */
export function jacobianOf(term: Tensor, by: (element: TensorOf<"element">) => boolean): Tensor | undefined {
  const of = (part: Tensor): Tensor | undefined => jacobianOf(part, by);
  const diagonal = (part: Tensor): Tensor => builtIn("diag", [part.shape[0]!, part.shape[0]!], part);
  const together = (...terms: (Tensor | undefined)[]): Tensor | undefined => {
    const some = terms.filter((found) => found !== undefined);
    return some.length === 0 ? undefined : plus(...some);
  };
  const after = (slope: Tensor, part: Tensor): Tensor | undefined => {
    const inside = of(part);
    return inside && (isOne(slope) ? inside : times(slope, inside));
  };
  switch (term.kind) {
    case "element":
      return by(term) ? identity(term.shape[0]!) : undefined;
    case "sum": {
      const terms = term.terms.flatMap(({ sign, term: part }) => {
        const found = of(part);
        return found ? [{ sign, term: found }] : [];
      });
      return terms.length === 0 ? undefined : sumOf(...terms);
    }
    case "times": {
      if (isNumber(term.left)) return isNumber(term.right) ? undefined : after(term.left, term.right);
      return term.right.shape.length === 1 ? after(term.left, term.right) : undefined;
    }
    case "hadamard":
      return together(after(diagonal(term.left), term.right), after(diagonal(term.right), term.left));
    case "apply":
      return after(diagonal({ ...term, order: term.order + 1 }), term.operand);
    case "call":
      return after(derivativeOf(term), term.operand);
    case "built-in":
      return term.name === "softmax"
        ? after(minus(diagonal(term), times(term, transpose(term))), term.operands[0]!)
        : undefined;
    default:
      return undefined;
  }
}

/** Whether a term is one that `jacobianOf` knows, all the way down to the elements in question. */
export function hasJacobian(term: Tensor, by: (element: TensorOf<"element">) => boolean): boolean {
  const uses = (part: Tensor): boolean => mentions(part, by);
  if (!uses(term) || term.kind === "element") return true;
  switch (term.kind) {
    case "sum":
      return term.terms.every(({ term: part }) => !(isNumber(part) && uses(part)) && hasJacobian(part, by));
    case "times":
      return !uses(term.left) && term.right.shape.length === 1 && hasJacobian(term.right, by);
    case "hadamard":
      return hasJacobian(term.left, by) && hasJacobian(term.right, by);
    case "apply":
    case "call":
      return term.shape.length === 1 && hasJacobian(term.operand, by);
    case "built-in":
      return term.name === "softmax" && hasJacobian(term.operands[0]!, by);
    default:
      return false;
  }
}

/** Whether such an element occurs in a term. */
export function mentions(term: Tensor, by: (element: TensorOf<"element">) => boolean): boolean {
  return everyPart(term).some(({ term: part }) => part.kind === "element" && by(part));
}
