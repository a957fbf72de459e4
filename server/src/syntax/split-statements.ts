/** Lines to statements: which line goes on with the one before, which one starts afresh, and which is prose. */
import { isOpener } from "./brackets.ts";
import { reachOfConditions } from "./conditions-above.ts";
import { isCloser } from "./cursor.ts";
import { leadInOf, type Names } from "./lead-ins.ts";
import { asksForMore, isRelation, type LineFacts } from "./line-facts.ts";
import { isProse, namesPart, proseMeasure, startsWithWord } from "./prose.ts";
import type { Problem } from "./problem.ts";
import { readLines } from "./read-lines.ts";
import { itemLabel } from "./remarks.ts";
import { unwritten, type Line, type Token } from "./token.ts";

/** The tokens of one statement, or consecutive lines of prose. */
export interface Passage {
  readonly isProse: boolean;
  readonly lines: readonly Line[];
  /** Without the comma or full stop at the end of a line, and with an `end` token behind them. */
  readonly tokens: readonly Token[];
  /** What the lexer found wrong in it. */
  readonly problems: readonly Problem[];
  /** Words in a row that no declaration knows: where it cannot be read either, it is prose. */
  readonly wordsInARow: number;
  /** It is prose that names a condition for the formulas that follow. */
  readonly leads: boolean;
}

interface Draft {
  readonly isProse: boolean;
  readonly lines: Line[];
  readonly tokens: Token[];
  readonly opened: OpenBrackets;
  readonly column: number;
  /** It is a list of names, which a comma at the end of a line goes on with. */
  readonly isList: boolean;
  /** The punctuation that its last line ended with. */
  trailing: Token | undefined;
  wordsInARow: number;
  /** Its words name a condition for the formulas that follow. */
  leads: boolean;
}

const listKeywords = new Set(["index", "size", "param", "input", "const", "function", "boundary", "derive"]);

export function splitStatements(lexed: readonly Line[]): Passage[] {
  const passages: Passage[] = [];
  const { lines, facts, names } = readLines(lexed);
  const reach = reachOfConditions();
  let draft: Draft | undefined;
  const finish = (): void => {
    if (draft) passages.push(passageOf(draft));
    draft = undefined;
  };
  for (const [at, line] of lines.entries()) {
    const fact = facts[at]!;
    const { known } = names[at]!;
    const label = itemLabel(line.tokens, known);
    const unlabelled = line.tokens.slice(label);
    const measure = proseMeasure(unlabelled, known);
    const isAwaited = draft !== undefined && !draft.isProse && wantsMore(draft);
    const prose =
      isProse(
        measure,
        fact,
        startsWithWord(unlabelled, known) && !isMarked(fact, unlabelled),
        unlabelled[0]?.kind === "symbol" || (label === 0 && isAwaited),
      ) ||
      (!isAwaited && namesPart(line.tokens, known)) ||
      (label > 0 && (measure.isPure || (measure.isPlain && measure.words >= 2)) && !fact.hasRelation) ||
      leadsNowhere(unlabelled, fact, names[at]!);
    const continues = draft !== undefined && (prose ? draft.isProse : !draft.isProse && goesOnWith(draft, line, fact));
    const condition =
      continues && !prose ? [] : reach.over(line, unlabelled, fact, { isProse: prose, names: names[at]! });
    if (!continues) {
      finish();
      draft = {
        isProse: prose,
        lines: [],
        tokens: [],
        opened: noBrackets(),
        column: columnOf(line),
        isList: fact.keyword !== undefined && listKeywords.has(fact.keyword),
        trailing: undefined,
        wordsInARow: 0,
        leads: false,
      };
      draft.tokens.push(...condition);
    }
    draft!.leads ||= prose && reach.isOpen();
    append(draft!, line);
    draft!.wordsInARow = Math.max(draft!.wordsInARow, measure.run);
  }
  finish();
  return passages;
}

/** `loss L = …` is an equation, whatever words stand behind it. */
function isMarked({ keyword }: LineFacts, tokens: readonly Token[]): boolean {
  return (keyword === "loss" || keyword === "recover") && tokens[2]?.kind === "symbol";
}

/** `For t < T we have`, with nothing behind it that the condition could be of. */
function leadsNowhere(tokens: readonly Token[], { keyword }: LineFacts, names: Names): boolean {
  if (keyword !== undefined || !tokens.some(isRelation)) return false;
  const lead = leadInOf(tokens, names);
  return lead !== undefined && lead.formula === undefined && lead.words.length > 0;
}

