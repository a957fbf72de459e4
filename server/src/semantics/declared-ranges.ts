/**
 * Ranges that a declaration gives itself, `input x[1..T]` and `input x[t] for t = 1..T`: read as if an `index` stood before it.
 * The index of `x[1..T]` is called what the equations call it at that place.
 */
import type { Cell, Declaration, DeclaredItem, Expr, Name, RangeCell, Statement, Suffix } from "../syntax/ast.ts";
import { print } from "../syntax/print.ts";
import { childrenOfSuffix, expressionsOf, visitExpr } from "../syntax/visit.ts";
import { plainName } from "./references.ts";

/** The statements of a model with these ranges in `index` statements. */
export function withDeclaredRanges(statements: readonly Statement[]): readonly Statement[] {
  const places = statements.flatMap((statement) => (isDeclaration(statement) ? placesOf(statement) : []));
  if (places.length === 0) return statements;
  const naming = namingOf(statements, places);
  return statements.flatMap((statement) => (isDeclaration(statement) ? apart(statement, naming) : [statement]));
}

function isDeclaration(statement: Statement): statement is Declaration {
  return statement.kind === "param" || statement.kind === "input" || statement.kind === "const";
}

// ── Where ranges are given ──────────────────────────────────────────────────────────────────────────────────────────

/** An index of a declared name whose range the declaration gives. */
interface Place {
  readonly item: DeclaredItem;
  readonly range: RangeCell;
  /** What the declaration calls the index, `t` of `x[t] for t = 1..T`; for `x[1..T]`, where below the name it stands. */
  readonly index: Name | { readonly base: string; readonly at: number };
}

/** `for` gives a range to the names before it, too. */
function placesOf({ items }: Declaration): Place[] {
  return items.flatMap((item, nth) => {
    const behind = items.slice(nth).flatMap(({ over = [] }) => over);
    const named = indexNamesIn(item.target).flatMap((name): Place[] => {
      const found = behind.find((each) => each.name.name === name);
      return found ? [{ item, range: found.range, index: found.name }] : [];
    });
    const { base, cells } = indexedHead(item.target) ?? { base: "", cells: [] };
    const ranged = cells.flatMap((cell, at): Place[] => {
      const range = rangeOf(cell);
      return range ? [{ item, range, index: nameIn(cell) ?? { base, at } }] : [];
    });
    return [...named, ...ranged];
  });
}

/** `1..T`, also that of `t = 1..T`. */
function rangeOf(cell: Cell): RangeCell | undefined {
  if (cell.kind === "range") return cell;
  const [only, ...others] = cell.kind === "comparison" ? cell.rest : [];
  const isIndexed = only?.side.kind === "range" && (only.op === "=" || only.op === "∈") && others.length === 0;
  return isIndexed && nameIn(cell) ? only.side : undefined;
}

/** The t of `t = 1..T`. */
function nameIn(cell: Cell): Name | undefined {
  return cell.kind === "comparison" ? plainName(cell.first) : undefined;
}

/** `x[t,i]`, or its adjoint, as a name and what stands at its places. */
function indexedHead(expr: Cell): { base: string; cells: readonly Cell[] } | undefined {
  if (expr.kind !== "suffixed") return undefined;
  const head = expr.head.kind === "adjoint" ? expr.head.target : expr.head;
  return head.kind === "name" ? { base: head.name, cells: expr.suffixes.flatMap(cellsOf) } : undefined;
}

function cellsOf(suffix: Suffix): readonly Cell[] {
  return childrenOfSuffix(suffix).flatMap((cell): readonly Cell[] => (cell.kind === "group" ? cell.items : [cell]));
}

/** The names that a declared name may have for indices: those of `x[t-1]`, and `x_ti` as a whole and by its letters. */
function indexNamesIn(target: Expr): string[] {
  const names: string[] = [];
  visitExpr(target, (cell, parent) => {
    if (cell.kind !== "name") return;
    const below = parent?.kind === "suffixed" && parent.head === cell ? belowOf(cell) : (belowOf(cell) ?? cell.name);
    if (below !== undefined) names.push(below, ...(below.length > 1 ? below : ""));
  });
  return names;
}

