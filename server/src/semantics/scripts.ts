/** Scripts: which of a name's indices stand above and which below, and in what order they are read. */
import type { Expr, Suffix } from "../syntax/ast.ts";
import type { Context } from "./context.ts";
import { indexCells, tryIndex } from "./index-expressions.ts";
import { constantValue, visitVariables } from "./indices.ts";
import { indexItems, isVariable, splitUnderscore, primedHead, type Headed, type Primed } from "./references.ts";
import { shapeSoFar, type Scope } from "./scope.ts";

type Above = Extract<Suffix, { kind: "sup" }>;

/** How many indices of a name stand above and below where it is introduced, which come first, and what all are called. */
export interface Scripts {
  readonly above: number;
  readonly below: number;
  readonly isAboveFirst: boolean;
  readonly names: ReadonlySet<string>;
}

/** Notes where a name that is introduced here has its indices. The first time counts. The `W^1` that is declared is no power. */
export function noteScripts(context: Context, written: Headed, isDeclared: boolean): void {
  const { name, suffixes, marks = "", bare = written.name }: Headed & Partial<Primed> = primedHead(written) ?? written;
  const split = splitUnderscore(context, bare.name, bare.span, () => true);
  const isSplit =
    split?.sub.kind === "sub" &&
    split.sub.items.every((item) => item.kind === "name" && tryIndex(context, item)?.kind === "variable");
  const { scripts: known, scriptsSeen } = context.scope;
  const own = isSplit ? split.base + marks : name.name;
  const all = isSplit ? [split.sub, ...suffixes] : suffixes;
  let [above, below] = [0, 0];
  const names = new Set<string>();
  for (const suffix of all) {
    const isPlain =
      suffix.kind === "sup" && !indexCells(suffix) && isPlainIndex(context, suffix, isDeclared && all.length === 1);
    const cells = isPlain ? [suffix.exponent] : (indexItems(context, suffix) ?? []);
    if (suffix.kind === "sub") below += cells.length;
    else if (suffix.kind === "sup" && cells.length > 0) above += cells.length;
    else if (suffix.kind !== "parens" && suffix.kind !== "brackets") return;
    for (const name of namesIn(context, cells)) names.add(name);
  }
  if (above + below + names.size === 0) return;
  const scripts: Scripts = { above, below, isAboveFirst: all[0]!.kind === "sup", names };
  scriptsSeen.set(own, [...(scriptsSeen.get(own) ?? []), scripts]);
  if (!known.has(own)) known.set(own, scripts);
}

/** Notes that a name is used with fewer indices than it has: most likely as the vector of those elements. */
export function noteWanted(context: Context, name: string, suffixes: readonly Suffix[]): void {
  let [above, below] = [0, 0];
  const cells: Expr[] = [];
  for (const suffix of suffixes) {
    const own =
      suffix.kind === "sup"
        ? isNamedT(suffix.exponent)
          ? undefined
          : indexItems(context, asIndex(suffix))
        : indexItems(context, suffix);
    if (!own || suffix.kind === "parens" || !own.every((cell) => tryIndex(context, cell))) break;
    if (suffix.kind === "sup") above += own.length;
    else below += own.length;
    cells.push(...own);
  }
  const { wanted } = context.scope;
  const scripts: Scripts = { above, below, isAboveFirst: above > 0, names: new Set(namesIn(context, cells)) };
  wanted.set(name, [...(wanted.get(name) ?? []), scripts]);
}

function namesIn(context: Context, cells: readonly Expr[]): string[] {
  const found: string[] = [];
  for (const cell of cells) {
    const index = tryIndex(context, cell);
    if (index) visitVariables(index, (name) => found.push(name));
  }
  return found;
}

function isPlainIndex(context: Context, { exponent, elementwise }: Above, mayBeNumber: boolean): boolean {
  if (elementwise) return false;
  return mayBeNumber
    ? tryIndex(context, exponent) !== undefined
    : exponent.kind === "name" && isVariable(context, exponent);
}

/**
 * The scripts of a reference in the order of the family's own, since `h_t^{(l)}` and `h^{(l)}_t` are typeset alike: what stands
 * where the family has no index is a component or a power behind it. Undefined where that says nothing.
 */
