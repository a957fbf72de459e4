/** Left sides: which elements of which name an equation would define, or which function. */
import type { Expr, Name, Suffix } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import { isSubscripted } from "./by-argument.ts";
import { axesOf, type Axes } from "./component-equations.ts";
import { noteFree, type Context } from "./context.ts";
import { indexCells, readIndex, tryIndex } from "./index-expressions.ts";
import { isFactorApart } from "./factors-apart.ts";
import { isFold } from "./folds.ts";
import { isBuiltInFunction, isBuiltInName } from "./functions.ts";
import { visitVariables, type IndexExpr } from "./indices.ts";
import { withoutLossArguments } from "./loss-arguments.ts";
import { quantityAt } from "./members.ts";
import {
  declaredHead,
  headed,
  indexItems,
  isVariable,
  labelledHead,
  plainName,
  primedHead,
  splitUnderscore,
  type DeclaredHead,
  type Headed,
  type Primed,
} from "./references.ts";
import { asIndex, asIntroduced, inOrder, noteScripts } from "./scripts.ts";
import { isDeclared, spellings } from "./scope.ts";

export type Target =
  | {
      readonly kind: "elements";
      readonly name: string;
      readonly nameSpan: Span;
      readonly positions: readonly IndexExpr[];
      /** The indices of components, where the equation gives all those of a vector or matrix. */
      readonly axes?: Axes["axes"];
    }
  | {
      readonly kind: "function";
      readonly name: string;
      readonly nameSpan: Span;
      readonly parameters: readonly string[];
    }
  /** An index on the left could not be read; a problem has been reported. */
  | { readonly kind: "broken"; readonly name: string; readonly nameSpan: Span; readonly arity: number };

/** The target of a left side; undefined where it can only be the left side of a claim. */
export function readTarget(context: Context, left: Expr): Target | undefined {
  const head = headed(left);
  if (!head || isSubscripted(context, head)) return undefined;
  const target = targetHead(context, head);
  if (!target) return undefined;
  const { name, span: nameSpan, suffixes } = target;
  // The bold 1 is no letter.
  if (name.startsWith("𝟏")) return undefined;
  // `loss ℓ = …` stands beside a family of functions ℓ[t], as L does beside L[t].
  const fn = context.scope.functions.get(name);
  if (fn && (fn.familyArity === 0 || suffixes.length > 0)) return redefinition(context, target);
  const [only] = suffixes;
  // `bar(h)` is an adjoint.
  if (name === "bar" && only?.kind === "parens" && !context.scope.arities.has(name)) return undefined;
  // A size and an index are numbers; `K = 3` claims something of one.
  const { sizes, indices } = context.scope;
  if (suffixes.length === 0 && (sizes.has(name) || indices.has(name)) && !context.scope.arities.has(name))
    return undefined;
  const isPrimed = name.endsWith("'");
  const positions: IndexExpr[] = [];
  const isNew = !context.scope.arities.has(name);
  const isBuiltIn = isNew && isBuiltInName(name);
  const isScalar = context.scope.quantities.has(`${name}/0`) && !context.scope.indexed.has(name);
  for (const [at, suffix] of suffixes.entries()) {
    const isAbove = suffix.kind === "sup" && isOfVector(context, name, positions);
    const cells = indexItems(context, isAbove ? asIndex(suffix) : suffix);
    if (!cells || cells.length === 0) return undefined;
    const found = cells.map((cell) => tryIndex(context, cell));
    // A power or product of a number, `a^(t)` or `a(t)`, is no element; `e^(t)` and `sum[k](…)` are what they look like.
    if (
      (suffix.kind === "sup" || suffix.kind === "parens") &&
      (isScalar || (isBuiltIn && suffix.kind === "sup" && name !== "σ"))
    )
      return undefined;
    if (isBuiltIn && at === 0 && isFold(name)) return undefined;
    if (context.scope.arities.get(name)?.has(positions.length) && isFactorApart(suffix, found)) return undefined;
    // `exp(0) = 1` and `zeros(N) = …` are about the function; `var(t) = …` is an indexed name of the sheet's own.
    const isCall = isBuiltIn && suffix.kind === "parens" && isBuiltInFunction(name);
    if (isCall && found.every((index) => index !== undefined && isConstant(index))) return undefined;
    if (found.every((index) => index !== undefined)) positions.push(...found);
    else if (suffix.kind === "parens") {
      const parameters = cells.map(parameterName);
      const complete =
        at === 0 && suffixes.length === 1 && isNew && parameters.every((parameter) => parameter !== undefined);
      // `σ(a) = …` for a declared a is a claim; `σ(z) = …` for a new z is a definition that wins over the built-in one.
      // `q'(a)` is the derivative of a q that is missing.
      const isAboutKnown = cells.some((cell) => isDeclaredHead(context, cell));
      const declaresOwn = !(isBuiltIn || isPrimed) || !isAboutKnown;
      return complete && declaresOwn ? { kind: "function", name, nameSpan, parameters } : undefined;
    } else if (suffix.kind === "sup") return undefined;
    // `\det[A B] = …` is about the function, and `w [u + v] = …` about a number times a bracket.
    else if (suffix.kind === "brackets" && ((isBuiltIn && isBuiltInFunction(name)) || isScalar)) return undefined;
    else {
      // `v[1.5]` of a declared vector is no index and no component: what it is is told where it is read.
      if ((quantityAt(context.scope, name, positions, undefined, context.bound)?.shape?.length ?? 0) > 0)
        return undefined;
      for (const cell of cells) readIndex(context, cell);
      return { kind: "broken", name, nameSpan, arity: positions.length + cells.length };
    }
  }
  const whole = axesOf(context, name, positions);
  if (whole) {
    for (const position of whole.positions) noteFree(context, position);
    return { kind: "elements", name, nameSpan, ...whole };
  }
  if (isComponent(context, name, positions, suffixes)) return undefined;
  for (const position of positions) noteFree(context, position);
  return { kind: "elements", name, nameSpan, positions };
}

