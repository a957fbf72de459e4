/**
 * Letters in styles of their own: ℒ, 𝓛 and `\mathcal{L}` are one, `\mathbf{K}` and 𝐊 another. Each is read as its plain letter,
 * since people mix styles freely. But where a sheet uses the plain one for something else, as the L layers beside a loss
 * ℒ, or declares both, they are two names.
 */
import { isOpener } from "./brackets.ts";
import { isCloser } from "./cursor.ts";
import { foldLetters } from "./glyphs.ts";
import { isRelation, type LineFacts } from "./line-facts.ts";
import { replaceTokens } from "./replace-tokens.ts";
import type { Line, Token } from "./token.ts";

export type LetterStyle = "script" | "fraktur" | "double" | "bold";

/** The commands of LaTeX's that set letters in a style. */
const commands: ReadonlyMap<string, LetterStyle> = new Map(
  (
    [
      ["script", "mathcal mathscr"],
      ["fraktur", "mathfrak"],
      ["double", "mathbb"],
      ["bold", "mathbf boldsymbol bm pmb symbf symbfit vb mathbfit"],
    ] as const
  ).flatMap(([style, names]) => names.split(" ").map((name): [string, LetterStyle] => [name, style])),
);

export function styleOfCommand(name: string): LetterStyle | undefined {
  return commands.get(name);
}

/** Where the mathematical alphabets of each style start in Unicode, each with 26 capitals and 26 small letters; the first is the one that a letter is written in. */
const alphabets: readonly (readonly [LetterStyle, number])[] = [
  ["script", 0x1d49c],
  ["script", 0x1d4d0],
  ["fraktur", 0x1d504],
  ["fraktur", 0x1d56c],
  ["double", 0x1d538],
  ["bold", 0x1d400],
  ["bold", 0x1d468],
  ["bold", 0x1d5d4],
  ["bold", 0x1d63c],
];

/** Those that Unicode had before, and that are missing in the alphabets. */
const earlier: Readonly<Partial<Record<LetterStyle, string>>> = {
  script: "ℬℰℱℋℐℒℳℛℯℊℴ",
  fraktur: "ℭℌℑℜℨ",
  double: "ℂℍℕℙℚℝℤ",
};

/** A letter in a style; undefined where it is no Latin one. */
function inStyle(plain: string, style: LetterStyle): string | undefined {
  if (!/^[A-Za-z]$/.test(plain)) return undefined;
  const older = [...(earlier[style] ?? "")].find((letter) => foldLetters(letter) === plain);
  const [, start] = alphabets.find(([each]) => each === style)!;
  const isSmall = plain >= "a";
  const place = plain.charCodeAt(0) - (isSmall ? 97 : 65) + (isSmall ? 26 : 0);
  return older ?? String.fromCodePoint(start + place);
}

/** A name of one letter, and what is below it, in a style; undefined where it is a longer one. */
export function setIn(style: LetterStyle, name: string): string | undefined {
  const [, letter, below] = /^([A-Za-z])(_.*)?$/su.exec(name) ?? [];
  const whole = letter === undefined ? undefined : inStyle(letter, style);
  return whole === undefined ? undefined : whole + (below ?? "");
}

/** A name with its first styled letter in the one spelling of its style; undefined where it has none. */
export function inOneSpelling(raw: string): string | undefined {
  const letters = [...raw];
  const at = letters.findIndex((letter) => styleOf(letter) !== undefined);
  const style = at < 0 ? undefined : styleOf(letters[at]!)!;
  const letter = style && inStyle(foldLetters(letters[at]!), style);
  if (letter === undefined) return undefined;
  return foldLetters(letters.slice(0, at).join("")) + letter + foldLetters(letters.slice(at + 1).join(""));
}

function styleOf(letter: string): LetterStyle | undefined {
  const code = letter.codePointAt(0)!;
  if (code < 0x2100) return undefined;
  const [style] =
    alphabets.find(([, start]) => code >= start && code < start + 52) ??
    Object.entries(earlier).find(([, letters]) => letters.includes(letter)) ??
    [];
  return style as LetterStyle | undefined;
}

// ── Which ones are names of their own ───────────────────────────────────────────────────────────────────────────────

/** What some lines say of single letters. */
interface Uses {
  /** Plain letters that are an index or a size. */
  readonly numbers: Set<string>;
  /** Declared letters, in whatever style, each with the indices behind it: `𝐱_t`. */
  readonly declared: Set<string>;
  /** Styled letters that are declared, or defined. */
  readonly named: Set<string>;
}

