import { describe, expect, test } from "vitest";
import fixture from "../../../../test/fixtures/nn_curves.json" with { type: "json" };
import {
  type Dtype,
  initialState,
  losses,
  nn,
  optim,
  random,
  type Tensor,
  tensor,
  trainStep,
} from "../index.ts";

type Case = (typeof fixture)[number];

const layers = { rnn: nn.rnn, gru: nn.gru, lstm: nn.lstm };

function modelOf(name: string) {
  const recurrent = layers[name as "lstm"](5, { layers: 2, output: "last" });
  return nn.sequential(recurrent, nn.linear(4));
}

type Params = nn.ParamsOf<ReturnType<typeof modelOf>>;

/** Lists in the places of parameters as tensors. */
function tensors<T>(values: unknown, dtype: Dtype): T {
  if (Array.isArray(values) && typeof values.flat(9)[0] === "number") return tensor(values, { dtype }) as T;
  if (Array.isArray(values)) return values.map((each) => tensors(each, dtype)) as T;
  const entries = Object.entries(values as object).map(
    ([name, each]) => [name, tensors(each, dtype)] as const,
  );
  return Object.fromEntries(entries) as T;
}

async function curveOf({ name, params, x, y }: Case, dtype: Dtype): Promise<number[]> {
  const model = modelOf(name);
  const training = { model, loss: losses.softmaxCrossEntropy, optimizer: optim.adam({ learningRate: 0.02 }) };
  const batches = x.map((each, at) => ({
    x: tensor(each, { dtype }),
    y: tensor(y[at]!, { dtype: "int64" }),
  }));
  const start = await initialState(training, random.key(1), batches[0]!.x);
  const step = trainStep(training);
  let state = { ...start, params: tensors<Params>(params, dtype) };
  const found: number[] = [];
  for (let at = 0; at < 100; at++) {
    const [next, loss]: [typeof state, Tensor] = await step(state, batches[at % batches.length]!);
    state = next;
    found.push(await loss.item());
  }
  return found;
}

describe.each(fixture.map((each) => [each.name, each] as const))(
  "100 steps of %s from PyTorch's weights",
  (_, each) => {
    test.each([
      ["float64", 1e-9],
      ["float32", 1e-3],
    ] as const)("have its losses in %s within %s", async (dtype, tolerance) => {
      const found = await curveOf(each, dtype);
      const far = found.map((loss, at) => Math.abs(loss - each.losses[at]!) / each.losses[at]!);
      expect(each.losses.at(-1)!).toBeLessThan(0.9 * each.losses[0]!);
      expect(Math.max(...far)).toBeLessThan(tolerance);
    });
  },
);