/** `f(z) = …` of a known f and a z that nothing declares looks like a second definition; with a known z it is a claim. */
function redefinition(context: Context, { name, span, suffixes }: DeclaredHead): Target | undefined {
  const [parens, ...others] = suffixes;
  if (parens?.kind !== "parens" || others.length > 0) return undefined;
  const parameters = parens.items.map(parameterName);
  const isNew = (parameter: string | undefined): parameter is string =>
    parameter !== undefined && !isDeclared(context.scope, parameter) && !isBuiltInName(parameter);
  // `x_1` is an element of a known x.
  const isAboutKnown = parens.items.some((item) => isDeclaredHead(context, item));
  return parameters.length > 0 && parameters.every(isNew) && !isAboutKnown
    ? { kind: "function", name, nameSpan: span, parameters }
    : undefined;
}

/** Whether the indices so far are those of a vector, so that what is above numbers its components. */
function isOfVector({ scope, bound }: Context, name: string, positions: readonly IndexExpr[]): boolean {
  if (scope.wholes.get(name)?.arity === positions.length) return true;
  return (quantityAt(scope, name, positions, undefined, bound)?.shape?.length ?? 0) > 0;
}

/**
 * `W[1,2]` of a declared matrix, `y[1]` of a y without indices, `z[t][i]` of a z[t]: a component, so a claim; and so is what a
 * first reading found to be one. `L[t]` beside L is a new name.
 */
