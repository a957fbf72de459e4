/** Long recurrences from a shell: ten thousand steps are decided whole, in a heap of a quarter of a gigabyte. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDesk, type Desk } from "./gradus.ts";

let desk: Desk;
beforeAll(() => {
  desk = createDesk();
});
afterAll(() => desk.clear());

const root = join(import.meta.dirname, "../..");
const environment = { NODE_OPTIONS: "--max-old-space-size=256" };

describe("the LSTM at T = 10,000", () => {
  test("what is right holds", async () => {
    desk.write("lstm.grad", readFileSync(join(root, "examples/lstm.grad")));
    const { status, output } = await desk.run(["check", "lstm.grad", "--size", "T=10000"], { environment });
    expect(output).toMatch(/9 of 9 claims hold/);
    expect(status).toBe(0);
  }, 600_000);

  test("each slip fails, in a sheet that asks for the length itself, and its cause is found", async () => {
    const slips = readFileSync(join(root, "test/fixtures/marked/course-lstm-slips.grad"), "utf8");
    desk.write("slips.grad", `size T = 10000\n${slips}`);
    const { status, output } = await desk.run(["check", "slips.grad"], { environment });
    expect(output).toMatch(/1 of 14 claims hold, 13 fail/);
    expect(output).toMatch(/a path is missing: the one through `c\[t\+1\]`/);
    expect(output).toMatch(/right for t < T and wrong at t = T/);
    expect(status).toBe(1);
  }, 600_000);
});
