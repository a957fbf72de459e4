/** Code lenses, exactly as drawn at the start of the part they count. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codeLenses, lensTitle } from "../../server/src/features/code-lens.ts";
import { testFixtures } from "../support/fixtures.ts";
import { elman, sheetOf } from "./look.ts";

describe("sheets", () => {
  testFixtures(join(import.meta.dirname, "../fixtures/features/lenses"), (text) =>
    codeLenses(sheetOf(text)).map(({ span, title }) => ({
      span: { start: span.start, end: span.start },
      lines: [title],
    })),
  );
});

test.each([
  [{ total: 9, holds: 9, fails: 0, undecided: 0 }, 0, "✓ 9 of 9 hold"],
  [{ total: 9, holds: 7, fails: 2, undecided: 0 }, 0, "✗ 2 of 9 fail"],
  [{ total: 9, holds: 6, fails: 2, undecided: 1 }, 2, "✗ 2 of 9 fail, 1 undecided, 2 due"],
  [{ total: 1, holds: 0, fails: 1, undecided: 0 }, 0, "✗ 1 of 1 fails"],
  [{ total: 3, holds: 1, fails: 0, undecided: 2 }, 0, "? 1 of 3 holds, 2 undecided"],
  [{ total: 0, holds: 0, fails: 0, undecided: 0 }, 1, "no claims yet, 1 due"],
])("%o, %d due", (count, due, title) => {
  expect(lensTitle(count, due)).toBe(title);
});

test("a half-typed line among others adds no lens and takes none away", () => {
  const line = "bar a[t] = bar h[t] (1 - h[t]^2)";
  const whole = elman.replace("bar u", "# weights\nbar u");
  const places = (text: string) =>
    codeLenses(sheetOf(text)).map(({ span }) => text.slice(0, span.start).split("\n").length);
  const before = places(whole);
  expect(before).toHaveLength(4);
  for (let length = 0; length < line.length; length++) {
    const typed = whole.replace(line, line.slice(0, length).trimEnd() || "b");
    expect(places(typed), typed).toEqual(before);
  }
});