/** The lines with styled letters as names of their own, where their plain ones are something else in the same model. */
export function withStylesApart(lines: readonly Line[], facts: readonly LineFacts[]): readonly Line[] {
  if (!lines.some(({ tokens }) => tokens.some(({ styled }) => styled !== undefined))) return lines;
  const starts = facts.flatMap(({ keyword }, at) => (keyword === "model" ? [at] : []));
  const bounds = [0, ...starts, lines.length];
  const parts = bounds.slice(0, -1).map((start, at) => ({
    own: lines.slice(start, bounds[at + 1]),
    uses: usesIn(lines.slice(start, bounds[at + 1]), facts.slice(start, bounds[at + 1])),
  }));
  // The lines before the first model belong to every one.
  const [common] = parts;
  return parts.flatMap(({ own, uses }) => {
    const apart = toldApart(joined(common!.uses, uses));
    return apart.size === 0 ? own : own.map((line) => withNames(line, apart));
  });
}

/** The line with these letters as names of their own: the ℒ of `ℒ_t`, and of `dℒ`. */
function withNames(line: Line, letters: ReadonlySet<string>): Line {
  return replaceTokens(line, (place) => {
    const token = line.tokens[place]!;
    const { styled } = token;
    const isOwn = styled !== undefined && [...styled].some((letter) => letters.has(letter));
    return isOwn ? { tokens: [{ ...token, text: styled }], end: place + 1 } : undefined;
  });
}

function joined(common: Uses, own: Uses): Uses {
  return {
    numbers: new Set([...common.numbers, ...own.numbers]),
    declared: new Set([...common.declared, ...own.declared]),
    named: new Set([...common.named, ...own.named]),
  };
}

/** The styled letters that are other names than their plain ones. */
function toldApart({ numbers, declared, named }: Uses): ReadonlySet<string> {
  const besideNumbers = [...named].filter((letter) => numbers.has(foldLetters(letter)));
  const declaredTwice = [...declared].flatMap((written) => {
    const [letter] = written;
    return styleOf(letter!) !== undefined && declared.has(written.replace(letter!, foldLetters(letter!)))
      ? [letter!]
      : [];
  });
  return new Set([...besideNumbers, ...declaredTwice]);
}

/** A name of one letter, in its style. */
function letterOf({ kind, text, styled: letters }: Token): string | undefined {
  const base = (letters ?? text).replace(/_.*$/su, "");
  return kind === "name" && [...base].length === 1 ? base : undefined;
}

function usesIn(lines: readonly Line[], facts: readonly LineFacts[]): Uses {
  const numbers = new Set<string>();
  const declared = new Set<string>();
  const named = new Set<string>();
  for (const [at, { tokens }] of lines.entries()) {
    const { keyword, hasRelation } = facts[at]!;
    if (keyword === "index" || keyword === "size") {
      for (const { kind, text, styled: letters } of tokens.slice(1))
        if (kind === "name" && letters === undefined) numbers.add(text);
    } else if (keyword === "param" || keyword === "input" || keyword === "const") {
      for (const { head, behind } of itemsOf(tokens)) {
        const letter = letterOf(head);
        if (letter === undefined) continue;
        if (head.styled !== undefined) named.add(letter);
        declared.add(`${letter}${head.text.slice(1)}${behind.replaceAll(/[{}]/g, "")}`);
      }
    } else if (hasRelation || keyword === "loss") {
      const head = tokens[keyword === "loss" ? 1 : 0];
      const letter = head?.styled !== undefined ? letterOf(head) : undefined;
      if (letter !== undefined) named.add(letter);
    }
  }
  return { numbers, declared, named };
}

/** What a declaration declares: the first token of each item, and the indices behind it as text. */
function itemsOf(tokens: readonly Token[]): { head: Token; behind: string }[] {
  const items: { head: Token; behind: string }[] = [];
  let depth = 0;
  let isHead = true;
  let isBehind = false;
  for (const token of tokens.slice(1)) {
    const isOutside = depth === 0;
    if (isOpener(token)) depth++;
    else if (isCloser(token)) depth--;
    const { kind, text } = token;
    if (isHead) items.push({ head: token, behind: "" });
    else if (isOutside && kind === "symbol" && (/^[,:∈]$/.test(text) || isRelation(token))) isBehind = false;
    else if (isBehind) items.at(-1)!.behind += text;
    isBehind ||= isHead;
    isHead = isOutside && kind === "symbol" && text === ",";
  }
  return items;
}
