/** Symbols as one types, in a text with cursors that behaves as an editor's does. */
import { describe, expect, test } from "vitest";
import { follow, type Change, type Pending } from "../../client/src/pending-symbols.ts";
import { namedSymbols } from "../../server/src/syntax/symbol-names.ts";

interface TypingOptions {
  readonly leader?: string;
  /** Brackets are closed as they are opened, and a closing one is typed over. */
  readonly closesBrackets?: boolean;
}

/** A text with cursors, drawn as `¦` in `start` and in what comes out. */
function editorOn(start: string, { leader = "\\", closesBrackets = false }: TypingOptions = {}) {
  const parts = start.split("¦");
  let text = parts.join("");
  let cursors = parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1).join("").length);
  let pending: Pending[] = [];

  function apply(changes: readonly Change[], cursorAfter: (change: Change) => number): void {
    const inOrder = changes.toSorted((one, other) => one.start - other.start);
    for (const { start: from, removed, text: inserted } of inOrder.toReversed())
      text = text.slice(0, from) + inserted + text.slice(from + removed);
    const growth = (offset: number) =>
      inOrder.reduce((sum, each) => (each.start < offset ? sum + each.text.length - each.removed : sum), 0);
    cursors = cursors.map((cursor) => {
      const own = inOrder.find((each) => each.start <= cursor && cursor <= each.start + each.removed);
      return own ? own.start + growth(own.start) + cursorAfter(own) : cursor + growth(cursor);
    });
    pending = follow(pending, inOrder.toReversed(), leader, (offset) => {
      const before = text.slice(0, offset);
      return before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1);
    });
    const due = pending.filter((each) => each.due !== undefined);
    if (due.length > 0 && !isHeld) replace(due);
  }

  let isHeld = false;

  function replace(due: readonly Pending[]): void {
    const changes = due.map(({ start: from, name, due: symbol }) => ({
      start: from,
      removed: leader.length + name.length,
      text: symbol!,
    }));
    apply(changes, ({ text: symbol }) => symbol.length);
  }

  const editor = {
    type(keys: string) {
      for (const key of keys) {
        const closing = closesBrackets ? { "(": ")", "[": "]", "{": "}" }[key] : undefined;
        const isTypedOver = (cursor: number) => closesBrackets && /[)\]}]/.test(key) && text[cursor] === key;
        apply(
          cursors.map((cursor) => ({
            start: cursor,
            removed: isTypedOver(cursor) ? 1 : 0,
            text: key + (closing ?? ""),
          })),
          () => key.length,
        );
      }
      return editor;
    },
    paste(pasted: string) {
      apply(
        cursors.map((cursor) => ({ start: cursor, removed: 0, text: pasted })),
        () => pasted.length,
      );
      return editor;
    },
    backspace() {
      apply(
        cursors.map((cursor) => ({ start: cursor - 1, removed: 1, text: "" })),
        () => 0,
      );
      return editor;
    },
    moveTo(offset: number) {
      cursors = [offset];
      return editor;
    },
    /** Keys come faster than the editor takes edits: none is taken before `release`. */
    hold() {
      isHeld = true;
      return editor;
    },
    release() {
      isHeld = false;
      replace(pending.filter((each) => each.due !== undefined));
      return editor;
    },
    toString() {
      const ends = [...new Set(cursors)].toSorted((one, other) => other - one);
      return ends.reduce((drawn, at) => `${drawn.slice(0, at)}¦${drawn.slice(at)}`, text);
    },
  };
  return editor;
}

function typed(keys: string, start = "¦", options: TypingOptions = {}): string {
  return String(editorOn(start, options).type(keys));
}

describe("a symbol stands there", () => {
  test.each([
    ["as soon as no longer name begins so", "\\sigma", "σ¦"],
    ["not before", "\\sigm", "\\sigm¦"],
    ["at a space, which stays", "β \\in ", "β ∈ ¦"],
    ["at a bracket", "\\in(", "∈(¦"],
    ["at an operator", "A\\cdot-", "A·-¦"],
    ["at a digit", "\\in0", "∈0¦"],
    ["at the end of a line", "a \\le\n", "a ≤\n¦"],
    ["at the next leader, which begins another", "\\in\\nabla", "∈∇¦"],
    ["several in a row", "\\partial\\ell/\\partial\\theta_t", "∂ℓ/∂θ_t¦"],
    ["raised", "x\\^2 + A\\^-1 + W\\^T", "x² + A⁻¹ + Wᵀ¦"],
    ["raised, a sign alone", "\\partial\\^+c + a\\^-b", "∂⁺c + a⁻b¦"],
    ["lowered", "h\\_t\\_-\\_1", "hₜ₋₁¦"],
    ["a norm", "\\|v\\|", "‖v‖¦"],
    ["a sum with its bounds", "\\sum_{t=1}^{T}", "Σ_{t=1}^{T}¦"],
    ["capitals", "\\Delta\\delta", "Δδ¦"],
  ])("%s", (_, keys, expected) => expect(typed(keys)).toBe(expected));

  test("for every name in the table", () => {
    for (const { symbol, names } of namedSymbols)
      for (const name of names) expect(typed(`\\${name} `).trimEnd(), name).toBe(`${symbol} ¦`);
  });
});

describe("\\bar", () => {
  test.each([
    ["takes the space for its own", "\\bar h[t]", "bar h[t]¦"],
    ["brings a space where none is typed", "\\bar(h)", "bar (h)¦"],
    ["goes on with a symbol", "\\bar\\theta", "bar θ¦"],
    ["stays before braces, which say over what it is", "\\bar{h}", "\\bar{h}¦"],
    ["stays where letters follow", "\\bars ", "\\bars ¦"],
  ])("%s", (_, keys, expected) => expect(typed(keys)).toBe(expected));
});

