/** Broadcasting: a vector that stands beside a matrix in a sum, as it may in NumPy, is meant to be added to each row or column. */
import type { Fix } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import { one, printDimension, sameDimension, type Dimension, type Shape } from "./dimensions.ts";
import type { Formula } from "./model.ts";
import { asFactor, transposeText } from "./shape-rules.ts";

/** A part of a sum, and its shape. */
interface Part {
  readonly formula: Formula;
  readonly shape: Shape;
}

/** How to write what is meant, as a sentence; with a fix where only one thing can be meant. Undefined where nothing fits. */
export function broadcastAdvice(
  [first, second]: readonly [Part, Part],
  textOf: (span: Span) => string,
): { advice: string; fixes: readonly Fix[] } | undefined {
  const [matrix, other] = first.shape.length === 2 && !isRow(first.shape) ? [first, second] : [second, first];
  const [rows, columns] = matrix.shape;
  if (!rows || !columns) return undefined;
  const { span } = other.formula;
  // `1 bᵀ` was meant as ones beside a row.
  const { kind } = other.formula;
  const isMultiple = kind === "times" && other.formula.left.kind === "number" && other.formula.left.value === 1;
  const vector = isMultiple ? other.formula.right : other.formula;
  const factor = asFactor(textOf(vector.span));
  const ways: { text: string; to: string }[] = [];
  // Of the Jacobian of a softmax, `diag(s) - s sᵀ`, the diagonal is easily forgotten.
  if (other.shape.length === 1 && sameDimension(rows, columns) && sameDimension(other.shape[0]!, rows))
    ways.push({ text: `diag(${textOf(vector.span)})`, to: "put it on the diagonal" });
  if (isRow(other.shape) && sameDimension(other.shape[1]!, columns))
    ways.push({ text: `${ones(rows)} ${factor}`, to: "add it to each row" });
  if (other.shape.length === 1 && sameDimension(other.shape[0]!, columns))
    ways.push({ text: `${ones(rows)} ${transposeText(factor)}`, to: "add it to each row" });
  if (other.shape.length === 1 && sameDimension(other.shape[0]!, rows))
    ways.push({ text: `${factor} ${transposeText(ones(columns))}`, to: "add it to each column" });
  if (ways.length === 0) return undefined;
  const all = ways.map(({ text, to }) => `\`${text}\` to ${to}`).join(", ");
  const [way, ...more] = ways;
  const fixes = more.length > 0 ? [] : [{ title: `Write ${way!.text}`, edits: [{ span, text: way!.text }] }];
  return { advice: `Write ${all}.`, fixes };
}

function isRow(shape: Shape): boolean {
  return shape.length === 2 && sameDimension(shape[0]!, one);
}

function ones(count: Dimension): string {
  return `ones(${printDimension(count)})`;
}
