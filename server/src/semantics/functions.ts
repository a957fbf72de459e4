/** Calls: functions of the sheet, built-in functions and constants, with or without parentheses. */
import type { Expr, Name, Suffix } from "../syntax/ast.ts";
import { problem } from "../syntax/problem.ts";
import { cover, type Span } from "../syntax/span.ts";
import { elementwiseNamed } from "../engine/elementwise.ts";
import { noteFree, trouble, type Context } from "./context.ts";
import { isReference, readReferenceTo } from "./derivatives.ts";
import { readFactor, readFormula, whole, type Factor, type Read } from "./formulas.ts";
import { withPowers } from "./powers.ts";
import { componentOfFunction } from "./function-components.ts";
import { indexCells, readIndex, tryIndex } from "./index-expressions.ts";
import type { IndexExpr } from "./indices.ts";
import type { Formula, SheetFunction } from "./model.ts";
import { dimensionOf, type Dimension } from "./dimensions.ts";
import { declaredHead, plainName, splitUnderscore, indexItems } from "./references.ts";
import { fixedSize } from "./scope.ts";
import { tensorFunction, tensorFunctionNamed } from "./tensor-functions.ts";

/** Whether a name means something where the sheet declares nothing of that name. */
export function isBuiltInName(name: string): boolean {
  const others = ["sum", "prod", "Σ", "Π", "max", "min", "stop", "direct", "transpose", "ones", "zeros", "e", "π"];
  return elementwiseNamed(name) !== undefined || tensorFunctionNamed(name) !== undefined || others.includes(name);
}

/** Whether it is a function, so that a prime behind it differentiates. */
export function isBuiltInFunction(name: string): boolean {
  return isBuiltInName(name) && name !== "e" && name !== "π";
}

/** What follows a function's name, sorted. */
interface CallParts {
  readonly indices: IndexExpr[];
  readonly primes: number;
  /** `tanh^2(x)`: the power stands before the argument. */
  readonly power: Suffix[];
  readonly arguments: readonly Expr[] | undefined;
  readonly end: Span;
  readonly rest: readonly Suffix[];
}

function takeCall(
  context: Context,
  name: Span,
  suffixes: readonly Suffix[],
  familyArity: number,
  isOwn = false,
): CallParts {
  const indices: IndexExpr[] = [];
  const power: Suffix[] = [];
  let primes = 0;
  let at = 0;
  for (; at < suffixes.length; at++) {
    const suffix = suffixes[at]!;
    const cells = indices.length < familyArity && suffix.kind !== "parens" ? indexCells(suffix) : undefined;
    if (cells) {
      for (const cell of cells) {
        const index = readIndex(context, cell);
        if (index) indices.push(index);
      }
    } else if (suffix.kind === "primes") primes += suffix.count;
    else if (isOwn && orderAbove(suffix) !== undefined) primes += orderAbove(suffix)!;
    else if (suffix.kind === "sup" && power.length === 0) power.push(suffix);
    else break;
  }
  for (const index of indices) noteFree(context, index);
  const holder = suffixes[at];
  // `\tanh\left[ w h + b \right]`: a function has no components, so that square brackets hold its argument as well.
  const held = holder?.kind === "parens" || holder?.kind === "brackets" ? indexCells(holder) : undefined;
  if (holder && held)
    return { indices, primes, power, arguments: held, end: holder.span, rest: suffixes.slice(at + 1) };
  return {
    indices,
    primes,
    power,
    arguments: undefined,
    end: suffixes[at - 1]?.span ?? name,
    rest: suffixes.slice(at),
  };
}

/** The 2 of `f^{(2)}`, the second derivative. */
function orderAbove(suffix: Suffix): number | undefined {
  const [only, ...others] = (suffix.kind === "sup" && indexCells(suffix)) || [];
  if (only?.kind !== "number" || others.length > 0 || !/^\d$/.test(only.text)) return undefined;
  return Number(only.text);
}

/**
 * Reads a call from its sorted parts. Without parentheses a function of one argument takes the next factor, and a
 * further factor behind that is warned about: a reader can't tell where the argument ends.
 */
