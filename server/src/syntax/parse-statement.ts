/** Statements: a declaration, an equation or claim with its clauses, a cost. */
import type { Cost, Equation, EquationRelation, Expr, Name, Statement } from "./ast.ts";
import { nameOf, unexpected } from "./brackets.ts";
import { joinsStatements } from "./clause-words.ts";
import {
  accept,
  isSymbol,
  isWord,
  missing,
  next,
  peek,
  peekAt,
  previous,
  report,
  spanFrom,
  spanOf,
  endOfPrevious,
  within,
  type Cursor,
} from "./cursor.ts";
import { endOfLeadingClause, isRelation, keywordOf } from "./line-facts.ts";
import { clauses, noClauses, type MutableClauses } from "./parse-clauses.ts";
import { declaration } from "./parse-declaration.ts";
import { nearest } from "./nearest.ts";
import type { Span } from "./span.ts";
import type { Token } from "./token.ts";

/** Reads all statements in the cursor's tokens: one, or several that commas or semicolons separate. */
export function statements(cursor: Cursor): Statement[] {
  const found: Statement[] = [];
  do {
    const before = cursor.errors;
    cursor.muted = false;
    const read = statement(cursor);
    finish(cursor);
    const damaged = cursor.errors > before;
    for (const one of read) found.push(damaged ? markDamaged(one) : one);
  } while (peek(cursor).kind !== "end");
  return found;
}

export function markDamaged(statement: Statement): Statement {
  switch (statement.kind) {
    case "equation":
    case "cost":
    case "param":
    case "input":
    case "const":
      return { ...statement, damaged: true };
    default:
      return statement;
  }
}

function statement(cursor: Cursor): Statement[] {
  const word = keywordOf(peek(cursor), peekAt(cursor, 1));
  if (word === "cost") return [cost(cursor)];
  if (word === "loss" || word === "recover") {
    const { start, end } = next(cursor);
    return [equation(cursor, word, { start, end })];
  }
  return (word === undefined ? undefined : declaration(cursor)) ?? [equation(cursor, "plain", undefined)];
}

/** `for t < T: f = …`: what may stand behind an equation, before it. */
function leadingClauses(cursor: Cursor): MutableClauses {
  const found = noClauses();
  if (endOfLeadingClause(cursor.tokens, cursor.at) === undefined) return found;
  within(cursor, { separator: ":" }, () => clauses(cursor, found, false));
  if (!accept(cursor, ":")) unexpected(cursor, peek(cursor), false);
  return found;
}

/** Moves past what is left of the statement: nothing, a separator before another one, or what does not belong. */
function finish(cursor: Cursor): void {
  const token = peek(cursor);
  if (token.kind === "end") return;
  if (isDecimalComma(cursor)) return;
  if ((isSymbol(token, ",") || isSymbol(token, ";") || joinsStatements(token)) && relationFollows(cursor)) {
    next(cursor);
    if (!joinsStatements(token) && joinsStatements(peek(cursor))) next(cursor);
    return;
  }
  unexpected(cursor, token, false);
  cursor.at = cursor.tokens.length - 1;
}

/** `0,5`, as many languages write it: says so, and gives up the rest of the statement. */
function isDecimalComma(cursor: Cursor): boolean {
  const [before, comma, behind] = [previous(cursor), peek(cursor), peekAt(cursor, 1)];
  const isDecimal = before?.kind === "number" && isSymbol(comma, ",") && behind.kind === "number";
  if (!isDecimal || comma.spaced || behind.spaced) return false;
  const span = { start: before.start, end: behind.end };
  const text = `${before.text}.${behind.text}`;
  report(cursor, "syntax/unexpected", span, `A decimal is written with a point here: \`${text}\`.`, [
    { title: `Write \`${text}\``, edits: [{ span, text }] },
  ]);
  cursor.at = cursor.tokens.length - 1;
  return true;
}

/** Whether another equation follows the separator, as in `h[0] = 0, c[0] = 0`. */
function relationFollows(cursor: Cursor): boolean {
  let depth = 0;
  for (let offset = 1; ; offset++) {
    const token = peekAt(cursor, offset);
    if (token.kind === "end") return false;
    if (/^[([{]$/.test(token.text)) depth++;
    if (/^[)\]}]$/.test(token.text)) depth--;
    if (depth === 0 && offset > 1 && isRelation(token)) return true;
  }
}

