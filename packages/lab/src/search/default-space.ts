/** @file A sensible search space for every optimizer of the framework. */

import { optim } from "glissade";
import { requireText } from "../checks.ts";
import { completed } from "./optimizer-text.ts";
import type { Interval, LogRange, Range, Space } from "./space.ts";

/** Learning rates worth trying where the default is none of them, or there is none. */
const rates: Readonly<Record<string, Interval>> = {
  asgd: [1e-4, 10],
  lars: [1e-2, 100],
  lion: [1e-6, 1e-2],
  noisySgd: [1e-4, 10],
  optimisticGradientDescent: [1e-4, 10],
  sgd: [1e-4, 10],
  shampoo: [1e-3, 10],
  signSgd: [1e-6, 1e-2],
  sm3: [1e-3, 10],
  sophia: [1e-6, 1e-2],
};

/** Of an optimizer without a default. */
const ANY_RATES: Interval = [1e-4, 1];

/** Decays of averages; 0.9 is in the middle of the grid, on the scale of 1 - x. */
const MOMENTA: Range = { complement: [0, 0.99], limits: [0, 0.9999] };

/** Of optimizers that divide by the decay or need it above 0. */
const POSITIVE_MOMENTA: Range = { complement: [0.5, 0.995], limits: [0.01, 0.9999] };

/** λ of a penalty, which an optimizer adds to the gradient as it is. */
const PENALTIES: Range = { log: [1e-6, 1e-2], limits: [1e-12, 1] };

/** λ of a decay that the learning rate alone multiplies, or that is compared with a normalised gradient. */
const DECAYS: Range = { log: [1e-4, 1], limits: [1e-12, 100] };

/** Optimizers whose weight decay is a penalty. */
const penalized: readonly string[] = ["adadelta", "dog", "lars", "madgrad", "sgd"];

/** Options other than the learning rate, by their names, and what to try of each for an optimizer. */
const ranges: Readonly<Record<string, (optimizer: string) => Range>> = {
  momentum: () => MOMENTA,
  b1: (optimizer) => (optimizer.startsWith("scheduleFree") ? POSITIVE_MOMENTA : MOMENTA),
  weightDecay: (optimizer) => (penalized.includes(optimizer) ? PENALTIES : DECAYS),
  lambda: () => PENALTIES,
};

/**
 * What to search for an optimizer by its text: the learning rate, over four factors of ten or more around the default
 * with two values in each, the momentum and the weight decay, where it has them. What the text gives is not searched.
 *
 * @throws ArgumentError where the text names no optimizer, or options that it does not take.
 *
 * @example
 * defaultSpace("adam(b1=0.9)"); // { learningRate: { log: [0.00001, 0.1], perDecade: 2 } }
 * Object.keys(defaultSpace("sgd(weightDecay=0)")); // ["learningRate", "momentum"]
 */
export function defaultSpace(optimizer: string): Space {
  requireText("defaultSpace(optimizer)", optimizer);
  const { name, given } = completed(optimizer);
  const { options } = Object.values<unknown>(optim)
    .filter(isAlgorithm)
    .find((each) => each.name === name)!;
  const searched: Readonly<Record<string, (optimizer: string) => Range>> = {
    learningRate: ratesOf(options),
    ...ranges,
  };
  const names = Object.keys(searched).filter((each) => Object.hasOwn(options, each) && !given.includes(each));
  return Object.fromEntries(names.map((each) => [each, searched[each]!(name)]));
}

const isAlgorithm = (value: unknown): value is optim.Described =>
  typeof value === "function" && "isAlgorithm" in value;

/** Two factors of ten to each side of the power of ten that is nearest to the default. */
const ratesOf =
  ({ learningRate }: optim.Described["options"]) =>
  (optimizer: string): LogRange => {
    const byDefault: unknown = learningRate?.default;
    const interval = Object.hasOwn(rates, optimizer) ? rates[optimizer]! : around(byDefault);
    return { log: interval, perDecade: 2 };
  };

function around(rate: unknown): Interval {
  if (typeof rate !== "number") return ANY_RATES;
  const power = Math.round(Math.log10(rate));
  return [Number(`1e${power - 2}`), Number(`1e${power + 2}`)];
}
