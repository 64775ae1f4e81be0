/** @file A training state as bytes and a manifest. */

import { DataError } from "../errors.ts";
import { formatType } from "../graph/tensor.ts";
import { describe } from "../options/describe.ts";
import { flatten, leafPaths, type Tree } from "../tree.ts";
import { fromSafetensors, toSafetensors } from "./safetensors.ts";
import {
  atStart,
  type Progress,
  progressOf,
  type StartState,
  type StateTensors,
  type TrainState,
  tensorsOf,
} from "./state.ts";

/** Numbers as JSON, which has neither NaN nor infinities nor -0. */
type JsonNumber = number | string;

/** A state: its tensors as a safetensors file, and what else it holds. */
export interface EncodedState {
  readonly bytes: Uint8Array;
  readonly progress: { readonly [name: string]: JsonNumber };
  /** What determines the batches of the current epoch, in words. */
  readonly drawn?: string;
  /** Dtype and shape of each leaf by its path, for readers of the manifest. */
  readonly leaves: { readonly [path: string]: string };
}

export async function encodeState(state: TrainState<unknown, unknown, unknown>): Promise<EncodedState> {
  const tensors = tensorsOf(state);
  const bytes = await toSafetensors(tensors as Tree);
  const { leaves, structure } = flatten(tensors, "state");
  const names = leafPaths(structure);
  const { drawn, ...numbers } = progressOf(state);
  return {
    bytes,
    progress: mapValues(numbers, toJson),
    drawn,
    leaves: Object.fromEntries(leaves.map(({ type }, index) => [names[index]!, formatType(type)])),
  };
}

/** The state of a model and optimizer like those that are given. */
export function decodeState<Params, State, OptimizerState>(
  where: string,
  { bytes, progress, drawn }: Pick<EncodedState, "bytes" | "progress" | "drawn">,
  like: StartState<Params, State, OptimizerState>,
): TrainState<Params, State, OptimizerState> {
  const tensors = fromSafetensors(bytes, tensorsOf(like) as Tree, { where });
  const numbers = mapValues(progress, (value, name) => fromJson(`${where}: ${name}`, value));
  for (const name of Object.keys(atStart)) fromJson(`${where}: ${name}`, numbers[name]);
  const whole = {
    ...(tensors as StateTensors<Params, State, OptimizerState>),
    ...(numbers as Numbers & Counts),
  };
  if (drawn === undefined) return whole;
  if (typeof drawn === "string") return { ...whole, drawn };
  throw new DataError({ where: `${where}: drawn`, rule: `must be a text, got ${describe(drawn)}` });
}

type Counts = Omit<Progress, "drawn">;

type Numbers = { readonly [name: string]: number };

const mapValues = <From, To>(record: object, fn: (value: From, name: string) => To): { [name: string]: To } =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, fn(value, name)]));

const toJson = (value: number): JsonNumber =>
  Object.is(JSON.parse(JSON.stringify(value)), value) ? value : Object.is(value, -0) ? "-0" : `${value}`;

function fromJson(where: string, value: unknown): number {
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number === "number") return number;
  throw new DataError({ where, rule: `must be a number, got ${describe(value)}` });
}
