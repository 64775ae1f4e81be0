/** @file Faults of other libraries, and the right values in their place. */

import { compile, optim, type Tensor, tensor } from "glissade";
import { expect, test } from "vitest";
import golden from "./fixtures/optimizers.json" with { type: "json" };
import { expectClose, numbers } from "./support/close.ts";
import { descend } from "./support/descend.ts";
import { notCopied } from "./support/optimizers/not-copied.ts";

const learningRate = 0.1;
const double = (values: number | readonly number[]) => tensor(values, { dtype: "float64" });
const sumOfSquares = (x: Tensor) => x.square().sum();

/** The sum of squares behind each of five steps. */
async function walk(optimizer: optim.Optimizer, start = [1, 2, 3]): Promise<number[]> {
  const { path } = await descend({ f: sumOfSquares, start: double(start), optimizer, steps: 5 });
  return Promise.all(path.slice(1).map((x) => sumOfSquares(x).item()));
}

/** The powers from the first to the fifth, times the number. */
const geometric = (number: number, ratio: number) => [1, 2, 3, 4, 5].map((power) => number * ratio ** power);

/** The update by a gradient of 0. */
function atRest(link: optim.Optimizer): Promise<number[]> {
  const optimizer: optim.Optimizer = optim.chain(link);
  const params = double([0, 0]);
  const context = { params, loss: double(0), objective: sumOfSquares };
  return numbers(optimizer.update(params, optimizer.init(params), context)[0]);
}

/** A gradient that stays has the variance g²·bᵗ(1 - bᵗ), of which float32 must not lose all digits. */
async function deviation(): Promise<void> {
  const gradient = tensor([191.42694, 3, 0.7]);
  const { init, update } = optim.scaleByDeviation({ eps: 1e-8 });
  const step = compile((state: optim.MomentState) => update(gradient, state, { params: gradient }));
  let state = init(gradient);
  for (let count = 1; count <= 150; count++) {
    const [updates, next] = await step(state);
    const rest = 0.9 ** count;
    const exact = (await numbers(gradient)).map((g) => g / Math.sqrt(g ** 2 * rest * (1 - rest) + 1e-8));
    expectClose(await numbers(updates), exact, 1e-5);
    state = next;
  }
}

const proofs: Readonly<Record<(typeof notCopied)[number]["name"], () => Promise<void>>> = {
  rprop: async () => {
    const steps = await walk(optim.rprop({ learningRate }));
    expectClose(steps, golden.torch.rprop.q);
    expectClose([14, ...steps.slice(0, 4)], golden.optax.rprop.q);
  },
  adan: async () => {
    const steps = await walk(optim.adan({ learningRate }));
    expectClose(steps, [12.83, 11.72274063, 10.67672239, 9.691762326, 8.767771478], 1e-8);
  },
  adafactor: async () => {
    const { q } = golden.optax.adafactor;
    const steps = await walk(optim.adafactor({ learningRate }));
    expectClose(steps, q, 1e-8);
    expect(steps).not.toEqual(q);
  },
  "adadelta without a rate": async () => expectClose(await walk(optim.adadelta()), golden.torch.adadelta.q),
  "polyak with scaling": async () =>
    expectClose(await walk(optim.polyak({ learningRate })), geometric(14, 0.95 ** 2)),
  "polyak near the minimum": async () =>
    expectClose(
      (await walk(optim.polyak(), [1e-9])).map((value) => value * 1e18),
      geometric(1, 0.25),
    ),
  "clip_by_global_norm(0)": async () => expectClose(await atRest(optim.clipByGlobalNorm(double(0))), [0, 0]),
  sam: async () => expectClose(await atRest(optim.sam(optim.sgd({ learningRate }))), [0, 0]),
  "rmsprop, centered": deviation,
  "RMSprop, centered": deviation,
  ASGD: async () => {
    const falling = optim.schedules.piecewise(0.1, { 1: 0.5 });
    const steps = await walk(optim.asgd({ learningRate: falling, lambda: 0 }));
    expectClose(steps, await walk(optim.sgd({ learningRate: falling })));
  },
};

test.each(notCopied)("$library, $name: $defect", ({ name }) => proofs[name]());
