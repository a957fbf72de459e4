/** The parser's front door: the text of a sheet in, its tree and its problems out. Never throws; linear in the text. */
import type { Sheet, Statement } from "./ast.ts";
import { lex } from "./lexer.ts";
import { fixesOutside } from "./fixes-outside.ts";
import { openExpressions } from "./parse-expression.ts";
import { markDamaged, statements } from "./parse-statement.ts";
import type { Problem } from "./problem.ts";
import { warnOfProse } from "./prose.ts";
import { splitStatements, type Passage } from "./split-statements.ts";
import type { Line } from "./token.ts";

export interface Parsed {
  readonly sheet: Sheet;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
}

export function parse(text: string): Parsed {
  const { lines, comments, calls } = lex(text);
  const linesAt = new Map<number, number>();
  for (const { physicalStart } of lines) linesAt.set(physicalStart, (linesAt.get(physicalStart) ?? 0) + 1);

  const found: Statement[] = [];
  const problems: Problem[] = [];
  let prose: Line[] = [];
  let leads = false;
  const endProse = (): void => {
    if (prose.length === 0) return;
    const warning = warnOfProse(prose, linesAt, leads);
    found.push({ kind: "prose", span: warning.span });
    problems.push(warning);
    for (const line of prose) for (const each of line.problems) if (each.code.startsWith("text/")) problems.push(each);
    prose = [];
    leads = false;
  };
  for (const passage of splitStatements(lines)) {
    const read = passage.isProse ? undefined : readPassage(text, passage);
    if (read) {
      endProse();
      for (const statement of read.statements) found.push(statement);
      for (const problem of read.problems) problems.push(problem);
    } else {
      leads ||= passage.leads;
      for (const line of passage.lines) prose.push(line);
    }
  }
  endProse();
  problems.sort((left, right) => left.span.start - right.span.start || left.span.end - right.span.end);
  const isWritable = fixesOutside(calls);
  return {
    sheet: { span: { start: 0, end: text.length }, statements: found, comments, calls },
    problems: problems.map(isWritable),
  };
}

/** Whether something is missing since the lexer has left out what stands there, `a = \foo`, which it has said. */
function isOfSkipped(text: string, { code, span }: Problem, lexical: readonly Problem[]): boolean {
  if (code !== "syntax/missing-operand") return false;
  return lexical.some(
    ({ severity, span: { start } }) =>
      severity === "error" && start >= span.end && text.slice(span.end, start).trim() === "",
  );
}

/** The statements of a passage; nothing where it turns out to be prose, for it cannot be read and is made of words. */
function readPassage(
  text: string,
  { lines, tokens, problems: lexical, wordsInARow }: Passage,
): { statements: readonly Statement[]; problems: readonly Problem[] } | undefined {
  if (tokens.length === 1) return { statements: [], problems: lexical };
  const cursor = openExpressions(text, tokens);
  const read = statements(cursor);
  const problems = [...lexical, ...cursor.problems.filter((found) => !isOfSkipped(text, found, lexical))];
  const hasErrors = problems.some(({ severity }) => severity === "error");
  if (hasErrors && wordsInARow >= 3) return undefined;
  // What stands on lines of its own behind the last token, such as a half-typed `\par`, takes nothing from it.
  const written = lines.slice(0, lines.findLastIndex((line) => line.tokens.length > 0) + 1);
  const isDamaged = written.some((line) => line.problems.some(({ severity }) => severity === "error"));
  return { statements: isDamaged ? read.map(markDamaged) : read, problems };
}
