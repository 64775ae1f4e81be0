/** @file A training state as bytes and a manifest. */

import { DataError } from "../errors.ts";
import { formatType } from "../graph/tensor.ts";
import { describe } from "../options/describe.ts";
import { mapValues } from "../records.ts";
import { flatten, leafPaths, type Tree } from "../tree.ts";
import { fromSafetensors, toSafetensors } from "./safetensors.ts";
import {
  atStart,
  type BestEpoch,
  type EpochNumbers,
  type Progress,
  progressOf,
  type StartState,
  type StateTensors,
  type TrainState,
  tensorsOf,
} from "./state.ts";

/** Numbers as JSON, which has neither NaN nor infinities nor -0. */
type JsonNumber = number | string;

/** The numbers of an epoch as JSON. */
interface EncodedEpoch {
  readonly numbers: { readonly [name: string]: JsonNumber };
  readonly validation?: { readonly [name: string]: JsonNumber };
}

/** A state: its tensors as a safetensors file, and what else it holds. */
export interface EncodedState {
  readonly bytes: Uint8Array;
  readonly progress: { readonly [name: string]: JsonNumber };
  /** What determines the batches of the current epoch, in words. */
  readonly drawn?: string;
  /** The numbers of the epochs that have ended. */
  readonly history?: readonly EncodedEpoch[];
  /** How far the best epoch was, where it is kept. */
  readonly best?: Pick<EncodedState, "progress" | "drawn">;
  /** Dtype and shape of each leaf by its path, for readers of the manifest. */
  readonly leaves: { readonly [path: string]: string };
}

export async function encodeState({
  best,
  ...state
}: TrainState<unknown, unknown, unknown>): Promise<EncodedState> {
  const tensors = { ...tensorsOf(state), ...(best && { best: tensorsOfBest(best) }) };
  const bytes = await toSafetensors(tensors as Tree);
  const { leaves, structure } = flatten(tensors, "state");
  const names = leafPaths(structure);
  const { history } = state;
  return {
    bytes,
    ...encodeProgress(state),
    ...(history && { history: history.map(encodeEpoch) }),
    ...(best && { best: encodeProgress(best.state) }),
    leaves: Object.fromEntries(leaves.map(({ type }, index) => [names[index]!, formatType(type)])),
  };
}

const tensorsOfBest = <Params, State, OptimizerState>({
  state,
  params,
}: BestEpoch<Params, State, OptimizerState>) => ({ ...tensorsOf(state), kept: params });

function encodeProgress(
  state: StateTensors<unknown, unknown, unknown> & Progress,
): Pick<EncodedState, "progress" | "drawn"> {
  const { drawn, history: _, ...numbers } = progressOf(state);
  return { progress: mapValues(numbers, toJson), drawn };
}

/** The state of a model and optimizer like those that are given. */
export function decodeState<Params, State, OptimizerState>(
  where: string,
  { bytes, best, history, ...encoded }: Omit<EncodedState, "leaves">,
  like: StartState<Params, State, OptimizerState>,
): TrainState<Params, State, OptimizerState> {
  type Tensors = StateTensors<Params, State, OptimizerState>;
  const own = tensorsOf(like);
  const wanted = best
    ? { ...own, best: tensorsOfBest({ state: { ...own, ...atStart }, params: like.params }) }
    : own;
  const read = fromSafetensors(bytes, wanted as Tree, { where });
  const { best: other, ...tensors } = read as Tensors & {
    readonly best?: Tensors & { readonly kept: Params };
  };
  const epochs = history?.map((epoch) => decodeEpoch(`${where}: history`, epoch));
  const toState = (given: Tensors, progress: Pick<EncodedState, "progress" | "drawn">) => {
    const counts = decodeProgress(where, progress);
    return { ...tensorsOf(given), ...counts, ...(epochs && { history: epochs.slice(0, counts.epoch) }) };
  };
  const state = toState(tensors as Tensors, encoded);
  return best && other ? { ...state, best: { state: toState(other, best), params: other.kept } } : state;
}

function decodeProgress(
  where: string,
  { progress, drawn }: Pick<EncodedState, "progress" | "drawn">,
): Progress {
  const numbers = mapValues(progress, (value, name) => fromJson(`${where}: ${name}`, value));
  for (const name of Object.keys(atStart)) fromJson(`${where}: ${name}`, numbers[name]);
  const counts = numbers as Numbers & Counts;
  if (drawn === undefined) return counts;
  if (typeof drawn === "string") return { ...counts, drawn };
  throw new DataError({ where: `${where}: drawn`, rule: `must be a text, got ${describe(drawn)}` });
}

const encodeEpoch = ({ validation, ...numbers }: EpochNumbers): EncodedEpoch => ({
  numbers: mapValues(numbers, toJson),
  ...(validation && { validation: mapValues(validation, toJson) }),
});

function decodeEpoch(where: string, { numbers, validation }: EncodedEpoch): EpochNumbers {
  const decode = (record: object) => mapValues(record, (value, name) => fromJson(`${where}: ${name}`, value));
  const known = decode(Object(numbers)) as Numbers & Pick<EpochNumbers, "epoch" | "step" | "loss">;
  return validation === undefined ? known : { ...known, validation: decode(Object(validation)) };
}

type Counts = Omit<Progress, "drawn" | "history">;

type Numbers = { readonly [name: string]: number };

const toJson = (value: number): JsonNumber =>
  Object.is(JSON.parse(JSON.stringify(value)), value) ? value : Object.is(value, -0) ? "-0" : `${value}`;

function fromJson(where: string, value: unknown): number {
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number === "number") return number;
  throw new DataError({ where, rule: `must be a number, got ${describe(value)}` });
}
