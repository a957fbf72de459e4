/** Functions of vectors and matrices: their names, arguments and shapes. How they are computed stands in `unroll`. */
import { one, plus, product, sameDimension, sameShape, scalarShape, type Dimension, type Shape } from "./dimensions.ts";

interface Row {
  /** How many arguments; `"some"` for one or more. */
  readonly arguments: number | "some";
  /** The shape of the value, or a sentence on what is wrong with the arguments. */
  readonly shape: (given: readonly Shape[]) => Shape | string;
  readonly latex: string;
  readonly doc: string;
}

const vector = (shape: Shape | undefined): shape is Shape => shape?.length === 1;
const square = (shape: Shape | undefined): boolean =>
  shape?.length === 0 || (shape?.length === 2 && sameDimension(shape[0]!, shape[1]!));
const ofVector =
  (result: (shape: Shape) => Shape, name: string) =>
  ([shape]: readonly Shape[]) =>
    vector(shape) ? result(shape) : `\`${name}\` takes a vector`;
const ofSquare =
  (result: (shape: Shape) => Shape, name: string) =>
  ([shape]: readonly Shape[]) =>
    square(shape) ? result(shape!) : `\`${name}\` takes a square matrix`;
const toScalar = (): Shape => scalarShape;
const rows = (shape: Shape): Dimension => shape[0] ?? one;
const columns = (shape: Shape): Dimension => shape[1] ?? one;

/** One row for each function. */
const tensorFunctions = {
  sum: { arguments: 1, shape: toScalar, latex: "\\operatorname{sum}(#1)", doc: "The sum of all components." },
  mean: { arguments: 1, shape: toScalar, latex: "\\operatorname{mean}(#1)", doc: "The mean of all components." },
  var: {
    arguments: 1,
    shape: toScalar,
    latex: "\\operatorname{var}(#1)",
    doc: "The mean squared distance of the components from their mean (divided by n, not n - 1).",
  },
  norm: {
    arguments: 1,
    shape: toScalar,
    latex: "\\lVert #1 \\rVert",
    doc: "The Euclidean norm: the root of the sum of squares (Frobenius' norm for a matrix).",
  },
  softmax: {
    arguments: 1,
    shape: ([shape]) => (shape!.length > 0 ? shape! : "`softmax` takes a vector, or a matrix for that of each row"),
    latex: "\\operatorname{softmax}(#1)",
    doc: "exp of each component, divided by their sum; of a matrix, row by row.",
  },
  logsumexp: {
    arguments: 1,
    shape: ofVector(toScalar, "logsumexp"),
    latex: "\\operatorname{logsumexp}(#1)",
    doc: "The logarithm of the sum of the exponentials.",
  },
  largest: { arguments: 1, shape: toScalar, latex: "\\max(#1)", doc: "The largest component." },
  smallest: { arguments: 1, shape: toScalar, latex: "\\min(#1)", doc: "The smallest component." },
  dot: {
    arguments: 2,
    shape: ([a, b]) => (sameShape(a!, b!) ? scalarShape : "`dot` takes two vectors of one shape"),
    latex: "\\langle #1, #2 \\rangle",
    doc: "The sum of the products of the components.",
  },
  outer: {
    arguments: 2,
    shape: ([a, b]) => (vector(a) && vector(b) ? [a[0]!, b[0]!] : "`outer` takes two vectors"),
    latex: "#1 #2^\\top",
    doc: "The matrix a bᵀ of all products of components.",
  },
  diag: {
    arguments: 1,
    shape: ([a]) =>
      vector(a) ? [a[0]!, a[0]!] : square(a) && a!.length === 2 ? [a![0]!] : "`diag` takes a vector or a square matrix",
    latex: "\\operatorname{diag}(#1)",
    doc: "The diagonal matrix of a vector; the diagonal of a matrix.",
  },
  trace: {
    arguments: 1,
    shape: ofSquare(toScalar, "trace"),
    latex: "\\operatorname{tr}(#1)",
    doc: "The sum of the diagonal.",
  },
  det: { arguments: 1, shape: ofSquare(toScalar, "det"), latex: "\\det(#1)", doc: "The determinant." },
  logdet: {
    arguments: 1,
    shape: ofSquare(toScalar, "logdet"),
    latex: "\\log\\lvert\\det #1\\rvert",
    doc: "The logarithm of the determinant's size.",
  },
  inv: { arguments: 1, shape: ofSquare((shape) => shape, "inv"), latex: "#1^{-1}", doc: "The inverse." },
  kron: {
    arguments: 2,
    shape: ([a, b]) => {
      const height = product(rows(a!), rows(b!));
      if (a!.length < 2 && b!.length < 2) return a!.length + b!.length === 0 ? scalarShape : [height];
      return [height, product(columns(a!), columns(b!))];
    },
    latex: "#1 \\otimes #2",
    doc: "Kronecker's product: each entry of the first times the whole second. That of two vectors is a vector.",
  },
  vec: {
    arguments: 1,
    shape: ([a]) => (a!.length === 0 ? scalarShape : [product(rows(a!), columns(a!))]),
    latex: "\\operatorname{vec}(#1)",
    doc: "The columns of a matrix, below one another.",
  },
  hcat: {
    arguments: "some",
    shape: (given) =>
      given.every((shape) => sameDimension(rows(shape), rows(given[0]!)))
        ? [rows(given[0]!), given.map(columns).reduce(plus)]
        : "`hcat` takes parts of one height",
    latex: "[#*]",
    doc: "Its parts side by side.",
  },
  vcat: {
    arguments: "some",
    shape: (given) => {
      const total = given.map(rows).reduce(plus);
      if (given.every((shape) => shape.length < 2)) return [total];
      return given.every((shape) => sameDimension(columns(shape), columns(given[0]!)))
        ? [total, columns(given[0]!)]
        : "`vcat` takes parts of one width";
    },
    latex: "[#*]",
    doc: "Its parts below one another.",
  },
} as const satisfies Record<string, Row>;

export type TensorFunctionName = keyof typeof tensorFunctions;

/** The row of a function. */
export function tensorFunction(name: TensorFunctionName): Row {
  return tensorFunctions[name];
}

/** The names that sheets call them by. `max` and `min` of one argument are looked up by their caller. */
export const tensorFunctionNames: ReadonlySet<string> = new Set(
  Object.keys(tensorFunctions).filter((name) => name !== "largest" && name !== "smallest"),
);

/** The function that a name means, where it means one. */
export function tensorFunctionNamed(name: string): TensorFunctionName | undefined {
  if (name === "tr" || name === "Tr") return "trace";
  return tensorFunctionNames.has(name) ? (name as TensorFunctionName) : undefined;
}
