/** Marks follow their lines through edits, and those of edited lines fade. */
import { describe, expect, test } from "vitest";
import { editMarks, type LineMark } from "../../client/src/line-marks.ts";

const mark = (line: number, faded = false): LineMark => ({ line, verdict: "holds", faded });
const long = (line: number, endLine: number, faded = false): LineMark => ({ line, endLine, verdict: "fails", faded });
const edit = (from: [number, number], to: [number, number], text: string) => ({
  start: { line: from[0], character: from[1] },
  end: { line: to[0], character: to[1] },
  text,
});

describe("editMarks", () => {
  test("a letter typed in a line fades that line only", () => {
    expect(editMarks([mark(3), mark(4), mark(5)], edit([4, 7], [4, 7], "x"))).toEqual([
      mark(3),
      mark(4, true),
      mark(5),
    ]);
  });

  test("a letter typed in a continuation line fades its claim", () => {
    expect(editMarks([long(3, 5), mark(6)], edit([4, 7], [4, 7], "x"))).toEqual([long(3, 5, true), mark(6)]);
  });

  test("a line inserted above moves the marks below", () => {
    expect(editMarks([mark(3), mark(4)], edit([4, 0], [4, 0], "\n"))).toEqual([mark(3), mark(5)]);
  });

  test("a line inserted in a claim of several lines lengthens it", () => {
    expect(editMarks([long(3, 5)], edit([4, 9], [4, 9], "\r\n"))).toEqual([long(3, 6, true)]);
  });

  test("a deleted line takes its mark along and leaves the next its own", () => {
    expect(editMarks([mark(3), mark(4), mark(5)], edit([4, 0], [5, 0], ""))).toEqual([mark(3), mark(4)]);
  });

  test("a line joined to the one above loses its mark", () => {
    expect(editMarks([mark(3), mark(4), mark(5)], edit([3, 9], [4, 0], ""))).toEqual([mark(3, true), mark(4)]);
  });

  test("a line joined to an unmarked one above loses its mark", () => {
    expect(editMarks([mark(4), mark(5)], edit([3, 9], [4, 0], " "))).toEqual([mark(4)]);
  });

  test("lines pasted at the beginning of a line leave it whole", () => {
    expect(editMarks([mark(4)], edit([4, 0], [4, 0], "a = 1\nb = 2\n"))).toEqual([mark(6)]);
  });

  test("a replaced sheet keeps no fresh mark", () => {
    const marks = editMarks([mark(0), mark(4), mark(9)], edit([0, 0], [9, 12], "model M\n"));
    expect(marks.every(({ faded }) => faded)).toBe(true);
  });
});