function readApplication(
  context: Context,
  name: Name,
  parts: CallParts,
  following: readonly Factor[],
  arity: number | "some" | "several",
  make: (argumentFormulas: Formula[], span: Span) => Formula,
): Read {
  if (parts.arguments) {
    const span = cover(name.span, parts.end);
    const given = parts.arguments.length;
    const fits = arity === "several" ? given >= 2 : arity === "some" ? given >= 1 : given === arity;
    if (!fits) {
      const wanted =
        arity === "several"
          ? "two or more arguments"
          : arity === "some"
            ? "at least one argument"
            : arity === 1
              ? "one argument"
              : `${arity} arguments`;
      const value = trouble(
        context,
        "function/arguments",
        span,
        `\`${name.name}\` takes ${wanted}, and ${given} ${given === 1 ? "is" : "are"} given here.`,
      );
      return whole({ value, rest: parts.rest });
    }
    const value = make(
      parts.arguments.map((argument) => readFormula(context, argument)),
      span,
    );
    return whole(withPowers(context, { value, rest: [...parts.power, ...parts.rest] }));
  }
  const [next, ...others] = following;
  if (arity !== 1 || next?.op !== "" || parts.rest.length > 0) {
    const value = trouble(
      context,
      "function/no-argument",
      name.span,
      isBuiltInName(name.name)
        ? `\`${name.name}\` is a function: write its argument in parentheses, \`${name.name}(…)\`. If it is a quantity of yours, declare it or give it another name.`
        : `\`${name.name}\` is a function: write its argument in parentheses, \`${name.name}(…)\`.`,
    );
    return { value, rest: [], consumed: 0 };
  }
  const argument = readFactor(context, next.expr, others);
  const value = make([argument.value], cover(name.span, argument.value.span));
  const behind = others[argument.consumed];
  // Brackets show where an argument ends, and so does another function: `\det A \det B`.
  const isPlain =
    next.expr.kind === "block" || next.expr.kind === "group" || (behind && isApplication(context, behind.expr));
  if (argument.rest.length > 0 || (behind?.op === "" && !isPlain)) warnOpenArgument(context, name, argument.value.span);
  const powered = withPowers(context, { value, rest: parts.power });
  return { value: powered.value, rest: argument.rest, consumed: 1 + argument.consumed };
}

function isApplication(context: Context, expr: Expr): boolean {
  const name = expr.kind === "suffixed" ? expr.head : expr;
  if (name.kind !== "name" || context.scope.arities.has(name.name)) return false;
  return context.scope.functions.has(name.name) || isBuiltInFunction(name.name);
}

function warnOpenArgument(context: Context, name: Name, argument: Span): void {
  const wrap = [
    { span: { start: name.span.end, end: argument.start }, text: "(" },
    { span: { start: argument.end, end: argument.end }, text: ")" },
  ];
  context.scope.report(
    problem(
      "syntax/ambiguous-application",
      cover(name.span, argument),
      `Without parentheses \`${name.name}\` takes one factor only; what follows multiplies the result. Write \`${name.name}(…)\` so that a reader sees it.`,
      { fixes: [{ title: "Put the argument in parentheses", edits: wrap }] },
    ),
  );
}

// ── Functions of the sheet ──────────────────────────────────────────────────────────────────────────────────────────

/** A call of a declared or defined function; `orders` are derivatives by argument that a ∇ before it asks for. */
export function readCall(
  context: Context,
  fn: SheetFunction,
  name: Name,
  suffixes: readonly Suffix[],
  following: readonly Factor[],
  orders?: readonly number[],
): Read {
  const parts = takeCall(context, name.span, suffixes, fn.familyArity, true);
  if (fn.trouble)
    return {
      value: { kind: "trouble", span: name.span, reason: fn.trouble },
      rest: [],
      consumed: parts.arguments ? 0 : following.length,
    };
  if (parts.indices.length !== fn.familyArity) {
    const message = `\`${name.name}\` is a family of functions, one for each index: write \`${name.name}[t](…)\`.`;
    return whole({ value: trouble(context, "name/index-count", name.span, message), rest: parts.rest });
  }
  const [above] = parts.power;
  const [order] = (above && indexCells(above)) ?? [];
  if (above && order && order.kind !== "negation") {
    const message = `\`${name.name}\` is no family of functions, so this is no index of it. The order of a derivative is a number, \`${name.name}^{(2)}(…)\`; a power stands behind the argument, \`${name.name}(…)^k\`.`;
    return whole({ value: trouble(context, "name/index-count", above.span, message), rest: parts.rest });
  }
  if (parts.primes > 0 && fn.arity !== 1) {
    const message = `\`${name.name}\` has ${fn.arity} arguments, so \`'\` doesn't say by which to differentiate. Write \`∇₁${name.name}(…)\` or \`∇₂${name.name}(…)\`.`;
    return whole({ value: trouble(context, "function/which-argument", name.span, message), rest: parts.rest });
  }
  const derivativeOrders = orders
    ? orders.map((order) => order + parts.primes)
    : Array.from({ length: fn.arity }, () => parts.primes);
  return readApplication(context, name, parts, following, fn.arity, (args, span) => ({
    kind: "call",
    span,
    function: fn,
    indices: parts.indices,
    orders: derivativeOrders,
    arguments: args,
  }));
}

