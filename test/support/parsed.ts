/** Short ways to parse in a test and to say what came out. */
import { parse } from "../../server/src/syntax/parser.ts";
import { outlineStatement } from "./syntax-outline.ts";

/** The outlines of a sheet's statements. */
export function statementsOf(text: string): string[] {
  return parse(text).sheet.statements.map(outlineStatement);
}

/** The outline of an expression, which must have no problem of any kind. */
export function expressionOf(text: string): string {
  const { sheet, problems } = parse(`y = ${text}`);
  if (problems.length > 0) throw new Error(problems.map(({ code, message }) => `${code} ${message}`).join("\n"));
  const [statement, ...others] = sheet.statements;
  if (statement?.kind !== "equation" || others.length > 0 || statement.sides.length !== 2)
    throw new Error("not one equation");
  return /^\(equation y = (.*)\)$/s.exec(outlineStatement(statement))![1]!;
}

/** The codes of a sheet's problems, each with the text that it stands under. */
export function problemsOf(text: string): string[] {
  return parse(text).problems.map(({ code, span }) => `${code} ${text.slice(span.start, span.end)}`);
}