function isComponent(
  context: Context,
  name: string,
  positions: readonly IndexExpr[],
  suffixes: readonly Suffix[],
): boolean {
  const whole = context.scope.wholes.get(name);
  if (whole && whole.arity + whole.rank === positions.length) return true;
  const arities = context.scope.arities.get(name);
  if (!arities || arities.has(positions.length)) return false;
  let indices = 0;
  for (const suffix of suffixes.slice(0, -1)) {
    indices += indexItems(context, suffix)?.length ?? 0;
    if (arities.has(indices)) return true;
  }
  const arity = Math.max(-1, ...[...arities].filter((each) => each < positions.length));
  if (arity < 0) return false;
  const isDeclared =
    (quantityAt(context.scope, name, positions.slice(0, arity), undefined, context.bound)?.shape?.length ?? 0) > 0;
  return (
    isDeclared || positions.slice(arity).every((position) => position.kind === "literal" || position.kind === "size")
  );
}

/** Whether it names something declared: `a`, `M_k` of an M[k]. */
function isDeclaredHead(context: Context, expr: Expr): boolean {
  const head = headed(expr);
  return head !== undefined && declaredHead(context, head) !== undefined;
}

/** Whether no index takes part. */
function isConstant(index: IndexExpr): boolean {
  let varies = false;
  visitVariables(index, () => (varies = true));
  return !varies;
}

function parameterName(expr: Expr): string | undefined {
  return plainName(expr)?.name;
}

/**
 * The name that a left side is about. A new `h_t` is h with the index t; a new `h_0` is too where h has an index
 * elsewhere in the model; a new `h'` is a name of its own, but a function's prime is its derivative (undefined).
 */
function targetHead(context: Context, written: Headed): DeclaredHead | undefined {
  const head = withIndexAbove(context, withoutLossArguments(context.scope, written));
  const primed = primedHead(head) ?? newLabel(context, head);
  const { marks = "", bare = head.name } = primed ?? {};
  const { name, suffixes } = primed ?? head;
  const { span } = name;
  const known = declaredHead(context, head);
  const arities = known && context.scope.arities.get(known.name);
  const ordered =
    known &&
    arities &&
    (asIntroduced(context, known.suffixes, known.name) ?? inOrder(context, known.suffixes, arities));
  const declared = known && ordered ? { ...known, suffixes: ordered } : known;
  if (declared && (!primed || declared.suffixes.every(({ kind }) => kind !== "primes"))) return declared;
  if (primed && isFunction(context, bare)) return undefined;
  const split = splitUnderscore(context, bare.name, bare.span, () => true);
  if (split?.sub.kind === "sub") {
    const isIndex = split.sub.items.every(
      (item) => item.kind === "name" && tryIndex(context, item)?.kind === "variable",
    );
    if (isIndex || context.scope.indexed.has(split.base + marks))
      return { name: split.base + marks, span, suffixes: [split.sub, ...suffixes] };
  }
  return { name: name.name, span, suffixes };
}

/** A new `δ^l_j` is δ with the indices l and j, as `δ^{(l)}_j` is. */
function withIndexAbove(context: Context, head: Headed): Headed {
  const [first, second] = head.suffixes;
  // `a^0_j`: no power is written there.
  const isAbove = first?.kind === "sup" && second?.kind === "sub";
  const isNumbered = isNumberedAbove(context, head);
  const isIndex = (suffix: Suffix) =>
    suffix.kind === "sup" &&
    !indexCells(suffix) &&
    (isNumbered ||
      (suffix.exponent.kind === "name" && isVariable(context, suffix.exponent)) ||
      ((isAbove || context.scope.indexed.has(head.name.name)) && tryIndex(context, suffix.exponent) !== undefined));
  if (declaredHead(context, head) || !head.suffixes.some(isIndex)) return head;
  const suffixes = head.suffixes.map((suffix) => (suffix.kind === "sup" && isIndex(suffix) ? asIndex(suffix) : suffix));
  const indexed: Headed = { name: head.name, suffixes };
  noteScripts(context, indexed, false);
  return indexed;
}

/**
 * `z^2 = …` and `σ_n^2 = …` where no z and no σ is anything: it can be no square, so the number belongs to the name. It is read as
 * an index, as `w^2` is that has been declared.
 */
