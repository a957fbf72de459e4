/** Small sheets for the command line, one for each way that a check can end. */

export const right = `model Product
param a, b
loss L = a^2 b
bar a = 2 a b
bar b = a^2
`;

export const wrong = right.replace("= 2 a b", "= a b");

export const due = `${right}derive bar a
`.replace("bar a = 2 a b\n", "");

export const broken = `${right}c = a + missing
bar b = c
`;

export const recurrent = `index t = 1..T
param w
input x[t], h[0]
h[t] = tanh(w h[t-1] + x[t])
loss L = sum[t](h[t]^2)
bar h[t] = 2 h[t]
bar x[t] = bar h[t] (1 - h[t]^2)
`;
