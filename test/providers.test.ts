/** @file The operations in WebAssembly, and whole programs on every provider beside native code. */

import {
  compile,
  configure,
  flatten,
  grad,
  initialState,
  losses,
  nn,
  optim,
  random,
  type Tensor,
  tensor,
  trainStep,
} from "glissade";
import { afterEach, describe, expect, it } from "vitest";
import { expectClose, numbers } from "./support/close.ts";
import { describeProvider } from "./support/provider-suite.ts";

afterEach(() => configure({ provider: undefined }));

describe("wasm, 1 thread", () => describeProvider({ provider: "wasm", threads: 1 }));

describe("cpu and wasm in one process", () => {
  it("draw the same random bits", async () => {
    const draw = (key: Tensor) => ({
      bits: random.bits(key, [500]),
      uniform: random.uniform(key, [500]),
      double: random.uniform(key, [500], { dtype: "float64" }),
      order: random.permutation(key, 100),
      keys: random.split(key, 3),
    });
    const key = random.key(7);
    const [native, wasm] = await Promise.all([
      compile(draw, { provider: "cpu" })(key),
      compile(draw, { provider: "wasm" })(key),
    ]);
    for (const name of ["bits", "uniform", "double", "order"] as const)
      expect(await wasm[name].data()).toEqual(await native[name].data());
    expect(await Promise.all(wasm.keys.map(numbers))).toEqual(await Promise.all(native.keys.map(numbers)));
  });

  it("take the same training steps", async () => {
    const training = {
      model: nn.sequential(nn.linear(16), nn.sigmoid(), nn.linear(8), nn.relu(), nn.linear(3)),
      loss: losses.softmaxCrossEntropy,
      optimizer: optim.adam({ learningRate: 0.01 }),
    };
    const x = random.uniform(random.key(1), [32, 10]);
    const batch = { x, y: tensor(Int32Array.from({ length: 32 }, (_, row) => row % 3)) };
    const start = await initialState(training, random.key(2), x);
    const train = async (provider: "cpu" | "wasm") => {
      configure({ provider });
      const step = trainStep(training);
      let [state, loss] = await step(start, batch);
      for (let count = 1; count < 10; count++) [state, loss] = await step(state, batch);
      const results = await Promise.all(flatten([loss, state.params, state.optimizer]).leaves.map(numbers));
      return results.flat();
    };
    expectClose(await train("wasm"), await train("cpu"), 1e-5);
  });

  it("feed each other", async () => {
    const step = (x: Tensor) => grad((y: Tensor) => y.square().sum())(x).mul(0.75);
    const native = compile(step, { provider: "cpu" });
    const wasm = compile(step, { provider: "wasm" });
    const x = await native(await wasm(await native(tensor([1, 2]))));
    expect(await numbers(x)).toEqual([1.5 ** 3, 2 * 1.5 ** 3]);
  });
});
