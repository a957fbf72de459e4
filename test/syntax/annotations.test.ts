/** The drawing of annotations itself. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { annotate, stripAnnotations } from "../support/annotations.ts";

describe("annotations", () => {
  test("carets mark a range, bars go on with the message", () => {
    const text = "a = b\n\tc = d e\n";
    const drawn = annotate(text, [
      { span: { start: 4, end: 5 }, lines: ["code first", "second"] },
      { span: { start: 11, end: 14 }, lines: ["tabs stay tabs"] },
    ]);
    expect(drawn).toBe("a = b\n#   ^ code first\n#   | second\n\tc = d e\n#    ^^^ tabs stay tabs\n");
  });

  test("a range in the first column, an empty one, one over several lines", () => {
    const text = "abc\ndef\nghi";
    expect(annotate(text, [{ span: { start: 0, end: 1 }, lines: ["one"] }])).toBe("abc\n#< one\ndef\nghi");
    expect(annotate(text, [{ span: { start: 0, end: 3 }, lines: ["three"] }])).toBe("abc\n#<^^ three\ndef\nghi");
    expect(annotate(text, [{ span: { start: 2, end: 2 }, lines: ["none"] }])).toBe("abc\n# ¦ none\ndef\nghi");
    expect(annotate(text, [{ span: { start: 1, end: 10 }, lines: ["long"] }])).toBe("abc\n#^^+2:2 long\ndef\nghi");
    expect(annotate(text, [{ span: { start: 9, end: 10 }, lines: ["last"] }])).toBe("abc\ndef\nghi\n#^ last");
  });

  test("a clean sheet says so", () => {
    expect(annotate("a = b\n", [])).toBe("# expect: clean\na = b\n");
  });

  test("stripping undoes drawing, and other comments stay", () => {
    const line = fc.constantFrom("a = b", "\tc = tanh(d)", "", "# a comment", "  e = f   # remark", "# ℓ is the loss");
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.tuple(fc.nat(60), fc.nat(20))), (lines, ranges) => {
        const text = `${lines.join("\n")}\n`;
        const annotations = ranges.map(([from, length]) => {
          const start = Math.min(from, text.length - 1);
          return { span: { start, end: Math.min(start + length, text.length - 1) }, lines: ["code why", "more"] };
        });
        expect(stripAnnotations(annotate(text, annotations))).toBe(text);
      }),
    );
  });
});
