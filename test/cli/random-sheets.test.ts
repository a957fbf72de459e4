/** Random and damaged sheets through the bundled command line: each format answers, with an exit status that it explains. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { damaged, nearlySheet } from "../support/arbitrary-text.ts";
import { runs } from "../support/fuzzing.ts";
import { createDesk, type Desk } from "./gradus.ts";
import { broken, due, recurrent, right, wrong } from "./sheets.ts";

let desk: Desk;
beforeAll(() => (desk = createDesk()));
afterAll(() => desk.clear());

const sheet = fc.oneof(nearlySheet, fc.constantFrom(right, wrong, due, broken, recurrent).chain(damaged));

test("any sheets, in any format", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sheet, { minLength: 1, maxLength: 12 }),
      fc.constantFrom("text", "json", "sarif", "junit"),
      async (sheets, format) => {
        const names = sheets.map((_, at) => `sheet-${at}.grad`);
        for (const [at, text] of sheets.entries()) desk.write(names[at]!, text);
        const { status, output, errors } = await desk.run(["check", "--format", format, ...names]);
        expect(errors).toBe("");
        expect([0, 1, 2]).toContain(status);
        expect(output).not.toContain("internal/failure");
        // eslint-disable-next-line no-control-regex
        expect(output).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        // Of a single sheet with nothing in it there is nothing to tell.
        if (output !== "✓ no claims\n") for (const name of names) expect(output).toContain(name);
        if (format === "json" || format === "sarif") JSON.parse(output);
      },
    ),
    runs(6),
  );
});