function passageOf({ isProse: prose, lines, tokens, wordsInARow, leads }: Draft): Passage {
  const last = tokens.at(-1)?.end ?? lines[0]!.problems[0]?.span.start ?? lines[0]!.physicalStart;
  tokens.push(unwritten("end", "", last));
  return { isProse: prose, lines, tokens, problems: lines.flatMap(({ problems }) => problems), wordsInARow, leads };
}

function goesOnWith(draft: Draft, line: Line, fact: LineFacts): boolean {
  if (line.tokens.length === 0) return true;
  if (fact.keyword !== undefined && line.tokens.length > 1) return false;
  if (fact.goesOn) return true;
  if (fact.startsWithMinus) return !(fact.hasRelation && columnOf(line) <= draft.column);
  // A line that closes what an earlier one opened is no statement by itself, whatever relation it has.
  if (fact.hasRelation && !(fact.closesEarlier && draft.opened.stack.length > 0)) return false;
  return wantsMore(draft);
}

function wantsMore(draft: Draft): boolean {
  if (draft.opened.stack.length > 0) return true;
  if (draft.trailing) return draft.isList && draft.trailing.text === ",";
  const last = draft.tokens.at(-1);
  // The sign of `(a)_+` and of `w^+` joins nothing.
  const isSign = /^[-+]$/.test(last?.text ?? "") && /^[_^]$/.test(draft.tokens.at(-2)?.text ?? "");
  return last !== undefined && !isSign && (asksForMore(last) || endsInBounds(draft.tokens));
}

/** Whether a sum or product ends here that has its bounds and no body yet, as in `= \\sum_{t=1}^{T}`. */
function endsInBounds(tokens: readonly Token[]): boolean {
  let at = tokens.length - 1;
  for (;;) {
    if (tokens[at]?.text === "}") {
      while (at >= 0 && tokens[at]!.text !== "{") at--;
    }
    const sign = tokens[at - 1];
    if (sign?.kind !== "symbol" || !/^[_^]$/.test(sign.text)) return false;
    at -= 2;
    const owner = tokens[at];
    if (owner?.kind === "name" && /^(?:Σ|Π)$/.test(owner.text)) return true;
  }
}

function append(draft: Draft, line: Line): void {
  if (draft.trailing && draft.isList) draft.tokens.push(draft.trailing);
  draft.trailing = undefined;
  draft.lines.push(line);
  for (const token of line.tokens) {
    draft.tokens.push(token);
    if (isOpener(token)) openBracket(draft.opened, token);
    else if (isCloser(token)) closeBracket(draft.opened, token);
  }
  const last = draft.tokens.at(-1);
  if (last?.kind !== "symbol" || draft.isProse) return;
  // Formulas in a handout end like sentences.
  if (last.text === "." || (draft.opened.stack.length === 0 && (last.text === "," || last.text === ";")))
    draft.trailing = draft.tokens.pop();
}

type Bracket = "(" | "[" | "{" | "⟨" | "matrix";

/** The brackets open in a draft, and how many of each sort, so that a wrong closer is known without a search. */
interface OpenBrackets {
  readonly stack: Bracket[];
  readonly counts: Record<Bracket, number>;
}

function noBrackets(): OpenBrackets {
  return { stack: [], counts: { "(": 0, "[": 0, "{": 0, "⟨": 0, matrix: 0 } };
}

function openBracket({ stack, counts }: OpenBrackets, opener: Token): void {
  const bracket = opener.kind === "matrix" ? "matrix" : (opener.text as Bracket);
  stack.push(bracket);
  counts[bracket]++;
}

const openerOf: ReadonlyMap<string, Bracket> = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
  ["⟩", "⟨"],
]);

/** Closes the innermost bracket of the closer's kind; where there is none, the innermost one, as in `[0, 1)`. */
function closeBracket({ stack, counts }: OpenBrackets, closer: Token): void {
  const bracket = closer.kind === "end-matrix" ? "matrix" : openerOf.get(closer.text)!;
  // Only round and square brackets stand for one another.
  if (counts[bracket] === 0 && bracket !== "(" && bracket !== "[") return;
  let open = stack.pop();
  if (open) counts[open]--;
  while (open && open !== bracket && counts[bracket] > 0) {
    open = stack.pop();
    if (open) counts[open]--;
  }
}

function columnOf(line: Line): number {
  return (line.tokens[0]?.start ?? line.physicalStart) - line.physicalStart;
}