/**
 * The f of `∂f/∂w` as `f(x, w)` where it is defined so and x and w are quantities of the sheet; any other expression as it is.
 * Elsewhere a function has its arguments with it: `f a` is f(a).
 */
export function withOwnArguments(context: Context, expr: Expr): Expr {
  const named = plainName(expr);
  const component = named && componentOfFunction(context, named);
  const name = component?.name ?? named;
  const declared = name && declaredHead(context, { name, suffixes: [] });
  const parameters = declared && context.scope.functions.get(declared.name)?.parameters;
  if (!parameters?.every((parameter) => context.scope.arities.get(parameter)?.has(0))) return expr;
  const { span } = expr;
  const items = parameters.map((parameter): Name => ({ kind: "name", span, name: parameter }));
  const call: Suffix = { kind: "parens", span, items, spaced: false };
  return { kind: "suffixed", span, head: name!, suffixes: component ? [call, component.index] : [call] };
}

// ── Built-in names ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Reads a built-in function or constant; undefined where the name is none. */
export function readBuiltIn(
  context: Context,
  name: Name,
  suffixes: readonly Suffix[],
  following: readonly Factor[],
): Read | undefined {
  const { span } = name;
  const row = elementwiseNamed(name.name);
  if (row) {
    const parts = takeCall(context, span, suffixes, 0);
    return readApplication(context, name, parts, following, 1, ([argument], whole) => ({
      kind: "elementwise",
      span: whole,
      name: row,
      order: parts.primes,
      argument: argument!,
    }));
  }
  const [prime] = suffixes;
  if (prime?.kind === "primes" && isBuiltInFunction(name.name)) {
    const message = `\`'\` differentiates functions of one number, and \`${name.name}\` is none. Write the derivative as \`∂${name.name}(v)/∂v\`.`;
    const value = trouble(context, "syntax/prime", prime.span, message);
    return { value, rest: suffixes.slice(2), consumed: 0 };
  }
  if (name.name === "max" || name.name === "min") {
    const which = name.name;
    const parts = takeCall(context, span, suffixes, 0);
    if (parts.arguments?.length === 1) {
      const component = which === "max" ? "largest" : "smallest";
      return readApplication(context, name, parts, following, 1, (args, whole) => ({
        kind: "tensor",
        span: whole,
        name: component,
        arguments: args,
      }));
    }
    return readApplication(context, name, parts, following, "several", (args, whole) => ({
      kind: "extremum",
      span: whole,
      which,
      arguments: args,
    }));
  }
  if (name.name === "stop") {
    const parts = takeCall(context, span, suffixes, 0);
    return readApplication(context, name, parts, following, 1, ([operand], whole) => ({
      kind: "stop",
      span: whole,
      operand: operand!,
    }));
  }
  if (name.name === "direct") return readDirect(context, name, suffixes);
  const kronecker = readKronecker(context, name, suffixes);
  if (kronecker) return whole(withPowers(context, kronecker));
  if (name.name === "e") {
    const [sup, ...rest] = suffixes;
    if (sup?.kind === "sup") {
      const argument = readFormula(context, sup.exponent);
      return whole(
        withPowers(context, {
          value: { kind: "elementwise", span: cover(span, sup.span), name: "exp", order: 0, argument },
          rest,
        }),
      );
    }
    return whole(withPowers(context, { value: { kind: "number", span, value: Math.E }, rest: suffixes }));
  }
  if (name.name === "π")
    return whole(withPowers(context, { value: { kind: "number", span, value: Math.PI }, rest: suffixes }));
  const tensor = tensorFunctionNamed(name.name);
  if (tensor) {
    const parts = takeCall(context, span, suffixes, 0);
    const arity = tensorFunction(tensor).arguments;
    return readApplication(context, name, parts, following, arity, (args, whole) => ({
      kind: "tensor",
      span: whole,
      name: tensor,
      arguments: args,
    }));
  }
  if (name.name === "transpose") {
    const parts = takeCall(context, span, suffixes, 0);
    return readApplication(context, name, parts, following, 1, ([operand], whole) => ({
      kind: "transpose",
      span: whole,
      operand: operand!,
    }));
  }
  if (name.name === "ones" || name.name === "zeros") return readFilled(context, name, suffixes);
  return readOpenOnes(context, name, suffixes) ?? readIdentity(context, name, suffixes);
}

