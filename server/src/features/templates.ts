/**
 * Whole models to start from: the forward equations, what is to be derived, and one claim to show how. Placeholders are
 * those of LSP's snippets, `${1:text}`; with their texts in place each template is a sheet in which nothing is wrong.
 */

export interface Template {
  readonly name: string;
  readonly meaning: string;
  readonly snippet: string;
}

export const templates: readonly Template[] = [
  {
    name: "model recurrent",
    meaning: "A recurrent model of one number, its loss, and a first claim.",
    snippet: `model \${1:Name}
index \${2:t} = 1..\${3:T}
param \${4:w}, \${5:u}
input \${6:x}[$2], \${7:h}[0]
function ℓ[$2] : ℝ → ℝ

\${8:a}[$2] = $4 $7[$2-1] + $5 $6[$2]
$7[$2] = \${9:tanh}($8[$2])
loss L = sum[$2](ℓ[$2]($7[$2]))

bar $8[$2] = bar $7[$2] $9'($8[$2])
$0`,
  },
  {
    name: "model RNN",
    meaning: "A recurrent network with vectors and matrices: its states, its loss, and what is to be derived.",
    snippet: `model \${1:RNN}
index t = 1..T
size D, H
param W : H×D, U : H×H, b : H
input x[t] : D, h[0] : H
function ℓ[t] : ℝ^H → ℝ

a[t] = W x[t] + U h[t-1] + b
h[t] = tanh(a[t])
loss L = sum[t](ℓ[t](h[t]))

derive bar h[t], bar W, bar U, bar b

bar a[t] = bar h[t] ⊙ (1 - h[t]^2)
$0`,
  },
  {
    name: "model LSTM",
    meaning: "An LSTM of one unit: its gates, its state, its loss, and what is to be derived.",
    snippet: `model \${1:LSTM}
index t = 1..T
param w_ix, w_ih, w_fx, w_fh, w_ox, w_oh, w_gx, w_gh
input x[t], h[0], c[0]
function ℓ[t] : ℝ → ℝ

i[t] = σ(w_ix x[t] + w_ih h[t-1])
f[t] = σ(w_fx x[t] + w_fh h[t-1])
o[t] = σ(w_ox x[t] + w_oh h[t-1])
g[t] = tanh(w_gx x[t] + w_gh h[t-1])
c[t] = f[t] c[t-1] + i[t] g[t]
h[t] = o[t] tanh(c[t])
loss L = sum[t](ℓ[t](h[t]))

derive bar h[t], bar c[t], bar i[t], bar f[t], bar g[t], bar w_ix, bar w_ih

bar o[t] = bar h[t] tanh(c[t])
$0`,
  },
  {
    name: "model GRU",
    meaning:
      "A gated recurrent unit with vectors and matrices: its gates, its state, its loss, and what is to be derived.",
    snippet: `model \${1:GRU}
index t = 1..T
size D, H
param W_z, W_r, W_n : H×D, U_z, U_r, U_n : H×H, b_z, b_r, b_n : H
input x[t] : D, h[0] : H
function ℓ[t] : ℝ^H → ℝ

z[t] = σ(W_z x[t] + U_z h[t-1] + b_z)
r[t] = σ(W_r x[t] + U_r h[t-1] + b_r)
n[t] = tanh(W_n x[t] + U_n (r[t] ⊙ h[t-1]) + b_n)
h[t] = (1 - z[t]) ⊙ h[t-1] + z[t] ⊙ n[t]
loss L = sum[t](ℓ[t](h[t]))

derive bar h[t], bar z[t], bar r[t], bar U_z, bar U_r, bar U_n

bar n[t] = bar h[t] ⊙ z[t]
$0`,
  },
  {
    name: "model MDRNN",
    meaning: "A recurrent network on a grid: its states, its loss, what it costs, and what is to be derived.",
    snippet: `model \${1:MDRNN}
index i = 1..G, j = 1..G
size D, H
param W_in : H×D, W_w, W_n : H×H
input x[i,j] : D
function φ : ℝ → ℝ
function ℓ[i,j] : ℝ^H → ℝ
boundary h = 0

z[i,j] = W_in x[i,j] + W_w h[i-1,j] + W_n h[i,j-1]
h[i,j] = φ(z[i,j])
loss L = sum[i,j](ℓ[i,j](h[i,j]))

cost weights = D H + 2 H^2
derive bar h[i,j], bar W_in, bar W_w, bar W_n

bar z[i,j] = bar h[i,j] ⊙ φ'(z[i,j])
$0`,
  },
  {
    name: "model Momentum",
    meaning: "Gradient descent with momentum: its step, the way back, and the Jacobian that is to be derived.",
    snippet: `model \${1:Momentum}
index k = 0..K
size D
const α, β > 0
function J : ℝ^D → ℝ
input θ[0] : D, p[0] : D

p[k+1] = β p[k] - α ∇J(θ[k])
θ[k+1] = θ[k] + p[k+1]
s[k] = (θ[k], p[k])

derive ∂s[k+1]/∂s[k]

recover θ[k] = θ[k+1] - p[k+1]
$0`,
  },
];
