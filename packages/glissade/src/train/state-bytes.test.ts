import { expect, test } from "vitest";
import {
  batches,
  initialState,
  losses,
  nn,
  optim,
  random,
  stateFromBytes,
  stateToBytes,
  train,
  zeros,
} from "../index.ts";

const model = nn.sequential(nn.linear(3), nn.batchNorm(), nn.dropout(0.5), nn.linear(1));
const how = { loss: losses.meanSquaredError, optimizer: optim.adam({ learningRate: 0.1 }) };
const x = Array.from({ length: 12 }, (_, row) => [Math.sin(row), Math.cos(row)]);
const data = batches({ x, y: x.map(([a, b]) => [a! * b!]) }, { size: 4, seed: 1 });
const like = () => initialState({ model, ...how }, random.key(9), zeros([1, 2]));

test("a training goes on from bytes as if it had never stopped", async () => {
  const whole = await train(model, { ...how, data, steps: 10, seed: 3 });
  const half = await train(model, { ...how, data, steps: 5, seed: 3 });
  const state = stateFromBytes(await stateToBytes(half.state), await like());
  const rest = await train(model, { ...how, data, steps: 10, seed: 3, state });
  expect(await rest.params[0].weight.data()).toEqual(await whole.params[0].weight.data());
});

test("what are no bytes of a state is refused", async () => {
  const bytes = await stateToBytes((await train(model, { ...how, data, steps: 1 })).state);
  const start = await like();
  const read = (given: Uint8Array) => () => stateFromBytes(given, start, { where: "run 3" });
  expect(read(new Uint8Array(2))).toThrow(
    "run 3: must be the bytes of a state (they are 2 bytes). stateToBytes() makes them.",
  );
  expect(read(bytes.subarray(0, 40))).toThrow(
    "run 3: must be the bytes of a state (they end after 40 bytes, inside the header). stateToBytes() makes them.",
  );
  expect(read(new Uint8Array([1, 0, 0, 0, 120]))).toThrow(
    "run 3: must be the bytes of a state (their header is not JSON). stateToBytes() makes them.",
  );
  expect(read(bytes.subarray(0, bytes.length - 8))).toThrow(/^run 3: /);
});
