/**
 * Scripts as TeX and keyboards have them, told from names by those that a sheet has: `w^Tx` is `w^T x` and `y_ix_j` is `y_i x_j`,
 * since TeX raises and lowers one sign alone; `W^T_{hy}` is `W_{hy}^T`; `Σ_t=1^T` and `Sum_t` are sums.
 */
import type { Names } from "./lead-ins.ts";
import { replaceTokens, type Replacement } from "./replace-tokens.ts";
import type { Line, Token } from "./token.ts";

/** The line with its scripts where the language has them. */
export function withScripts(line: Line, names: Names): Line {
  const { tokens } = line;
  return replaceTokens(
    line,
    (at) =>
      transposedBefore(tokens, at, names) ??
      transposedInWord(tokens, at, names) ??
      scriptsInWord(tokens, at, names) ??
      boundsInWord(tokens, at) ??
      sumInCapitals(tokens, at, names),
  );
}

/** A part of a word. */
function partOf(word: Token, from: number, text: string, kind: Token["kind"] = "name"): Token {
  const start = word.start + from;
  return {
    kind,
    text,
    start,
    end: start + text.length,
    spaced: from === 0 && word.spaced,
    first: from === 0 && word.first,
  };
}

/** Whether a token is a name that is written as it is meant, and that the sheet does not have. */
function isUnknown({ kind, text, written, adjoint, start, end }: Token, { known }: Names): boolean {
  return kind === "name" && !written && !adjoint && end - start === text.length && !known.has(text);
}

/** The `Tx` of `w^Tx` and the `TWx` of `y^TWx`. */
function transposedInWord(tokens: readonly Token[], at: number, names: Names): Replacement | undefined {
  const [sign, word] = [tokens[at - 1], tokens[at]!];
  if (sign?.text !== "^" || word.spaced || !/^T./.test(word.text) || !isUnknown(word, names)) return undefined;
  const rest = factorsOf(word.text.slice(1), names.known);
  if (!rest) return undefined;
  let from = 1;
  const parts = rest.map((text) => {
    const part = partOf(word, from, text);
    from += text.length;
    return part;
  });
  return { tokens: [partOf(word, 0, "T"), ...parts], end: at + 1 };
}

/** A name, or letters that are names each. */
function factorsOf(text: string, known: ReadonlySet<string>): readonly string[] | undefined {
  const [base] = text.split("_");
  if (known.has(text) || (base !== undefined && base !== text && known.has(base))) return [text];
  const letters = [...text];
  return letters.every((letter) => known.has(letter)) ? letters : undefined;
}

/** `y_ix_j`, of an index i and a name x. */
function scriptsInWord(tokens: readonly Token[], at: number, names: Names): Replacement | undefined {
  const word = tokens[at]!;
  const [, base, index, further, behind] = /^([^_]+)_([a-z0-9])([^_]+)_([^_]+)$/.exec(word.text) ?? [];
  if (base === undefined || !isUnknown(word, names)) return undefined;
  const isIndex = (text: string) => names.indices.has(text) || /^\d$/.test(text);
  if (!names.known.has(base) || !names.known.has(further!) || names.indices.has(further!)) return undefined;
  if (!isIndex(index!) || !isIndex(behind!)) return undefined;
  const first = `${base}_${index!}`;
  return { tokens: [partOf(word, 0, first), partOf(word, first.length, `${further!}_${behind!}`)], end: at + 1 };
}

/** `W^T_{hy}` and `W^\top_{hy}` of a name `W_hy`: what stands below is the name's. */
function transposedBefore(tokens: readonly Token[], at: number, { known }: Names): Replacement | undefined {
  const [name, sign] = [tokens[at]!, tokens[at + 1]];
  if (name.kind !== "name" || sign?.text !== "^") return undefined;
  const mark = spelledFrom(tokens, at + 2, /^(?:T|⊤)$/);
  if (!mark || tokens[mark.end]?.text !== "_") return undefined;
  const below = spelledFrom(tokens, mark.end + 1, /^[\p{L}\p{N}]+$/u);
  if (!below || !known.has(`${name.text}_${below.text}`)) return undefined;
  const end = tokens[below.end - 1]!.end;
  const joined = { ...name, text: `${name.text}_${below.text}`, end };
  const moved = (kind: Token["kind"], text: string): Token => ({
    kind,
    text,
    start: end,
    end,
    spaced: false,
    first: false,
  });
  return { tokens: [joined, moved("symbol", "^"), moved("symbol", "⊤")], end: below.end };
}

/** One word, in braces or bare. */
function spelledFrom(tokens: readonly Token[], at: number, pattern: RegExp): { text: string; end: number } | undefined {
  const isBraced = tokens[at]?.text === "{";
  const word = tokens[isBraced ? at + 1 : at];
  if (!word || !pattern.test(word.text) || (isBraced && tokens[at + 2]?.text !== "}")) return undefined;
  return { text: word.text, end: isBraced ? at + 3 : at + 1 };
}

/** `Σ_t=1^T`, without blanks around the sign: the whole of `t=1` is below. */
function boundsInWord(tokens: readonly Token[], at: number): Replacement | undefined {
  const [sum, low, index, sign, from, high] = tokens.slice(at, at + 6);
  if (!sum || !/^[ΣΠ]$/.test(sum.text) || low?.text !== "_" || index?.kind !== "name") return undefined;
  if (sign?.text !== "=" || sign.spaced || !from || from.spaced || high?.text !== "^") return undefined;
  if (from.kind !== "number" && from.kind !== "name") return undefined;
  const brace = (text: string, place: number): Token => ({
    kind: "symbol",
    text,
    start: place,
    end: place,
    spaced: false,
    first: false,
  });
  return { tokens: [sum, low, brace("{", index.start), index, sign, from, brace("}", from.end)], end: at + 5 };
}

const sumWords = /^(Sum|SUM|Prod|PROD)(?=_|$)/;

/** `Sum_t …`, `SUM[t=1..T](…)`. */
function sumInCapitals(tokens: readonly Token[], at: number, { known }: Names): Replacement | undefined {
  const token = tokens[at]!;
  const [, word] = (token.kind === "name" && sumWords.exec(token.text)) || [];
  if (word === undefined || known.has(word) || known.has(token.text)) return undefined;
  if (token.text === word && !/^[_({[]$/.test(tokens[at + 1]?.text ?? "")) return undefined;
  return {
    tokens: [{ ...token, text: token.text.replace(word, word.toLowerCase()), written: token.text }],
    end: at + 1,
  };
}
