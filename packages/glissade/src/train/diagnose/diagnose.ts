/** @file The diagnosis of a training at a state and a batch. */

import { zeros } from "../../create-tensor.ts";
import { valueAndGradWith } from "../../grad/grad.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AnyStateful, None } from "../../nn/layer.ts";
import { lift } from "../../nn/lift.ts";
import { isInnermost } from "../../nn/trace-parts.ts";
import { stack } from "../../ops/shape/reorder.ts";
import type { UpdateContext } from "../../optim/transform.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import * as random from "../../random/index.ts";
import { compile } from "../../run/compile.ts";
import { flatten, type Tree } from "../../tree.ts";
import type { Batch } from "../data/epoch-batches.ts";
import { followedValue, fromStart, type StartState, type StateTensors, tensorsOf } from "../state.ts";
import { lossOf, update } from "../step-graph.ts";
import type { Training } from "../training.ts";
import { requireState, requireTraining } from "../training-checks.ts";
import { type Observation, observer, outside, type PartOutput } from "./observe.ts";
import { type Diagnosis, diagnosis, type LayerReport } from "./report.ts";
import { columns, type Measured, rowOf } from "./statistics.ts";

export interface DiagnoseOptions {
  /** Whether layers come with δ, the gradient for their output, as a tensor; `false` by default. */
  readonly deltas?: boolean;
}

const readDiagnose = optionsReader<DiagnoseOptions>({ deltas: kind.boolean });

// biome-ignore lint/suspicious/noExplicitAny: the check is the same for all types.
type AnyTraining = Training<any, any, any, any, any, any>;

interface Kept extends PartOutput {
  readonly hasParameters: boolean;
}

/** A compiled function from state and batch to what a step would do to each layer. */
export type Diagnoser<Params, State, Input, Targets, OptimizerState> = (
  state: StartState<Params, State, OptimizerState>,
  batch: Batch<Input, Targets>,
) => Promise<Diagnosis>;

/**
 * What a training step does to each layer: mean and deviation of what it gives, its dead units, δ (the gradient for its
 * output), the gradient of its parameters and how far they move; and what looks wrong, in words. The state stays as it is.
 * Called again, it uses the same program.
 *
 * @example
 * const model = nn.sequential(nn.linear(8), nn.relu(), nn.linear(1));
 * const training = { model, loss: losses.meanSquaredError, optimizer: optim.sgd({ learningRate: 0.1 }) };
 * const batch = { x: tensor([[1, 2], [3, 4]]), y: tensor([[1], [2]]) };
 * const state = await initialState(training, random.key(1), batch.x);
 * const { layers, warnings } = await diagnoser(training)(state, batch);
 * layers.map(({ path, name }) => `${path}: ${name}`); // ["0: linear(8)", "1: relu()", "2: linear(1)"]
 * layers.every(({ deltaNorm }) => deltaNorm > 0); // true
 *
 * @throws ArgumentError for what is no training or no state
 */
export function diagnoser<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
>(
  training: Training<Params, State, Input, Output, Targets, OptimizerState>,
  options?: DiagnoseOptions,
): Diagnoser<Params, State, Input, Targets, OptimizerState> {
  const read = readDiagnose("diagnoser", options);
  requireTraining("diagnoser", training);
  return diagnoserOf(training, read);
}

/** As `diagnoser`, of a training whose optimizer follows something of which `better` says what is. */
export function diagnoserOf<Params extends Tree, State extends Tree, Input, Targets, Optimizer extends Tree>(
  training: AnyTraining,
  { deltas = false, better }: DiagnoseOptions & Pick<UpdateContext, "better">,
): Diagnoser<Params, State, Input, Targets, Optimizer> {
  let kept: readonly Kept[] = [];
  const compiled = compile(
    (at: StateTensors<Params, State, Optimizer>, batch: Batch<Input, Targets>, value: Tensor) => {
      const parts = measure(training, at, { ...batch, value, better });
      kept = parts.kept;
      return { loss: parts.loss, rows: parts.rows, deltas: deltas ? parts.deltas : [] };
    },
  );
  return async (state, batch) => {
    requireState("diagnoser(state)", state);
    const from = fromStart(state);
    const result = await compiled(tensorsOf(from), batch, followedValue(from));
    const numbers = Array.from(await result.rows.data(), Number);
    const layers = kept.map((part, index) =>
      layerReport(part, numbers.slice(columns.length * index), result.deltas[index]),
    );
    return diagnosis(await result.loss.item(), layers, flatten(batch.x).leaves[0]?.shape[0] ?? 1);
  };
}