/** `ti` of `x_ti`. */
function belowOf({ name }: Name): string | undefined {
  return /^.+_(\p{L}+)$/u.exec(name)?.[1];
}

// ── What the indices are called ─────────────────────────────────────────────────────────────────────────────────────

interface Naming {
  /** What an index is called in the statements that are read on. */
  readonly names: ReadonlyMap<Place, string>;
  /** For each declared item, its places. */
  readonly places: ReadonlyMap<DeclaredItem, readonly Place[]>;
  /** The indices that are to be declared, with their ranges, and that are not yet. */
  readonly waiting: Map<string, RangeCell>;
}

function namingOf(statements: readonly Statement[], places: readonly Place[]): Naming {
  const { used, all } = namesUsed(statements);
  const candidates = new Map(places.map((place) => [place, candidatesFor(place, used)]));
  const ranges = rangesOfNames(statements, candidates);
  const names = new Map<Place, string>();
  const waiting = new Map<string, RangeCell>();
  const declared = new Set(statements.flatMap((each) => (each.kind === "index" ? each.items.map(nameOf) : [])));
  const unused = new Map<string, string>();
  for (const [place, mayBe] of candidates) {
    const printed = print(place.range);
    const fitting = mayBe.filter((name) => ranges.get(name) === printed);
    if (fitting.length === 0 && !unused.has(printed)) unused.set(printed, unusedName(all));
    const called = fitting.length > 0 ? fitting : [unused.get(printed)!];
    for (const name of called) if (!declared.has(name)) waiting.set(name, place.range);
    names.set(place, called[0]!);
  }
  const byItem = new Map<DeclaredItem, Place[]>();
  for (const place of places) byItem.set(place.item, [...(byItem.get(place.item) ?? []), place]);
  return { names, waiting, places: byItem };
}

function nameOf({ name }: { readonly name: Name }): string {
  return name.name;
}

function candidatesFor({ index }: Place, used: ReadonlyMap<string, readonly ReadonlySet<string>[]>): string[] {
  return "at" in index ? [...(used.get(index.base)?.[index.at] ?? [])] : [index.name];
}

/** The one range that a name can have as an index, as it is printed; undefined where declarations disagree. */
function rangesOfNames(
  statements: readonly Statement[],
  candidates: ReadonlyMap<Place, readonly string[]>,
): ReadonlyMap<string, string | undefined> {
  const [named, placed] = [new Map<string, string | undefined>(), new Map<string, string | undefined>()];
  for (const [{ range, index }, names] of candidates)
    for (const name of names) {
      const of = "at" in index ? placed : named;
      const isAgreed = !of.has(name) || of.get(name) === print(range);
      of.set(name, isAgreed ? print(range) : undefined);
    }
  // What a `for` says of t counts more than that somewhere a t stands below an x[0..T].
  const ranges = new Map([...placed, ...named]);
  for (const statement of statements)
    if (statement.kind === "index")
      for (const { name, range } of statement.items) ranges.set(name.name, range && print(range));
    else for (const name of plainNamesGivenBy(statement)) ranges.set(name, undefined);
  for (const { range } of candidates.keys()) for (const size of namesIn([range])) ranges.set(size, undefined);
  return ranges;
}

function namesIn(cells: readonly Cell[]): string[] {
  const names: string[] = [];
  for (const each of cells) visitExpr(each, (cell) => (cell.kind === "name" ? void names.push(cell.name) : undefined));
  return names;
}

/** Names without indices: of sizes, of declared values and functions, and on left sides. */
function plainNamesGivenBy(statement: Statement): string[] {
  const plain = (exprs: readonly Expr[]) => exprs.flatMap((expr) => plainName(expr)?.name ?? []);
  if (statement.kind === "size") return statement.items.map(nameOf);
  if (statement.kind === "function") return plain(statement.targets);
  if (statement.kind === "equation") return plain(statement.sides.slice(0, 1));
  if (!isDeclaration(statement)) return [];
  const sizes = namesIn(statement.items.flatMap(({ shape }) => shape?.dimensions ?? []));
  return [...sizes, ...plain(statement.items.map(({ target }) => target))];
}