type Chain = Pick<Equation, "relations" | "clauses"> & { readonly sides: Expr[] };

/** `= b = c for t < T`: each relation with the side behind it, and the clauses, which cover the whole chain. */
function chain(cursor: Cursor, found: MutableClauses): Chain {
  const sides: Expr[] = [];
  const relations: Equation["relations"][number][] = [];
  for (;;) {
    clauses(cursor, found, relations.length > 0);
    const token = peek(cursor);
    if (!isRelation(token)) return { sides, relations, clauses: found };
    next(cursor);
    relations.push({ op: claimed(cursor, token), span: spanOf(token) });
    sides.push(cursor.rules.expression(cursor));
  }
}

function claimed(cursor: Cursor, token: Token): EquationRelation {
  if (token.text !== "≠") return token.text as EquationRelation;
  report(
    cursor,
    "syntax/unexpected",
    token,
    "That two sides differ cannot be claimed: it would say nothing about the derivation. Write `=`, `≤`, `≥`, `<`, `>` or `≈`.",
  );
  return "=";
}

/** `lhs = rhs`, `loss L = …`, `recover v = …`. */
function equation(cursor: Cursor, role: Equation["role"], keyword: Span | undefined): Statement {
  const before = cursor.errors;
  const first = keyword ?? peek(cursor);
  const leading = leadingClauses(cursor);
  const isLed = first !== keyword && first !== peek(cursor);
  const left = cursor.rules.expression(cursor);
  const start = keyword?.start ?? (isLed ? first.start : left.span.start);
  const { sides, relations, clauses: found } = chain(cursor, leading);
  const span = spanFrom(cursor, start);
  const head = { kind: "equation" as const, span, role, ...(keyword ? { keyword } : {}) };
  if (relations.length > 0) return { ...head, sides: [left, ...sides], relations, clauses: found };
  if (cursor.errors === before) reportNoRelation(cursor, role, span);
  if (role === "plain") return { kind: "broken", span, sides: left.kind === "missing" ? [] : [left] };
  const end = endOfPrevious(cursor);
  return { ...head, sides: [left, missing(end)], relations: [{ op: "=", span: { start: end, end } }], clauses: found };
}

function reportNoRelation(cursor: Cursor, role: Equation["role"], span: Span): void {
  if (cursor.muted) return;
  cursor.muted = true;
  const written = nameOf(cursor, span);
  if (role !== "plain") {
    report(cursor, "syntax/no-relation", span, `\`${written}\` has no right side: write \`${written} = …\`.`);
    return;
  }
  report(
    cursor,
    "syntax/no-relation",
    span,
    `This is neither a definition nor a claim, since it has no relation. Write \`${written} = …\`, or put \`#\` before it if it is a remark.`,
    [{ title: "Make it a comment", edits: [{ span: { start: span.start, end: span.start }, text: "# " }] }],
  );
}

const quantities = ["weights", "operations", "steps"] as const;

/** `cost weights = …`: the quantity is the first side of its chain. */
function cost(cursor: Cursor): Statement {
  const word = next(cursor);
  const keyword = { start: word.start, end: word.end };
  const token = peek(cursor);
  const quantity = quantities.find((name) => isWord(token, name));
  if (quantity === undefined) {
    const meant = nearest(token.text, quantities);
    report(
      cursor,
      "syntax/declaration",
      token.kind === "end" ? word : token,
      `A cost is one of \`weights\`, \`operations\` and \`steps\`${meant ? `: did you mean \`${meant}\`?` : "."}`,
      meant ? [{ title: `Write \`${meant}\``, edits: [{ span: spanOf(token), text: meant }] }] : [],
    );
    cursor.at = cursor.tokens.length - 1;
    return { kind: "broken", span: spanFrom(cursor, word.start), sides: [] };
  }
  next(cursor);
  const name: Name = { kind: "name", span: spanOf(token), name: quantity };
  const { sides, relations, clauses: found } = chain(cursor, noClauses());
  const span = spanFrom(cursor, word.start);
  if (relations.length === 0 && peek(cursor).kind === "end") reportNoRelation(cursor, "loss", span);
  return { kind: "cost", span, keyword, quantity, sides: [name, ...sides], relations, clauses: found } satisfies Cost;
}