function isNumberedAbove({ scope }: Context, { name, suffixes }: Headed): boolean {
  const last = suffixes.at(-1);
  if (last?.kind !== "sup" || last.elementwise || last.exponent.kind !== "number") return false;
  if (!/^\d$/.test(last.exponent.text) || suffixes.slice(0, -1).some(({ kind }) => kind !== "sub")) return false;
  // Of the functions, σ alone is also a quantity's name in many texts.
  if (isBuiltInName(name.name) && name.name !== "σ") return false;
  return spellings(name).every(
    (spelling) =>
      !scope.bare.has(spelling) &&
      !scope.functions.has(spelling) &&
      !scope.indices.has(spelling) &&
      !scope.sizes.has(spelling),
  );
}

/** A new `δ_t^o`, which can be no power, since there is no δ: the name `δ^o`. */
function newLabel(context: Context, head: Headed): Primed | undefined {
  const labelled = labelledHead(head);
  const isName = labelled && !declaredHead(context, head) && !isBuiltInName(head.name.name) && !isIndexed(labelled);
  return isName && !isKnownBase(context, head.name) ? labelled : undefined;

  // Of layers 1..L, `δ^{(L)}` is the last, and so is `δ^L` where there are others of it.
  function isIndexed({ marks }: Primed): boolean {
    const label: Name = { kind: "name", span: head.name.span, name: marks.slice(1) };
    if (isVariable(context, label)) return true;
    if (!tryIndex(context, label)) return false;
    return head.suffixes.some(indexCells) || context.scope.indexed.has(head.name.name);
  }
}

/** Whether the δ of `δ_t` is something already. */
function isKnownBase(context: Context, name: Name): boolean {
  const split = splitUnderscore(context, name.name, name.span, () => true);
  return split !== undefined && context.scope.arities.has(split.base);
}

/** Whether the name is a function's: the sheet's, or a built-in one that the sheet gives no other meaning. */
function isFunction(context: Context, name: Name): boolean {
  const { functions, arities } = context.scope;
  return spellings(name).some(
    (spelling) => functions.has(spelling) || (!arities.has(spelling) && isBuiltInFunction(spelling)),
  );
}

/**
 * Notes a name that stands with an index, before any name is decided. `scalars` are names declared without one; `isDeclared`: the
 * name stands in a declaration, where nothing above it is a power.
 */
export function noteIndexed(context: Context, left: Expr, scalars: ReadonlySet<string>, isDeclared: boolean): void {
  const written = headed(left);
  if (!written) return;
  if (written.suffixes.length === 0) context.scope.bare.add(written.name.name);
  noteScripts(context, written, isDeclared);
  const { name, suffixes, marks = "", bare = written.name }: Headed & Partial<Primed> = primedHead(written) ?? written;
  const [first] = suffixes;
  const cells = first && indexCells(first);
  // `a^(t)` and `a(t)` of a declared number are a power and a product.
  const mayMultiply = first?.kind === "parens" || first?.kind === "sup";
  const isIndex = cells?.every((cell) => tryIndex(context, cell)) ?? false;
  // `\exp[-a]` is a call, and `a [b + c]` of a declared number a product.
  const isOwn = scalars.has(name.name) || isBuiltInFunction(name.name);
  const isCall = first?.kind === "brackets" && isOwn && !isIndex;
  const isIndexed = cells && !isCall && (!mayMultiply || (!scalars.has(name.name) && isIndex));
  const isVariableAbove =
    first?.kind === "sup" && first.exponent.kind === "name" && isVariable(context, first.exponent);
  if (isIndexed || (isVariableAbove && !scalars.has(name.name))) context.scope.indexed.add(name.name);
  const split = splitUnderscore(context, bare.name, bare.span, () => true);
  const isSubscript =
    split?.sub.kind === "sub" &&
    split.sub.items.every((item) => item.kind === "name" && tryIndex(context, item)?.kind === "variable");
  if (split && isSubscript) context.scope.indexed.add(split.base + marks);
}
