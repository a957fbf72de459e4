/** What the tests of features share: a checked sheet from a text, and places in it. */
import { checked, createSnapshot, type CheckedSheet } from "../../server/src/features/snapshot.ts";

export function sheetOf(text: string): CheckedSheet {
  return checked(createSnapshot("file:///sheet.grad", 1, text));
}

/** The offset of a text that the sheet holds, at its `nth` occurrence. */
export function placeOf(text: string, part: string, nth = 1): number {
  let at = -1;
  for (let seen = 0; seen < nth; seen++) at = text.indexOf(part, at + 1);
  if (at === -1) throw new Error(`the sheet has no ${JSON.stringify(part)}`);
  return at;
}

/** One unit of a recurrent network, with every claim right. */
export const elman = `model Elman
index t = 1..T
param u, w
input x[t], h[0]
function ℓ : ℝ → ℝ

a[t] = u x[t] + w h[t-1]
h[t] = tanh(a[t])
loss L = sum[t](ℓ(h[t]))

bar h[t] = ℓ'(h[t]) + bar a[t+1] w
bar a[t] = bar h[t] (1 - h[t]^2)
bar u = sum[t](bar a[t] x[t])
bar w = sum[t](bar a[t] h[t-1])
`;
