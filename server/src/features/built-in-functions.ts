/** The functions that need no declaration, each with its parameters and a sentence, from the tables that compute them. */
import { elementwise, elementwiseNamed } from "../engine/elementwise.ts";
import { tensorFunction, tensorFunctionNamed } from "../semantics/tensor-functions.ts";
import { functionNames } from "../syntax/words.ts";
import { wordMeaning } from "./word-meanings.ts";

export interface BuiltInFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly meaning: string;
}

/** What is neither elementwise nor in the table of tensor functions. */
const others: Readonly<Record<string, readonly string[]>> = {
  max: ["a", "b"],
  min: ["a", "b"],
  transpose: ["A"],
  ones: ["H", "D"],
  zeros: ["H", "D"],
  stop: ["e"],
  direct: ["y", "x"],
};

const ofMatrices: ReadonlySet<string> = new Set(["trace", "det", "inv", "logdet", "vec", "kron"]);

/** By every name that they have. */
const functions: ReadonlyMap<string, BuiltInFunction> = new Map(
  [...functionNames].flatMap((name) => {
    const found = elementwiseFunction(name) ?? functionOfTensors(name) ?? otherFunction(name);
    return found ? [[name, found] as const] : [];
  }),
);

/** All of them, each once, under the name that Gradus writes. */
export const builtInFunctions: readonly BuiltInFunction[] = [...functions].flatMap(([name, found]) =>
  name === found.name ? [found] : [],
);

export function builtInFunction(name: string): BuiltInFunction | undefined {
  return functions.get(name);
}

/** One sentence on a word of the language or a built-in function. */
export function builtInMeaning(word: string): string | undefined {
  const meaning = wordMeaning(word);
  if (meaning !== undefined) return meaning;
  const found = functions.get(word);
  return found && `\`${found.name}\`: ${found.meaning}`;
}

function elementwiseFunction(spelling: string): BuiltInFunction | undefined {
  const name = elementwiseNamed(spelling);
  return name && { name, parameters: ["x"], meaning: elementwise[name].documentation };
}

function functionOfTensors(word: string): BuiltInFunction | undefined {
  const name = tensorFunctionNamed(word);
  if (name === undefined) return undefined;
  const { arguments: count, doc: meaning } = tensorFunction(name);
  const [first, second] = ofMatrices.has(name) ? ["A", "B"] : count === 1 ? ["v", "w"] : ["a", "b"];
  return { name, parameters: count === 1 ? [first] : count === 2 ? [first, second] : [first, second, "…"], meaning };
}

function otherFunction(name: string): BuiltInFunction | undefined {
  const parameters = others[name];
  const meaning = wordMeaning(name);
  return parameters && meaning !== undefined ? { name, parameters, meaning } : undefined;
}
