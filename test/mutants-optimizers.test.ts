/** @file Faults planted in optimizers, which the numbers of other libraries must find. */

import { arange, optim, type Tensor, tensor, vmap } from "glissade";
import { expect, it } from "vitest";
import trajectories from "./fixtures/optimizers.json" with { type: "json" };
import schedules from "./fixtures/schedules.json" with { type: "json" };
import wrappers from "./fixtures/wrappers.json" with { type: "json" };
import { expectClose, numbers } from "./support/close.ts";
import { descend } from "./support/descend.ts";
import { type Exports, plant } from "./support/planted.ts";

const learningRate = 0.1;
const momentum = 0.9;
const f = (x: Tensor) => x.square().sum();
const start = tensor([1, 2, 3], { dtype: "float64" });

type Check = (exports: Exports) => Promise<void>;

/** Five steps against those of another library. */
const follows =
  ({ q }: { readonly q: readonly number[] }, create: (exports: Exports) => optim.Optimizer): Check =>
  async (exports) => {
    const { path } = await descend({ f, start, optimizer: create(exports), steps: q.length });
    expectClose(await Promise.all(path.slice(1).map((x) => f(x).item())), q);
  };

/** The rates of all steps against those of another library. */
const rates =
  (expected: readonly number[], create: (exports: Exports) => optim.Schedule): Check =>
  async (exports) =>
    expectClose(await numbers(vmap(create(exports))(arange(expected.length, { dtype: "int32" }))), expected);

/** What the updates are multiplied by at each loss, against another library. */
const plateaus: Check = async ({ reduceOnPlateau }) => {
  const { init, update } = reduceOnPlateau({ factor: 0.5, patience: 2 });
  let state = init(start);
  const scales: number[] = [];
  for (const loss of wrappers.losses.slice(0, 4)) {
    [, state] = update(start, state, { params: start, loss: tensor(loss, { dtype: "float64" }) });
    scales.push(await state.plateau.scale.item());
  }
  expectClose(scales, wrappers.scales.optax.slice(0, 4));
};

const { optax, torch } = trajectories;
const adam = follows(optax.adam, (exports) => exports.adam({ learningRate }));

/** The fault, the file that has it, its right and its wrong text, and the file that is asked for what the check needs. */
type Fault = readonly [
  fault: string,
  file: string,
  right: string,
  wrong: string,
  entry: string,
  check: Check,
];

