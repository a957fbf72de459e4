/** The one place that knows which parts a tree has: children in the order of the text, and walks over them. */
import type {
  Cell,
  Clauses,
  DeclaredItem,
  DeclaredRange,
  Expr,
  Shape,
  Sheet,
  Space,
  Statement,
  Suffix,
} from "./ast.ts";

/** The expressions, ranges and comparisons directly inside one. */
export function childrenOf(cell: Cell): readonly Cell[] {
  switch (cell.kind) {
    case "number":
    case "name":
    case "missing":
      return [];
    case "group":
      return cell.items;
    case "block":
      return cell.rows.flat();
    case "suffixed":
      return [cell.head, ...cell.suffixes.flatMap(childrenOfSuffix)];
    case "adjoint":
      return [cell.target];
    case "nabla":
      return cell.subscript ? [cell.subscript, cell.target] : [cell.target];
    case "partial": {
      const targets = cell.denominators.map(({ target }) => target);
      return cell.numerator ? [cell.numerator, ...targets] : targets;
    }
    case "negation":
    case "bars":
      return [cell.operand];
    case "product":
    case "hadamard":
      return [cell.first, ...cell.rest.map(({ factor }) => factor)];
    case "sum":
      return cell.terms.map(({ term }) => term);
    case "fraction":
      return [cell.numerator, cell.denominator];
    case "evaluated":
      return [cell.operand, ...cell.at];
    case "conditional":
      return [cell.condition, cell.then, cell.otherwise];
    case "range":
      return [cell.from, cell.to];
    case "junction":
      return cell.parts;
    case "comparison":
      return [cell.first, ...cell.rest.map(({ side }) => side)];
  }
}

/** What a suffix holds. */
export function childrenOfSuffix(suffix: Suffix): readonly Cell[] {
  switch (suffix.kind) {
    case "parens":
    case "sub":
      return suffix.items;
    case "brackets":
      return suffix.rows.flat();
    case "sup":
      return [suffix.exponent];
    case "transpose":
    case "primes":
      return [];
  }
}

/** The outermost expressions of a statement: targets, sides, shapes, ranges, clauses. */
export function expressionsOf(statement: Statement): readonly Cell[] {
  switch (statement.kind) {
    case "model":
    case "layout":
    case "prose":
      return [];
    case "index":
      return statement.items.flatMap(({ name, range }) => (range ? [name, range] : [name]));
    case "size":
      return statement.items.flatMap(({ name, value }) => (value ? [name, value] : [name]));
    case "param":
    case "input":
    case "const":
      return statement.items.flatMap(expressionsOfItem);
    case "function":
      return [
        ...statement.targets,
        ...(statement.domain ?? []).flatMap(dimensionsOf),
        ...dimensionsOf(statement.codomain),
      ];
    case "boundary":
      return [statement.target, statement.value];
    case "derive":
      return statement.targets;
    case "equation":
    case "cost":
      return [...statement.sides, ...expressionsOfClauses(statement.clauses)];
    case "broken":
      return statement.sides;
  }
}

function expressionsOfItem({ target, shape, range, over = [] }: DeclaredItem): readonly Cell[] {
  return [target, ...dimensionsOf(shape), ...ends(range), ...over.flatMap((each) => [each.name, each.range])];
}

function dimensionsOf(shape: Shape | Space | undefined): readonly Expr[] {
  return shape?.dimensions ?? [];
}

function ends(range: DeclaredRange | undefined): readonly Expr[] {
  if (!range) return [];
  return range.kind === "bound" ? [range.bound] : [range.low, range.high];
}

function expressionsOfClauses({ where, given, assuming, within }: Clauses): readonly Cell[] {
  return [
    ...where,
    ...given.flatMap(({ target, value }) => [target, value]),
    ...assuming.flatMap(expressionsOfItem),
    ...(within ? [within] : []),
  ];
}

/**
 * Visits an expression and everything inside it, outermost first. Where `enter` returns false, what is inside is left
 * out. Trees are never deeper than the parser allows, so that recursion is safe.
 */
export function visitExpr(
  cell: Cell,
  enter: (cell: Cell, parent: Cell | undefined) => boolean | void,
  parent?: Cell,
): void {
  if (enter(cell, parent) === false) return;
  for (const child of childrenOf(cell)) visitExpr(child, enter, cell);
}

/** Visits every expression of a sheet, statement by statement. */
export function walk(
  sheet: Sheet,
  enter: (cell: Cell, parent: Cell | undefined, statement: Statement) => boolean | void,
): void {
  for (const statement of sheet.statements)
    for (const expr of expressionsOf(statement)) visitExpr(expr, (cell, parent) => enter(cell, parent, statement));
}