export function asIntroduced(
  context: Context,
  suffixes: readonly Suffix[],
  name: string,
): readonly Suffix[] | undefined {
  const scripts = context.scope.scripts.get(name);
  const [first, second, ...rest] = suffixes;
  if (!scripts || !first || !second) return undefined;
  const isOwn = (suffix: Suffix) =>
    namesIn(context, indexItems(context, suffix) ?? []).some((each) => scripts.names.has(each));
  // `a_i(t)` is the component i of an a(t).
  if (first.kind === "sub" && (second.kind === "parens" || second.kind === "brackets")) {
    const isWhole = context.scope.arities.get(name)?.has(indexItems(context, second)?.length ?? 0);
    return isWhole && isOwn(second) && !isOwn(first) ? [second, first, ...rest] : undefined;
  }
  const above = first.kind === "sup" ? first : second.kind === "sup" ? second : undefined;
  const below = first.kind === "sub" ? first : second.kind === "sub" ? second : undefined;
  if (!above || !below || above.elementwise) return undefined;
  // `x_i^t` of vectors x_t.
  const isTurned = scripts.above === 0 && isTensor(context, name) && isOwn(asIndex(above)) && !isOwn(below);
  const isRaised = isTurned || isIndexAbove(context, above, scripts, name);
  const raised = indexCells(above) ? above : isRaised ? asIndex(above) : undefined;
  if (!raised) return undefined;
  if (scripts.above > 0 && scripts.below > 0)
    return scripts.isAboveFirst ? [raised, below, ...rest] : [below, raised, ...rest];
  // Whoever writes `x^{(n)}_k` of an `x_n` or an `x[n]` means the n as the index all the same.
  if (scripts.above + scripts.below === 0)
    return isOwn(raised) !== isOwn(below) ? (isOwn(raised) ? [raised, below, ...rest] : suffixes) : undefined;
  const isSwapped = scripts.above > 0 ? isOwn(below) && !isOwn(raised) : isOwn(raised) && !isOwn(below);
  if (scripts.above > 0 !== isSwapped) return [raised, below, ...rest];
  return [below, isComponent(context, name, raised) ? asComponent(raised) : above, ...rest];
}

/**
 * An index such as `l` and `l+1`, though not the T of a transpose. A number may be a power, but not where the name has its index
 * above.
 */
function isIndexAbove(context: Context, { exponent }: Above, scripts: Scripts, name: string): boolean {
  if (scripts.above === 0 || isNamedT(exponent)) return false;
  const isNeeded = scripts.below === 0 && context.scope.arities.get(name)?.size === 1;
  return isNeeded ? tryIndex(context, exponent) !== undefined : isVarying(context, exponent);
}

/** Whether an index above can only be that of a component, as the d of `x_t^{(d)}`. */
function isComponent(context: Context, name: string, above: Above): boolean {
  return isTensor(context, name) && (indexCells(above) ?? []).every((cell) => isVarying(context, cell));
}

function asComponent(above: Above): Suffix {
  return { kind: "sub", span: above.span, items: [...(indexCells(above) ?? [])] };
}

function isVarying(context: Context, expr: Expr): boolean {
  const index = tryIndex(context, expr);
  return index !== undefined && constantValue(index) === undefined;
}

/** Whether it is a vector or matrix, as far as that is known yet. */
function isTensor({ scope }: Context, name: string): boolean {
  return [...(scope.arities.get(name) ?? [])].some((arity) => {
    const quantity = scope.quantities.get(`${name}/${arity}`);
    return quantity !== undefined && (shapeSoFar(scope, quantity)?.length ?? 0) > 0;
  });
}

/**
 * The scripts of `h^2_t` and `δ^l_j` in the order in which they are read: a power stands behind the indices, and what is
 * above is an index where the one below is not all that is wanted.
 */
export function inOrder(
  context: Context,
  suffixes: readonly Suffix[],
  arities: ReadonlySet<number>,
  name?: string,
): readonly Suffix[] {
  const introduced = name === undefined ? undefined : asIntroduced(context, suffixes, name);
  if (introduced) return introduced;
  const [first, second, ...rest] = suffixes;
  const above = first?.kind === "sup" ? first : first?.kind === "sub" && second?.kind === "sup" ? second : undefined;
  const below = first?.kind === "sub" ? first : second?.kind === "sub" ? second : undefined;
  if (!first || above?.kind !== "sup" || above.elementwise || indexCells(above)) return suffixes;
  const count = (below && indexItems(context, below)?.length) ?? 0;
  if (below && arities.has(count)) return above === first ? [below, above, ...rest] : suffixes;
  const index = tryIndex(context, above.exponent);
  if (!arities.has(count + 1) || !index) return suffixes;
  const value = constantValue(index);
  // Beside a Σ_k there may be a Σ, and that has powers.
  if (arities.has(count) && value !== undefined) return suffixes;
  const numbers =
    name === undefined ? undefined : numbersAt(context.scope, name, count + 1, above === first ? 0 : count);
  if (!numbers || value === undefined || numbers.has(value))
    return suffixes.map((suffix) => (suffix === above ? asIndex(above) : suffix));
  const power = numbers.size === 1 && numbers.has(2) ? value / 2 : NaN;
  if (!Number.isInteger(power)) return suffixes;
  return suffixes.flatMap((suffix) => (suffix === above ? powerOfSquare(above, power) : suffix));
}