/** `ones(H)`, `zeros(H, D)`: their arguments are sizes. */
function readFilled(context: Context, name: Name, suffixes: readonly Suffix[]): Read {
  const parts = takeCall(context, name.span, suffixes, 0);
  const span = cover(name.span, parts.end);
  const shape = (parts.arguments ?? []).map((argument) => {
    const index = readIndex(context, argument);
    return index && dimensionOf(index, fixedSize(context.scope));
  });
  const complete = shape.filter((dimension): dimension is Dimension => dimension !== undefined);
  if (complete.length !== shape.length || shape.length < 1 || shape.length > 2) {
    const message = `\`${name.name}\` takes one or two sizes: \`${name.name}(H)\`, \`${name.name}(H, D)\`.`;
    return whole({ value: trouble(context, "function/arguments", span, message), rest: parts.rest });
  }
  return whole(
    withPowers(context, {
      value: { kind: "filled", span, value: name.name === "ones" ? 1 : 0, shape: complete },
      rest: parts.rest,
    }),
  );
}

/** `𝟏`, and `𝟏_D` of a size. */
export function readOpenOnes(context: Context, name: Name, suffixes: readonly Suffix[]): Read | undefined {
  const sized = readSized(context, name, suffixes, "𝟏", "a vector of ones");
  if (!sized || "value" in sized) return sized;
  const { span, dimension, rest } = sized;
  const shape = dimension && [dimension];
  return whole(withPowers(context, { value: { kind: "filled", span, value: 1, shape }, rest }));
}

/** `I`, and `I_D` of a size. */
function readIdentity(context: Context, name: Name, suffixes: readonly Suffix[]): Read | undefined {
  const sized = readSized(context, name, suffixes, "I", "an identity");
  if (!sized || "value" in sized) return sized;
  const { span, dimension, rest } = sized;
  return whole(withPowers(context, { value: { kind: "identity", span, dimension }, rest }));
}

/** A sign with its size below it, if it has one: `I_D`. Undefined where it is another name. */
function readSized(
  context: Context,
  name: Name,
  suffixes: readonly Suffix[],
  sign: string,
  what: string,
): { span: Span; dimension: Dimension | undefined; rest: readonly Suffix[] } | Read | undefined {
  const split = splitUnderscore(context, name.name, name.span, (base) => base === sign);
  if (name.name !== sign && !split) return undefined;
  const all = split ? [split.sub, ...suffixes] : suffixes;
  const [first, ...rest] = all;
  const cells = first?.kind === "sub" ? indexCells(first) : undefined;
  const index = cells?.length === 1 ? tryIndex(context, cells[0]!) : undefined;
  const dimension = index && dimensionOf(index, fixedSize(context.scope));
  if (index && !dimension) {
    const message = `The size of ${what} stands below it, such as \`${sign}_D\`; this is an index.`;
    return whole({ value: trouble(context, "function/arguments", index.span, message), rest });
  }
  const span = dimension && first && !split ? cover(name.span, first.span) : name.span;
  return { span, dimension, rest: dimension ? rest : all };
}

/** `direct(y, x)`: the derivative of y by x through y's own equation only. */
function readDirect(context: Context, name: Name, suffixes: readonly Suffix[]): Read {
  const parts = takeCall(context, name.span, suffixes, 0);
  const [of, by] = parts.arguments ?? [];
  const span = cover(name.span, parts.end);
  if (!of || !by || parts.arguments!.length !== 2) {
    return whole({
      value: trouble(
        context,
        "function/arguments",
        span,
        "`direct(y, x)` takes two arguments: what is differentiated, and by what.",
      ),
      rest: parts.rest,
    });
  }
  const target = readReferenceTo(context, by);
  const value: Formula = isReference(target)
    ? {
        kind: "derivative",
        span,
        of: readFormula(context, of),
        by: [target],
        immediate: true,
        layout: context.scope.layout,
      }
    : target;
  return whole(withPowers(context, { value, rest: parts.rest }));
}

/** Kronecker's `δ[i,j]`, `δ_ij`, `δ_{ij}`: 1 where the indices agree. */
function readKronecker(
  context: Context,
  name: Name,
  suffixes: readonly Suffix[],
): { value: Formula; rest: readonly Suffix[] } | undefined {
  const split = splitUnderscore(context, name.name, name.span, (base) => base === "δ");
  if (name.name !== "δ" && !split) return undefined;
  const [first, ...rest] = split ? [split.sub, ...suffixes] : suffixes;
  const cells = first && indexItems(context, first);
  const [left, right] = (cells ?? []).map((cell) => tryIndex(context, cell));
  if (!first || cells?.length !== 2 || !left || !right) return undefined;
  noteFree(context, left);
  noteFree(context, right);
  const span = cover(name.span, first.span);
  return {
    value: {
      kind: "iverson",
      span,
      condition: { span, onIndices: [{ span, relation: "=", left, right }], onValues: [] },
    },
    rest,
  };
}
