/** One sentence for each word of the language that is no function of numbers. */

const meanings: Readonly<Record<string, string>> = {
  model: "`model NAME` starts a model, up to the next; its names are its own.",
  index: "`index t = 1..T` declares an index and the range it runs over.",
  size: "`size D` declares a positive whole number, unknown; `size H = 3` fixes it.",
  param: "`param w` declares a weight: free, and shared by all steps.",
  input: "`input x[t]` declares a free value that is no weight: data, or an initial state.",
  const: "`const α` declares a free number that is no weight, perhaps with a range: `const β > 0`.",
  function: "`function φ : ℝ → ℝ` declares an unknown smooth function: what holds, holds for any.",
  boundary: "`boundary h = 0` gives every element of h that is used and that no equation defines this value.",
  layout: "`layout numerator` or `layout denominator` says how a derivative of a vector by a vector is laid out.",
  loss: "`loss L = …` defines the number whose derivatives `bar v` are; each model has one.",
  recover: "`recover v = …` claims that a step can be undone: the right side gives v back from what is known after it.",
  derive: "`derive bar c[t]` says what is due: it is open until a claim about it holds.",
  cost: "`cost weights`, `cost operations` and `cost steps` claim what the forward model costs.",
  for: "`for t < T` says for which indices an equation is meant.",
  given: "`given f = 1` claims with f clamped at every index, cut from what it depended on.",
  assuming: "`assuming β < 1` claims with values drawn so.",
  within: "`≈ … within 1e-3` says how near is near, relative to the larger side.",
  bar: "`bar v` is the adjoint of v: the derivative of the loss by v, 0 beyond the range.",
  sum: "`sum[t](…)` adds up over an index; an empty sum is 0.",
  prod: "`prod[k=T..t+1](…)` multiplies in the order written; an empty product is 1.",
  Σ: "`Σ[t](…)` adds up over an index; an empty sum is 0.",
  Π: "`Π[k=T..t+1](…)` multiplies in the order written; an empty product is 1.",
  max: "The largest of its arguments.",
  min: "The smallest of its arguments.",
  transpose: "`transpose(A)` is Aᵀ.",
  ones: "`ones(H)` is the vector, `ones(H, D)` the matrix, whose entries are all 1.",
  zeros: "`zeros(H)` is the vector, `zeros(H, D)` the matrix, whose entries are all 0.",
  stop: "`stop(e)` has the value of e and lets no derivative through.",
  direct: "`direct(y, x)` is the immediate derivative ∂⁺y/∂⁺x: through y's own equation only.",
  if: "`if t = T then a else b`: the branch that is not taken is not evaluated.",
};

const table = new Map(Object.entries(meanings));

export function wordMeaning(word: string): string | undefined {
  return table.get(word);
}
