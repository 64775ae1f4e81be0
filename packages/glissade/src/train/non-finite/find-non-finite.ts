/** @file The first number of a training step that is not finite. */

import type { Source } from "../../graph/source.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { None } from "../../nn/layer.ts";
import type { UpdateContext } from "../../optim/transform.ts";
import { requireRecord } from "../../options/arguments.ts";
import { trace } from "../../trace/trace.ts";
import { flatten, leafPaths, type Tree } from "../../tree.ts";
import type { Batch } from "../data/epoch-batches.ts";
import { followedValue, fromStart, type StartState, tensorsOf } from "../state.ts";
import { differentiate, update } from "../step-graph.ts";
import type { Training } from "../training.ts";
import { requireState, requireTraining } from "../training-checks.ts";
import { describeNonFinite, type NonFinite } from "./finding.ts";
import { Origins, watchOrigins } from "./origins.ts";
import { allTensors, firstOf, gradesOf } from "./suspects.ts";

/**
 * Takes a training step apart and finds the operation that first gave a number which is not finite, forward, in the loss,
 * backward or in the update, with the layer that it belongs to by its path as in `summary`, and what it was given;
 * `undefined` where loss, gradients and all that follows are finite. Infinities that come to nothing, such as those of
 * masks, are passed over. Operations within `scan` or `checkpoint` are one, that of the loop.
 *
 * @example
 * const model = nn.sequential(nn.linear(2), nn.lambda("logarithm", (x: Tensor) => x.log()));
 * const training = { model, loss: losses.meanSquaredError, optimizer: optim.sgd({ learningRate: 0.1 }) };
 * const batch = { x: zeros([1, 3]), y: zeros([1, 2]) };
 * const found = await findNonFinite(training, await initialState(training, random.key(1), batch.x), batch);
 * found?.message; // "layer 1 (logarithm): log gave -Infinity at [0, 0] from 0"
 *
 * @throws ArgumentError for what is no training, state or batch
 */
export function findNonFinite<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
>(
  training: Training<Params, State, Input, Output, Targets, OptimizerState>,
  state: StartState<Params, State, OptimizerState>,
  batch: Batch<Input, Targets>,
): Promise<NonFinite | undefined> {
  requireTraining("findNonFinite", training);
  requireState("findNonFinite(state)", state);
  requireRecord("findNonFinite(batch)", batch);
  return searchStep(training, state, { ...batch });
}

/** The search in a step that fits the one that was taken. */
export async function searchStep<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
>(
  training: Training<Params, State, Input, Output, Targets, OptimizerState>,
  state: StartState<Params, State, OptimizerState>,
  { x, y, better }: Batch<Input, Targets> & Pick<UpdateContext, "better">,
): Promise<NonFinite | undefined> {
  const origins = new Origins();
  const watch = watchOrigins(origins, training.model.name);
  const value = followedValue(fromStart(state));
  const given = [tensorsOf(state), { x, y }] as const;
  const step = (at: (typeof given)[0], batch: (typeof given)[1]) => {
    const { loss, gradients, rest, objective } = differentiate(training, at, { ...batch, watch });
    origins.take(gradients, { phase: "backward", path: "" });
    const { params } = update(training, at, { gradients, loss, objective, value, better });
    takeUpdates(origins, params);
    return { loss, gradients, params, state: rest.state };
  };
  const traced = trace(step, ...given);
  const { leaves, structure } = flatten(given, "state");
  const names = leafPaths(structure).map((name) => name.replace(/^0\//, "").replace(/^1\//, "batch/"));
  const byInput = new Map(traced.inputs.map((input, index) => [input, leaves[index]!]));
  const nameOf = new Map<Source, string>(traced.inputs.map(({ source }, index) => [source, names[index]!]));
  const tensors = allTensors(traced.outputs);
  const first = firstOf(tensors, traced.outputs, await gradesOf(tensors, byInput));
  if (!first) return undefined;
  const path = nameOf.get(first.source);
  const origin = path === undefined ? origins.of(first.source) : ({ phase: "given", path } as const);
  return describeNonFinite(first, origin ?? { phase: "update", path: "" }, byInput);
}

/** Each parameter takes what makes it anew. */
function takeUpdates(origins: Origins, params: unknown): void {
  const { leaves, structure } = flatten(params, "params");
  const names = leafPaths(structure);
  leaves.forEach((leaf: Tensor, index) => {
    origins.take(leaf, { phase: "update", path: names[index]! });
  });
}
