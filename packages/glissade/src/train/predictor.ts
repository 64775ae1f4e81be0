/** @file Predictions of a trained model for any number of examples. */

import { ShapeError, within } from "../errors.ts";
import { formatShape } from "../graph/shape.ts";
import { type Model, type None, none, type Variables } from "../nn/layer.ts";
import { requireLayer } from "../nn/layer-checks.ts";
import { outputs as outputsOf } from "../nn/lift.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { providerKind } from "../run/backend.ts";
import { compile } from "../run/compile.ts";
import { evaluate } from "../run/evaluate.ts";
import { around } from "../run/prepared.ts";
import type { CompileOptions } from "../run/program.ts";
import { flatten, leafPaths, type Tree } from "../tree.ts";
import {
  addAxis,
  countExamples,
  dropAxis,
  joinExamples,
  type Part,
  padExamples,
  type Range,
} from "./data/example-rows.ts";
import { requireParams } from "./training-checks.ts";

/** Parameters of a model, with its state where it has one. */
export type PredictorVariables<Params, State> = { readonly params: Params } & (None extends State
  ? { readonly state?: State }
  : { readonly state: State });

export interface PredictorOptions extends Pick<CompileOptions, "provider" | "threads"> {
  /** The most examples of one run, 256 by default; more are taken in turns. */
  readonly maxBatch?: number;
}

const readPredictor = optionsReader<PredictorOptions>({
  maxBatch: kind.count,
  provider: providerKind,
  threads: kind.threads,
});

/** Outputs for a batch, whose axis 0 counts the examples, and for a single example, which has no such axis. */
export interface Predictor<Input, Output> {
  (inputs: Input): Promise<Output>;
  readonly one: (input: Input) => Promise<Output>;
  /** How many programs were made. */
  readonly programs: number;
}

/**
 * A compiled model in evaluation, for batches of any size: they are filled up to a power of two, so that inputs of one
 * kind need few programs (at most 8 where `maxBatch` is 256). What fills them up is left out of the outputs. With one
 * thread an example has the same outputs, bit for bit, in whatever batch it comes; with more threads ONNX Runtime may
 * divide its work otherwise, and last digits differ.
 *
 * @example
 * const model = nn.sequential(nn.linear(4), nn.relu(), nn.linear(2));
 * const predict = predictor(model, { params: model.init(random.key(1), zeros([1, 3])) });
 * (await predict(zeros([1000, 3]))).shape; // [1000, 2]
 * (await predict.one(tensor([1, 2, 3]))).shape; // [2]
 *
 * @throws ArgumentError for options out of range; ShapeError where inputs or outputs have no axis of examples; the
 * errors of the layers for inputs of other sizes or dtypes.
 */
export function predictor<Params extends Tree, Input, Output, State extends Tree = None>(
  model: Model<Params, State, Input, Output>,
  variables: NoInfer<PredictorVariables<Params, State>>,
  options?: PredictorOptions,
): Predictor<Input, Output> {
  const { maxBatch = 256, ...compiling } = readPredictor("predictor", options);
  requireLayer("predictor(model)", model);
  requireParams("predictor", variables);
  const { params, state = none } = variables;
  const at = { params, state } as Variables<Params, State>;
  const outputs = (trained: typeof at, inputs: Input) =>
    within("predictor", () => outputsOf(model, trained, inputs));
  const apply = compile(outputs, compiling);
  const predictPart = async (inputs: Input, range: Range): Promise<Part<Output>> => {
    const size = toSize(range.count, maxBatch);
    const results = await apply(at, await padExamples(inputs, range, size));
    requireExamples(results, size);
    return { results, count: range.count };
  };
  const predict = async (inputs: Input): Promise<Output> => {
    const total = countExamples("predictor(inputs)", inputs);
    const parts: Part<Output>[] = [];
    for (const range of toRanges(total, maxBatch)) {
      const part = await predictPart(inputs, range).catch((error) => {
        // The same fault with the shapes that were received.
        requireExamples(outputs(at, inputs), total);
        throw error;
      });
      parts.push(part);
    }
    return joinExamples(parts);
  };
  const one = async (input: Input): Promise<Output> => evaluate(dropAxis(await predict(addAxis(input))));
  return around(Object.assign(predict, { one }), apply, ([inputs]) => [at, inputs] as const);
}

/** Throws unless all outputs have as many examples as the inputs. */
function requireExamples(outputs: unknown, size: number): void {
  const { leaves, structure } = flatten(outputs, "outputs");
  const wrong = leaves.findIndex(({ shape }) => shape[0] !== size);
  if (wrong < 0) return;
  throw new ShapeError({
    where: `predictor: ${leafPaths(structure, "outputs")[wrong]}`,
    rule: `must count the examples along axis 0, got ${formatShape(leaves[wrong]!.shape)} for ${size} examples`,
    fix: "Call a model of another kind through compile()",
  });
}

/** The next power of two. From two rows on ONNX Runtime sums a row in one order; it sums a single one in another. */
const toSize = (count: number, most: number): number =>
  Math.min(most, Math.max(2, 2 ** Math.ceil(Math.log2(count))));

/** All examples in parts of at most so many; one part of none where there are none. */
const toRanges = (total: number, most: number): Range[] =>
  Array.from({ length: Math.max(1, Math.ceil(total / most)) }, (_, index) => ({
    start: index * most,
    count: Math.min(most, total - index * most),
  }));
