/** What the suite uses of `node:assert/strict`, in a browser. */
import { assert } from "chai";

export const { ok, strictEqual: equal, notStrictEqual: notEqual, deepEqual, match } = assert;
