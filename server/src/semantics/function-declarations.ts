/** Declarations of functions and of what holds at the boundary. */
import type { Boundary, FunctionDeclaration } from "../syntax/ast.ts";
import { problem } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import { contextOf, undeclared } from "./context.ts";
import { readDimensions } from "./declarations.ts";
import { alreadyDeclared, declaredPositions, reportTwice } from "./declared-names.ts";
import { scalarShape } from "./dimensions.ts";
import { readFormula } from "./formulas.ts";
import type { Quantity } from "./model.ts";
import { headed, namesOf, primedHead } from "./references.ts";
import type { Scope } from "./scope.ts";

/** `function φ : ℝ → ℝ`, `function ℓ[t] : ℝ → ℝ`. */
export function declareFunctions(scope: Scope, statement: FunctionDeclaration): void {
  for (const target of statement.targets) {
    const head = headed(target);
    if (!head) continue;
    const family = declaredPositions(scope, head);
    if (!family || alreadyDeclared(scope, family.name, family.span)) continue;
    reportTakenPrimes(scope, family.name, family.span);
    const domain = statement.domain?.map(({ dimensions }) => readDimensions(scope, dimensions)) ?? [scalarShape];
    const codomain = statement.codomain ? readDimensions(scope, statement.codomain.dimensions) : scalarShape;
    const complete = domain.filter((shape) => shape !== undefined);
    scope.functions.set(family.name, {
      name: family.name,
      nameSpan: family.span,
      familyArity: family.positions.length,
      arity: domain.length,
      domain: complete,
      codomain: codomain ?? scalarShape,
      ...((complete.length < domain.length || !codomain) && { trouble: `the type of \`${family.name}\` has an error` }),
    });
  }
}

/** `φ'` is the derivative of a function φ, so that nothing else can have that name. */
function reportTakenPrimes(scope: Scope, name: string, span: Span): void {
  for (const taken of [name + "'", name + "''"]) {
    const other = [...scope.quantities.values()].find((quantity) => quantity.name === taken)?.nameSpan;
    const first = other ?? scope.functions.get(taken)?.nameSpan;
    if (first)
      scope.report(
        problem(
          "name/declared-twice",
          first,
          `\`${taken}\` is the derivative of the function \`${name}\`. Give it another name.`,
          { related: [{ span, message: `\`${name}\` is declared here` }] },
        ),
      );
  }
}

/** `boundary h = 0`: for every quantity of that name that has indices. */
export function declareBoundary(scope: Scope, statement: Boundary): void {
  const head = headed(statement.target);
  const quantities: Quantity[] = head
    ? [...scope.quantities.values()].filter(({ name, arity }) => namesOf(head).includes(name) && arity > 0)
    : [];
  if (head && quantities.length === 0) undeclared(contextOf(scope), (primedHead(head) ?? head).name);
  const context = contextOf(scope);
  const value = readFormula(context, statement.value);
  for (const quantity of quantities) {
    if (quantity.boundary) reportTwice(scope, quantity.name, statement.target.span, quantity.boundary.span);
    else quantity.boundary = { value, span: statement.span };
  }
}