describe("nothing is replaced", () => {
  test.each([
    ["no such name", "\\unknown x", "\\unknown x¦"],
    ["a command that is no symbol", "\\frac12 \\tanh(x)", "\\frac12 \\tanh(x)¦"],
    ["letters behind a name", "\\inx ", "\\inx ¦"],
    ["Greek letters behind a name", "\\inα ", "\\inα ¦"],
    ["the end of a row", "\\\\sigma ", "\\\\sigma ¦"],
    ["a space behind the leader", "\\ sigma ", "\\ sigma ¦"],
  ])("%s", (_, keys, expected) => expect(typed(keys)).toBe(expected));

  test.each(["# ", "y = x # ", "% ", "y = x // ", "#"])("in a comment: %s", (comment) => {
    expect(typed("\\sigma \\in ", `${comment}¦`)).toBe(`${comment}\\sigma \\in ¦`);
  });

  test.each(["a / b ", "\\% ", "a \\\\ "])("but this is no comment: %s", (before) => {
    expect(typed("\\sigma", `${before}¦`)).toBe(`${before}σ¦`);
  });

  test("on paste, whole or in part", () => {
    expect(String(editorOn("¦").paste("\\sigma").type(" "))).toBe("\\sigma ¦");
    expect(String(editorOn("¦").paste("\\sigma ").paste("\\in x"))).toBe("\\sigma \\in x¦");
    expect(String(editorOn("¦").type("\\").paste("sigma").type(" "))).toBe("\\sigma ¦");
    expect(String(editorOn("¦").type("\\in").paste(" x"))).toBe("\\in x¦");
  });

  test("once the cursor has typed elsewhere", () => {
    expect(String(editorOn("ab¦").type("\\in").moveTo(0).type("x").moveTo(6).type(" "))).toBe("xab\\in ¦");
  });
});

describe("where it stands", () => {
  test.each([
    ["at the end of the text", "a\n¦"],
    ["at its start", "¦\na"],
    ["after an astral character", "𝑥 = ¦ # 𝒜"],
    ["after a combining mark", "h̄ = ¦"],
    ["between CRLF lines", "a = b\r\nc = ¦\r\nd = e\r\n"],
    ["at the end of a CRLF text", "a = b\r\n¦"],
    ["below a comment", "# é 𝑥\n¦"],
    ["in brackets", "tanh(¦)"],
  ])("%s", (_, start) => {
    expect(typed("\\sigma \\le ", start)).toBe(start.replace("¦", "σ ≤ ¦"));
  });

  test("a new line in a CRLF text, with its indentation", () => {
    expect(String(editorOn("  a ¦\r\n").type("\\le").paste("\r\n  "))).toBe("  a ≤\r\n  ¦\r\n");
  });

  test("brackets that the editor closes are typed over", () => {
    expect(typed("f(\\in) [\\le]", "¦", { closesBrackets: true })).toBe("f(∈) [≤]¦");
    expect(typed("\\bar{h}", "¦", { closesBrackets: true })).toBe("\\bar{h}¦");
    expect(typed("\\sigma(x)", "¦", { closesBrackets: true })).toBe("σ(x)¦");
  });
});

describe("several cursors", () => {
  test("each gets its symbol", () => {
    expect(typed("\\sigma(\\in ", "a¦ = 𝑥\nb¦\r\n¦")).toBe("aσ(∈ ¦ = 𝑥\nbσ(∈ ¦\r\nσ(∈ ¦");
  });

  test("but one in a comment", () => {
    expect(typed("\\sigma ", "a¦\n# b¦\nc¦")).toBe("aσ ¦\n# b\\sigma ¦\ncσ ¦");
  });

  test("on one line", () => {
    expect(typed("\\le ", "a¦ b¦ c¦")).toBe("a≤ ¦ b≤ ¦ c≤ ¦");
  });
});

describe("a correction on the way", () => {
  test("of the last letter", () => {
    expect(String(editorOn("¦").type("\\sih").backspace().type("gma"))).toBe("σ¦");
  });

  test("of a whole name", () => {
    expect(String(editorOn("¦").type("\\le").backspace().backspace().type("in "))).toBe("∈ ¦");
  });

  test("of a letter that is composed of two keys", () => {
    const composed = follow([{ start: 4, name: "" }], [{ start: 5, removed: 0, text: "^" }], "\\", () => "a = \\^");
    expect(composed).toEqual([{ start: 4, name: "^" }]);
    const again = follow(composed, [{ start: 5, removed: 1, text: "^2" }], "\\", () => "a = \\^2");
    expect(again).toEqual([{ start: 4, name: "^2", due: "²" }]);
  });

  test("that takes the leader ends it", () => {
    expect(String(editorOn("¦").type("\\").backspace().type("in "))).toBe("in ¦");
  });
});

test("keys that come before the editor has taken the edit are kept in their order", () => {
  const editor = editorOn("y = ¦").hold().type("\\sigma(x) \\le");
  expect(String(editor)).toBe("y = \\sigma(x) \\le¦");
  expect(String(editor.release().type(" 1"))).toBe("y = σ(x) ≤ 1¦");
});

describe("another leader", () => {
  test.each([
    [";", ";sigma;in x;^2 \\sigma", "σ∈ x² \\sigma¦"],
    [";;", ";;sigma ;sigma ;;in ", "σ ;sigma ∈ ¦"],
  ])("%s", (leader, keys, expected) => expect(typed(keys, "¦", { leader })).toBe(expected));
});