/** All names, and for each that has indices the names that equations have at its places. */
function namesUsed(statements: readonly Statement[]): {
  all: Set<string>;
  used: ReadonlyMap<string, readonly ReadonlySet<string>[]>;
} {
  const all = new Set<string>();
  const used = new Map<string, Set<string>[]>();
  const note = (base: string, at: number, name: string): void => {
    const places = used.get(base) ?? [];
    used.set(base, places);
    (places[at] ??= new Set()).add(name);
  };
  for (const statement of statements)
    for (const expr of expressionsOf(statement))
      visitExpr(expr, (cell) => {
        if (cell.kind === "name") all.add(cell.name);
        if (isDeclaration(statement)) return;
        const { base, cells } = indexedHead(cell) ?? {};
        for (const [at, each] of cells?.entries() ?? []) if (each.kind === "name") note(base!, at, each.name);
        const below = cell.kind === "name" ? belowOf(cell) : undefined;
        if (cell.kind !== "name" || below === undefined) return;
        for (const [at, letter] of [...below].entries()) note(cell.name.slice(0, -below.length - 1), at, letter);
      });
  return { all, used };
}

/** A letter that is usual for an index and that nothing else is called. */
function unusedName(all: Set<string>): string {
  const letters = [..."nkijmlstr"];
  let name = letters.find((letter) => !all.has(letter));
  for (let nth = 1; name === undefined; nth++) if (!all.has(`n${nth}`)) name = `n${nth}`;
  all.add(name);
  return name;
}

// ── The statements ──────────────────────────────────────────────────────────────────────────────────────────────────

/** The declaration, behind one of the indices that it gives a range. */
function apart(declaration: Declaration, naming: Naming): Statement[] {
  const { span, keyword } = declaration;
  const indices: { name: Name; range: RangeCell }[] = [];
  const items = declaration.items.map((item): DeclaredItem => {
    const { over: _, ...bare } = item;
    const places = naming.places.get(item) ?? [];
    for (const { range, index } of places)
      for (const [name, own] of naming.waiting) {
        if (own !== range) continue;
        naming.waiting.delete(name);
        indices.push({ name: { kind: "name", span: "at" in index ? range.span : index.span, name }, range });
      }
    return { ...bare, target: withNames(item.target, places, naming.names) };
  });
  const values: Declaration = { ...declaration, items };
  return indices.length === 0 ? [values] : [{ kind: "index", span, keyword, items: indices }, values];
}

/** The target with the name of an index in the place of each range, and of each index that has to be called otherwise. */
function withNames(target: Expr, places: readonly Place[], names: ReadonlyMap<Place, string>): Expr {
  if (target.kind === "name") {
    const below = belowOf(target);
    const changed = places.some((place) => "name" in place.index && names.get(place) !== place.index.name);
    if (!changed || below === undefined) return target;
    const head: Name = { kind: "name", span: target.span, name: target.name.slice(0, -below.length - 1) };
    const letters = [...below].map((name): Name => ({ kind: "name", span: target.span, name }));
    const sub: Suffix = { kind: "sub", span: target.span, items: letters };
    return withNames({ kind: "suffixed", span: target.span, head, suffixes: [sub] }, places, names);
  }
  if (target.kind !== "suffixed") return target;
  const rename = (cell: Cell): Cell => {
    const place = places.find(({ range, index }) =>
      cell.kind === "name" ? "name" in index && index.name === cell.name : rangeOf(cell) === range,
    );
    return place ? { kind: "name", span: cell.span, name: names.get(place)! } : cell;
  };
  const renamed = target.suffixes.map((suffix): Suffix => {
    switch (suffix.kind) {
      case "sub":
        return { ...suffix, items: suffix.items.map(rename) };
      case "brackets":
        return { ...suffix, rows: suffix.rows.map((row) => row.map(rename)) };
      default:
        return suffix;
    }
  });
  return { ...target, suffixes: renamed };
}
