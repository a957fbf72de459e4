/** Sheets that the wire tests open. */

/** A vanilla recurrent network with one unit; every claim holds. */
export const elman = `# One hidden unit
model Elman
index t = 1..T
param u, w, v
input x[t], h[0]
function ℓ[t] : ℝ → ℝ

a[t] = u x[t] + w h[t-1]
h[t] = tanh(a[t])
loss L = sum[t](ℓ[t](v h[t]))

bar h[t] = ℓ[t]'(v h[t]) v + bar a[t+1] w
bar a[t] = bar h[t] (1 - h[t]^2)

# the weights
bar u = sum[t](bar a[t] x[t])
bar w = sum[t](bar a[t] h[t-1])
bar v = sum[t](ℓ[t]'(v h[t]) h[t])
`;

/** A claim of it that tests break and repair. */
export const recurrentTerm = " + bar a[t+1] w";
