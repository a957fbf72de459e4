/**
 * The written table of characters: which ones mean the same, which ones stand above or below the line, which ones nobody
 * can see. Compatibility normalisation (NFKC) is never applied to the text, since it would make ℓ an l and ² a 2.
 */

/** Characters that are operators, relations, brackets or separators, with their canonical spelling. */
const symbolSpellings: Readonly<Record<string, string>> = {
  "+": "+＋",
  "-": "-−–‐‑﹣－",
  "*": "*·\u0387⋅•∙‧∗＊・⋆★☆",
  "×": "×✕⨯✖",
  "/": "/÷∕⁄／",
  "⊙": "⊙∘◦⨀",
  "./": "⊘",
  "^": "^ˆ＾",
  _: "_＿",
  "'": "'′’‘ʹʼ´＇",
  "(": "(（",
  ")": ")）",
  "[": "[［",
  "]": "]］",
  "{": "{｛",
  "}": "}｝",
  ",": ",，、",
  ";": ";；",
  ":": ":：",
  ".": ".。．",
  "⟨": "⟨〈",
  "⟩": "⟩〉",
  "|": "|∣｜❘ǀ",
  "‖": "‖∥ǁ",
  "=": "=＝≔≜≝←≡",
  "<": "<＜",
  ">": ">＞",
  "≤": "≤⩽≦",
  "≥": "≥⩾≧",
  "≠": "≠",
  "≈": "≈≃",
  "∈": "∈∊",
  "→": "→⟶↦",
  "..": "…⋯‥",
  "∂": "∂𝜕𝛛𝝏𝞉𝟃",
  "∇": "∇𝛁𝛻𝜵𝝯𝞩",
  "⊤": "⊤⟙⊺",
  "∀": "∀",
  "∧": "∧⋀",
  "∨": "∨⋁",
  "&": "&",
};

/** Every character that is a symbol by itself, to its canonical spelling. */
export const symbols: ReadonlyMap<string, string> = new Map(
  Object.entries(symbolSpellings).flatMap(([canonical, spellings]) =>
    [...spellings].map((spelling): [string, string] => [spelling, canonical]),
  ),
);

/** Characters that are whole names although they are no letters. */
export const nameSymbols: ReadonlyMap<string, string> = new Map([
  ["∑", "Σ"],
  ["∏", "Π"],
  ["∆", "Δ"],
  ["∞", "∞"],
]);

/** Letters that readers cannot tell from the one in the key; each spelling is folded to it. */
const letterSpellings: Readonly<Record<string, string>> = {
  φ: "ϕɸ",
  ε: "ϵɛ",
  μ: "µ",
  α: "ɑ⍺",
  β: "ϐ",
  κ: "ϰ",
  ρ: "ϱ",
  Θ: "ϴ",
  ω: "⍵",
  // The letters that Unicode had before its mathematical alphabets, and that are therefore missing from those.
  B: "ℬ",
  C: "ℭℂ",
  E: "ℰ",
  F: "ℱ",
  H: "ℋℌℍ",
  I: "ℐℑ",
  L: "ℒ",
  M: "ℳ",
  N: "ℕ",
  P: "ℙ",
  Q: "ℚ",
  R: "ℛℜ",
  Z: "ℤℨ",
  d: "ⅆ",
  e: "ℯⅇ",
  g: "ℊ",
  h: "ℎ",
  o: "ℴ",
  ℓ: "𝓁",
};

const lookAlikes: ReadonlyMap<string, string> = new Map(
  Object.entries(letterSpellings).flatMap(([canonical, spellings]) =>
    [...spellings].map((spelling): [string, string] => [spelling, canonical]),
  ),
);

/** Folds the look-alikes of a name, after NFC. Letters of the mathematical alphabets and full-width ones become plain. */
export function foldLetters(text: string): string {
  if (isAscii(text)) return text;
  let folded = "";
  for (const letter of text.normalize("NFC")) {
    const direct = lookAlikes.get(letter);
    if (direct !== undefined) folded += direct;
    else if (isStyled(letter)) {
      // Inside these blocks the compatibility form is the same letter in another font, and nothing else.
      const plain = letter.normalize("NFKC");
      folded += lookAlikes.get(plain) ?? plain;
    } else folded += letter;
  }
  return folded.normalize("NFC");
}

function isStyled(letter: string): boolean {
  const code = letter.codePointAt(0)!;
  return (code >= 0x1d400 && code <= 0x1d7ff) || (code >= 0xff10 && code <= 0xff5a);
}

export function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false;
  return true;
}

function pairs(raised: string, plain: string): [string, string][] {
  const plainLetters = [...plain];
  return [...raised].map((letter, at) => [letter, plainLetters[at]!]);
}

/** Superscripts to what stands there; `ᵀ` is the transpose. */
export const superscripts: ReadonlyMap<string, string> = new Map([
  ...pairs("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾", "0123456789+-=()"),
  ...pairs("ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "abcdefghijklmnoprstuvwxyz"),
  ...pairs("ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵁⱽᵂ", "ABDEGHIJKLMNOPRUVW"),
  ...pairs("ᵅᵝᵞᵟᵋᶿᶥᵠᵡ", "αβγδεθιφχ"),
  ["ᵀ", "⊤"],
]);

/** Subscripts to what stands there. */
export const subscripts: ReadonlyMap<string, string> = new Map([
  ...pairs("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+-=()"),
  ...pairs("ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "aehijklmnoprstuvx"),
  ...pairs("ᵦᵧᵨᵩᵪ", "βγρφχ"),
]);

/** How many primes a character stands for, where that is more than one. */
export const multiplePrimes: ReadonlyMap<string, number> = new Map([
  ["″", 2],
  ["‴", 3],
  ["⁗", 4],
]);

/** Fractions that are one character, with what stands above and below. */
export const vulgarFractions: ReadonlyMap<string, readonly [string, string]> = new Map(
  [..."½1/2 ⅓1/3 ⅔2/3 ¼1/4 ¾3/4 ⅕1/5 ⅙1/6 ⅛1/8".matchAll(/(\D)(\d)\/(\d)/g)].map(([, sign, above, below]) => [
    sign!,
    [above!, below!],
  ]),
);

/** The combining marks that make a name an adjoint: macron and overline. */
export const adjointMarks = /[\u0304\u0305]/g;

/** Controls of direction, zero-width characters, fillers, variation selectors, control codes: nobody sees them. */
export const invisible =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;

const greekByName =
  "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa κ lambda λ mu μ nu ν " +
  "xi ξ omicron ο pi π varpi ϖ rho ρ varrho ρ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω " +
  "Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω ell ℓ";

/** Greek letters (and ℓ) by the names that LaTeX and people give them. */
export const greekNames: ReadonlyMap<string, string> = new Map(
  [...greekByName.matchAll(/(\S+) (\S+)/g)].map(([, name, letter]): [string, string] => [name!, letter!]),
);

/** A name with its Greek parts folded: `alpha_t` is `α_t`. */
export function foldGreek(name: string): string {
  if (!name.includes("_")) return greekNames.get(name) ?? name;
  return name
    .split("_")
    .map((part) => greekNames.get(part) ?? part)
    .join("_");
}