/** `σ⁴` beside a `σ²` as `(σ²)²`. */
function powerOfSquare(above: Above, power: number): Suffix[] {
  const { span } = above.exponent;
  const number = (value: number): Expr => ({ kind: "number", span, text: String(value) });
  const exponent: Expr = power < 0 ? { kind: "negation", span, operand: number(-power) } : number(power);
  return [asIndex({ ...above, exponent: number(2) }), { ...above, exponent }];
}

/** `h^{(l)\top}_t` with its transpose behind the t: what stands behind one is an index where the name still lacks it. */
export function withTransposesLast(
  context: Context,
  suffixes: readonly Suffix[],
  arities: ReadonlySet<number>,
): readonly Suffix[] {
  const isTranspose = (suffix: Suffix | undefined, at: number) =>
    suffix?.kind === "transpose" || (at > 0 && suffix?.kind === "sup" && isNamedT(suffix.exponent));
  const start = suffixes.findIndex(isTranspose);
  if (start < 0) return suffixes;
  let end = start;
  while (isTranspose(suffixes[end], end)) end++;
  const [behind, ...rest] = suffixes.slice(end);
  if (behind?.kind !== "sub") return suffixes;
  const before = suffixes.slice(0, start);
  const count = (part: readonly Suffix[]) =>
    part.reduce(
      (total, each) => total + (indexItems(context, each.kind === "sup" ? asIndex(each) : each)?.length ?? 0),
      0,
    );
  const isLacking = !arities.has(count(before)) && arities.has(count([...before, behind]));
  return isLacking ? [...before, behind, ...suffixes.slice(start, end), ...rest] : suffixes;
}

function isNamedT(exponent: Expr): boolean {
  return exponent.kind === "name" && exponent.name === "T";
}

/**
 * The numbers that stand at a place of a family where it is declared or defined, as the 2 of `σ²`; undefined where
 * something else does, or may.
 */
export function numbersAt(scope: Scope, name: string, arity: number, place: number): ReadonlySet<number> | undefined {
  const all = [...scope.quantities.values()].filter((each) => each.name === name && each.arity === arity);
  if (!scope.areNamesKnown && all.some(({ kind }) => kind === "defined")) return undefined;
  const positions = [
    ...all.flatMap(({ free }) => free.map((elements) => elements.positions[place])),
    ...(scope.leftSides.get(`${name}/${arity}`) ?? []).map((indices) => indices[place]),
  ];
  const numbers = new Set<number>();
  for (const position of positions) {
    if (position?.kind !== "literal") return undefined;
    numbers.add(position.value);
  }
  return numbers;
}

/** `^l` as `^{(l)}`. */
export function asIndex(above: Above): Above {
  if (indexCells(above)) return above;
  const { span } = above.exponent;
  return { ...above, exponent: { kind: "group", span, bracket: "(", items: [above.exponent] } };
}

/**
 * `h_{t,i}` and `h[t,i]` of a vector `h_t` as `h_t` and a component of it: cells beyond the indices that the name has, where its
 * shape has axes for them, or is not known yet.
 */
export function cellsApart(context: Context, suffixes: readonly Suffix[], name: string): readonly Suffix[] {
  const most = Math.max(...context.scope.arities.get(name)!);
  let count = 0;
  for (const [at, suffix] of suffixes.entries()) {
    const cells = suffix.kind === "parens" ? undefined : indexItems(context, suffix);
    if (!cells || count >= most) return suffixes;
    const own = most - count;
    count += cells.length;
    if (count <= most || suffix.kind === "sup") continue;
    const whole = context.scope.quantities.get(`${name}/${most}`);
    const axes = whole?.shape?.length ?? (whole?.kind === "defined" ? Infinity : 0);
    if (cells.length - own > axes) return suffixes;
    const part = (items: readonly Expr[]): Suffix => ({
      kind: "sub",
      span: { start: suffix.span.start, end: items.at(-1)!.span.end },
      items,
    });
    const behind: Suffix = { ...part(cells.slice(own)), span: suffix.span };
    return [...suffixes.slice(0, at), part(cells.slice(0, own)), behind, ...suffixes.slice(at + 1)];
  }
  return suffixes;
}
