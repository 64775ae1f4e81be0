/** @file The state of a training as one array of bytes: to keep in a database, or where a page keeps its things. */

import { requireBytes } from "../data/parse-options.ts";
import { DataError } from "../errors.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { decodeState, type EncodedState, encodeState } from "./encode-state.ts";
import type { StartState, TrainState } from "./state.ts";
import { requireState } from "./training-checks.ts";

/** Bytes before the header: its length. */
const PREFIX = 4;

type Header = Omit<EncodedState, "bytes">;

/**
 * The state of an event as bytes, from which `stateFromBytes` makes the same state again, bit for bit.
 *
 * @example
 * const model = nn.linear(1);
 * const how = { loss: losses.meanSquaredError, optimizer: optim.adam({ learningRate: 0.1 }) };
 * const data = batches({ x: tensor([[1], [2]]), y: tensor([[2], [4]]) }, { size: 2 });
 * const { state } = await train(model, { ...how, data, steps: 5 });
 * const bytes = await stateToBytes(state);
 *
 * const like = await initialState({ model, ...how }, random.key(0), zeros([1, 1]));
 * (await train(model, { ...how, data, steps: 20, state: stateFromBytes(bytes, like) })).step; // 20
 */
export async function stateToBytes<Params, State, OptimizerState>(
  state: TrainState<Params, State, OptimizerState>,
): Promise<Uint8Array> {
  requireState("stateToBytes(state)", state);
  const { bytes, ...header } = await encodeState(state);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const whole = new Uint8Array(PREFIX + text.length + bytes.length);
  new DataView(whole.buffer).setUint32(0, text.length, true);
  whole.set(text, PREFIX);
  whole.set(bytes, PREFIX + text.length);
  return whole;
}

const readOptions = optionsReader<{ readonly where?: string }>({ where: kind.string });

/**
 * The state that `stateToBytes` wrote, of a model and optimizer like those of `like`, such as `initialState` gives; `where`
 * is what errors call the bytes.
 *
 * @throws DataError where the bytes are cut, or of another model or optimizer.
 */
export function stateFromBytes<Params, State, OptimizerState>(
  bytes: Uint8Array,
  like: StartState<Params, State, OptimizerState>,
  options?: { readonly where?: string },
): TrainState<Params, State, OptimizerState> {
  const { where = "stateFromBytes" } = readOptions("stateFromBytes", options);
  requireBytes("stateFromBytes", bytes);
  const { header, end } = readHeader(where, bytes);
  return decodeState(where, { ...header, bytes: bytes.subarray(end) }, like);
}

function readHeader(where: string, bytes: Uint8Array): { readonly header: Header; readonly end: number } {
  if (bytes.length < PREFIX) throw foreign(where, `they are ${bytes.length} bytes`);
  const end = PREFIX + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (bytes.length < end) throw foreign(where, `they end after ${bytes.length} bytes, inside the header`);
  try {
    return { header: JSON.parse(new TextDecoder().decode(bytes.subarray(PREFIX, end))), end };
  } catch (cause) {
    throw foreign(where, "their header is not JSON", cause);
  }
}

const foreign = (where: string, reason: string, cause?: unknown) =>
  new DataError({
    where,
    rule: `must be the bytes of a state (${reason})`,
    fix: "stateToBytes() makes them",
    cause,
  });
