/** @file Finding and reading checkpoints. */

import { DataError } from "../errors.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { decodeState } from "../train/encode-state.ts";
import type { StartState, TrainState } from "../train/state.ts";
import { type Manifest, readCheckpoint } from "./checkpoint-files.ts";
import { faultOf, listCheckpoints } from "./checkpoint-list.ts";
import { currentEnvironment, differences } from "./environment.ts";

export interface WarnOptions {
  /** Gets a sentence about what is unusual and no error; `console.warn` by default. */
  readonly warn?: (sentence: string) => void;
}

const readWarn = optionsReader<WarnOptions>({ warn: kind.callable() });

export interface LoadCheckpointOptions extends WarnOptions {
  /** Whether it is an error where training would go on with other bits, instead of a warning; `false` by default. */
  readonly exact?: boolean;
}

const readLoad = optionsReader<LoadCheckpointOptions>({ warn: kind.callable(), exact: kind.boolean });

/**
 * The path of the last whole checkpoint of a directory, `undefined` where it has none; damaged ones are passed over, and
 * `warn` hears of them.
 *
 * @example
 * await latestCheckpoint("no-such-directory"); // undefined
 *
 * @throws DataError where all checkpoints are damaged.
 */
export async function latestCheckpoint(
  directory: string,
  options?: WarnOptions,
): Promise<string | undefined> {
  const { warn = console.warn } = readWarn("latestCheckpoint", options);
  const faults: DataError[] = [];
  for (const { path } of await listCheckpoints(directory)) {
    const fault = await faultOf(path);
    if (!fault) {
      for (const { where, rule } of faults) warn(`${where}: ${rule}. ${path} is used instead.`);
      return path;
    }
    faults.push(fault);
  }
  const [first] = faults;
  if (!first) return undefined;
  throw new DataError({
    where: directory,
    rule: `needs a checkpoint that is whole, got ${faults.length} damaged, the latest ${first.rule}`,
    fix: "Remove them to start anew",
    cause: first,
  });
}

/**
 * The state of a checkpoint, from which `fit({ state })` goes on; `like` is a state of the same model and optimizer,
 * such as `initialState` gives, and only looked at. With another provider or number of threads than it was written
 * with, or without its kernels, training goes on too, but last digits differ: `warn` says so, or `exact` makes it an error.
 *
 * @example
 * const model = nn.linear(1);
 * const how = { loss: losses.meanSquaredError, optimizer: optim.adam({ learningRate: 0.1 }) };
 * const data = [{ x: tensor([[1], [2]]), y: tensor([[2], [4]]) }];
 * const like = await initialState({ model, ...how }, random.key(0), zeros([1, 1]));
 * await finish(checkpoints(fit(model, { ...how, data, steps: 10 }), { directory: "line", every: { steps: 5 } }));
 *
 * const state = await loadCheckpoint("line/step-000000005", like);
 * const { step } = await train(model, { ...how, data, steps: 20, state });
 * step; // 20
 *
 * @throws DataError where the checkpoint is truncated, damaged, foreign, or of another model or optimizer.
 */
export async function loadCheckpoint<Params, State, OptimizerState>(
  path: string,
  like: StartState<Params, State, OptimizerState>,
  options?: LoadCheckpointOptions,
): Promise<TrainState<Params, State, OptimizerState>> {
  const { warn = console.warn, exact = false } = readLoad("loadCheckpoint", options);
  const { manifest, bytes } = await readCheckpoint(path);
  const state = decodeState(path, { ...manifest, bytes }, like);
  const found = differences(manifest, currentEnvironment());
  if (found && exact) throw goesOnOtherwise(path, found);
  if (found) warn(`${path}: was written ${found.written}, and is read ${found.now}: last digits may differ.`);
  return state;
}

const goesOnOtherwise = (
  path: string,
  { written, now }: { readonly written: string; readonly now: string },
): DataError =>
  new DataError({
    where: path,
    rule: `must be read as it was written, ${written}, got a process ${now}`,
    fix: "Set provider, threads and fuse by configure(), or leave exact out: last digits may then differ",
  });

/** What a checkpoint says of itself: progress, leaves, notes, versions, and where it was written. */
export const readManifest = async (path: string): Promise<Manifest> => (await readCheckpoint(path)).manifest;
