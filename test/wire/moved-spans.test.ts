/** Where spans of an older text stand in a newer one. */
import { expect, test } from "vitest";
import { spanMover } from "../../server/src/lsp/moved-spans.ts";

const before = "abc DEF ghi";
const span = { start: 4, end: 7 };

test.each([
  ["abc DEF ghi", "DEF"],
  ["abc, DEF ghi", "DEF"],
  ["DEF ghi", "DEF"],
  ["abc DEF ghi and more", "DEF"],
  ["abc DxEF ghi", "DxEF"],
  ["abc DF ghi", "DF"],
  ["abc ghi", undefined],
  ["", undefined],
])("in %j", (after, expected) => {
  const moved = spanMover(before, after)(span);
  expect(moved && after.slice(moved.start, moved.end)).toBe(expected);
});