const faults: readonly Fault[] = [
  [
    "sgd climbs",
    "schedules/schedule.ts",
    "mul(rate, -1) : -rate",
    "rate : rate",
    "algorithms/sgd.ts",
    follows(optax.sgd, (exports) => exports.sgd({ learningRate })),
  ],
  [
    "Nesterov on the sum instead of the gradient",
    "transforms/momentum.ts",
    "mapTree(accumulate, gradients, sums)",
    "mapTree(accumulate, sums, sums)",
    "algorithms/sgd.ts",
    follows(torch.nesterov, (exports) => exports.sgd({ learningRate, momentum, nesterov: true })),
  ],
  [
    "dampening of the first gradient too",
    "algorithms/sgd.ts",
    "where(equal(step, 0), spared, damped)",
    "where(equal(step, -1), spared, damped)",
    "algorithms/sgd.ts",
    follows(torch.damp, (exports) => exports.sgd({ learningRate, momentum, dampening: 0.9 })),
  ],
  [
    "Adam without m's correction",
    "math/estimates.ts",
    "biasCorrection ? b1 : 0",
    "0",
    "algorithms/adam.ts",
    adam,
  ],
  [
    "Adam without v's correction",
    "algorithms/adam.ts",
    "biasCorrection ? b2 : 0",
    "0",
    "algorithms/adam.ts",
    adam,
  ],
  [
    "Adam's correction a step late",
    "math/estimates.ts",
    "const step = add(state.step, 1);",
    "const step = add(state.step, 2);",
    "algorithms/adam.ts",
    adam,
  ],
  [
    "Adam's v with b1",
    "algorithms/adam.ts",
    "averageSquare(b2)",
    "averageSquare(b1)",
    "algorithms/adam.ts",
    adam,
  ],
  [
    "Adam's eps under the root",
    "math/estimates.ts",
    "root(plus(vHat, epsRoot))",
    "root(plus(vHat, eps))",
    "algorithms/adam.ts",
    adam,
  ],
  [
    "Adam's eps beside the root without correction",
    "math/estimates.ts",
    "epsHat ? div(",
    "true ? div(",
    "algorithms/adam.ts",
    adam,
  ],
  [
    "weight decay without the rate",
    "transforms/descent.ts",
    "negativeProduct(rate, weightDecay), mask",
    "negativeProduct(1, weightDecay), mask",
    "algorithms/adam.ts",
    follows(optax.adamw, (exports) => exports.adamw({ learningRate })),
  ],
  [
    "NAdam's next correction that of this step",
    "algorithms/nadam.ts",
    "sub(1, mul(product, next))",
    "sub(1, product)",
    "algorithms/nadam.ts",
    follows(optax.nadam, (exports) => exports.nadam({ learningRate })),
  ],
  [
    "Adam's Nesterov with the correction of this step",
    "math/estimates.ts",
    "corrected(m, decay, add(step, 1))",
    "corrected(m, decay, step)",
    "algorithms/adam.ts",
    follows(optax.nadam, (exports) => exports.adam({ learningRate, nesterov: true })),
  ],
  [
    "RMSProp's eps behind the root",
    "algorithms/rmsprop.ts",
    "epsInside ? root(plus(vHat, eps)) : plus(root(vHat), eps)",
    "plus(root(vHat), eps)",
    "algorithms/rmsprop.ts",
    follows(optax.rmsprop, (exports) => exports.rmsprop({ learningRate })),
  ],
  [
    "AdaGrad's sum from 0",
    "algorithms/adagrad.ts",
    "filledLike(params, initialAccumulator)",
    "filledLike(params, 0)",
    "algorithms/adagrad.ts",
    follows(optax.adagrad, (exports) => exports.adagrad({ learningRate })),
  ],
  [
    "Adadelta's updates averaged before they are used",
    "algorithms/adadelta.ts",
    "mapTree(scale, gradients, v, state.updates)",
    "mapTree(scale, gradients, v, mapTree(averageSquare(rho), state.updates, gradients))",
    "algorithms/adadelta.ts",
    follows(optax.adadelta, (exports) => exports.adadelta()),
  ],
  [
    "a schedule asked for the step after",
    "schedules/schedule.ts",
    "const factor = schedule(step);",
    "const factor = schedule(add(step, 1));",
    "algorithms/adagrad.ts",
    follows(torch.adagrad_decay, (exports) =>
      exports.adagrad({
        ...{ learningRate, rateDecay: 0.1 },
        ...{ initialAccumulator: 0, eps: 1e-10, epsInside: false },
      }),
    ),
  ],
  [
    "a moving average with the weights swapped",
    "math/moments.ts",
    "return add(mul(mean, castLike(decay, mean)), mul(value, rest));",
    "return add(mul(mean, rest), mul(value, castLike(decay, mean)));",
    "algorithms/rmsprop.ts",
    follows(torch.rmsprop, (exports) => exports.rmsprop({ learningRate, epsInside: false })),
  ],
  [
    "accumulated gradients divided by one batch too many",
    "wrappers/accumulate.ts",
    "1 / steps",
    "1 / (steps + 1)",
    "wrappers/accumulate.ts",
    follows(optax.accumulated, ({ accumulate }) => accumulate(optim.sgd({ learningRate }), 2)),
  ],
  [
    "Lookahead a step late",
    "wrappers/lookahead.ts",
    "equal(count, steps)",
    "equal(state.count, steps)",
    "wrappers/lookahead.ts",
    follows(optax.lookahead, ({ lookahead }) => lookahead(optim.sgd({ learningRate }), { steps: 2 })),
  ],
  [
    "a plateau after more than the patience",
    "wrappers/reduce-on-plateau.ts",
    "equal(count, patience)",
    "greater(count, patience)",
    "wrappers/reduce-on-plateau.ts",
    plateaus,
  ],
  [
    "a boundary that holds from the step after",
    "schedules/piecewise.ts",
    "where(greaterEqual(step, boundary), toDouble(factor), 1)",
    "where(greaterEqual(step, boundary + 1), toDouble(factor), 1)",
    "schedules/piecewise.ts",
    rates(schedules.optax.piecewise, ({ piecewise }) => piecewise(0.1, { 3: 0.1, 6: 0.5 })),
  ],
  [
    "a restart a step early",
    "schedules/cosine.ts",
    "const periods = div(toCount(step), steps);",
    "const periods = div(toCount(step), steps - 1);",
    "schedules/cosine.ts",
    rates(schedules.torch.cosine_restarts, ({ cosineRestarts }) =>
      cosineRestarts({ start: 0.1, steps: 4, end: 0.1 }),
    ),
  ],
];

it.each(faults)("finds %s", async (_, file, right, wrong, entry, check) => {
  await check({ ...optim, ...optim.schedules });
  const faulty = await plant({ file, right, wrong }, entry);
  await expect(check(faulty)).rejects.toThrow(/^element \d+ is .+, not /);
});