function layerReport(
  { path, name, hasParameters }: Kept,
  row: readonly number[],
  delta?: Tensor,
): LayerReport {
  const numbers = Object.fromEntries(columns.map((column, index) => [column, row[index]!]));
  const { norm, gradient, updateRatio, ...all } = numbers as Record<(typeof columns)[number], number>;
  return {
    ...{ path, name, ...all },
    ...(delta && { delta }),
    ...(hasParameters && { parameters: { norm, gradient, updateRatio } }),
  };
}

/** The loss, and a row of numbers and δ for each part that has no parts of its own. */
function measure(
  training: AnyTraining,
  at: StateTensors<Tree, Tree, Tree>,
  { x, y, value, better }: Batch<unknown, unknown> & Pick<UpdateContext, "value" | "better">,
) {
  const full = lift(training.model) as AnyStateful;
  const [key] = at.key ? random.split(at.key) : [];
  const lossAt = (params: Tree, observation: Observation): Tensor => {
    const variables = { params, state: at.state };
    const call = { part: "", layer: full, variables, x };
    const [outputs] = observer(observation)(call, (observe) =>
      full.apply(variables, x, { training: true, key, observe }),
    );
    return lossOf(training, { outputs, y, params });
  };
  const point = (training.optimizer.gradientPoint?.(at.params, at.optimizer) ?? at.params) as Tree;
  const first: Observation = { outputs: [] };
  const plain = lossAt(point, first);
  const isOutside = outside(first, [plain, ...flatten([at, x, y]).leaves]);
  const probes = first.outputs.map((each, index) =>
    each && isOutside[index] ? zeros(each.output.shape, { dtype: each.output.dtype }) : undefined,
  );
  const differentiable = { params: point, probes: probes.filter((probe) => probe !== undefined) };
  const [loss, gradients, observation] = valueAndGradWith((of: typeof differentiable) => {
    const queue = [...of.probes];
    const own: Observation = { outputs: [], probes: probes.map((probe) => probe && queue.shift()) };
    return [lossAt(of.params, own), own] as const;
  })(differentiable);
  const objective = (params: Tree) => lossAt(params, { outputs: [] });
  const moved = update(training, at as never, {
    gradients: gradients.params,
    loss,
    objective,
    value,
    better,
  });
  const all = observation.outputs.filter(
    (each, index): each is PartOutput => each !== undefined && probes[index] !== undefined,
  );
  const paths = all.map(({ path }) => path);
  const isKept = all.map(({ path }) => isInnermost(path, paths));
  const deltas = gradients.probes.filter((_, index) => isKept[index]);
  const trees = { params: point, gradients: gradients.params, moved: moved.params as Tree };
  const kept = all
    .filter((_, index) => isKept[index])
    .map((part) => ({ ...part, hasParameters: flatten(partAt(point, part.path)).leaves.length > 0 }));
  const rows = kept.map(({ path, output }, index) =>
    rowOf({ output, delta: deltas[index]!, ...partsAt(trees, path) }),
  );
  return { loss, rows: stack(rows), deltas, kept };
}

type Trees = Pick<Measured, "params" | "gradients" | "moved">;

const partsAt = ({ params, gradients, moved }: Trees, path: string): Trees => ({
  params: partAt(params, path),
  gradients: partAt(gradients, path),
  moved: partAt(moved, path),
});

/** The part of a tree at a path. */
const partAt = (tree: Tree, path: string): Tree =>
  (path === "" ? [] : path.split("/")).reduce<Tree>(
    (at, name) => ((at as unknown as Record<string, Tree>)[name] ?? []) as Tree,
    tree,
  );
