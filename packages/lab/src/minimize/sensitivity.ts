/** @file The final values of an optimizer for many learning rates, computed in one program. */

import { compile, evaluate, type optim, type Tensor, tensor, vmap } from "glissade";
import { type MinimizeOptions, requireStart } from "./minimize.ts";
import { type MinimizeState, stepOf } from "./step.ts";

/** Optimizers that differ in their learning rate alone. */
export interface Family {
  /** The optimizer string without the rate. */
  readonly name: string;
  /** One of them. */
  readonly optimizer: optim.ParsedOptimizer;
  /** Those that were given. */
  readonly rates: readonly number[];
}

/** Groups optimizers, all of which have a learning rate. */
export function familiesOf(optimizers: readonly optim.ParsedOptimizer[]): readonly Family[] {
  const families = new Map<string, Family>();
  for (const optimizer of optimizers) {
    const { learningRate, ...others } = optimizer.options;
    const list = Object.entries(others).map(([key, value]) => `${key}=${value}`);
    const name = list.length > 0 ? `${optimizer.name}(${list.join(", ")})` : optimizer.name;
    const { rates = [] } = families.get(name) ?? {};
    const own = typeof learningRate === "number" ? [...rates, learningRate] : rates;
    families.set(name, { name, optimizer, rates: own });
  }
  return [...families.values()];
}

export interface SensitivityOptions extends Omit<MinimizeOptions, "optimizer"> {
  readonly family: Family;
  /** To try, rising; those of the family that lie between are tried too. */
  readonly rates: readonly number[];
}

export interface SensitivityPoint {
  readonly rate: number;
  /** The function after the last step; `null` where the path diverged. */
  readonly value: number | null;
}

export interface Sensitivity {
  /** The optimizer string without the rate. */
  readonly optimizer: string;
  /** The rates that were given, of those tried. */
  readonly rates: readonly number[];
  readonly points: readonly SensitivityPoint[];
}

/**
 * Follows an optimizer with every learning rate from the same start, the other options unchanged.
 *
 * @example
 * const options = { function: readExpression("x^2"), start: [1], steps: 1, rates: [0.1, 0.5] };
 * const [family] = familiesOf([optim.parse("sgd(0.01)")]);
 * const { points } = await sensitivity({ ...options, family: family! });
 * points.map(({ value }) => value); // [0.64, 0]
 */
export async function sensitivity(options: SensitivityOptions): Promise<Sensitivity> {
  const { steps, family, bound = Number.POSITIVE_INFINITY } = options;
  requireStart(options.function, options.start);
  const own = family.rates.filter((rate) => rate >= options.rates[0]! && rate <= options.rates.at(-1)!);
  const rates = [...new Set([...options.rates, ...own])].toSorted((a, b) => a - b);
  const { begin, advance } = compileRates({ ...options, rates });
  const isInside = rates.map(() => true);
  let values: readonly number[] = [];
  let state = await evaluate(begin());
  for (let step = 0; step <= steps; step++) {
    const { x, value, next } = await advance(state);
    values = await toNumbers(value);
    const places = await toNumbers(x);
    for (const [index, value] of values.entries()) {
      isInside[index] &&= Number.isFinite(value) && reach(places, index, rates.length) <= bound;
    }
    state = next;
    options.onStep?.(step);
  }
  const points = rates.map((rate, index) => ({ rate, value: isInside[index] ? values[index]! : null }));
  return { optimizer: family.name, rates: own, points };
}

/** The start of one run for each rate, and a step of all. */
function compileRates({ function: expression, start, family, rates }: SensitivityOptions) {
  const build = (learningRate: Tensor) => family.optimizer.with({ learningRate });
  const float64 = { dtype: "float64" } as const;
  const [learningRates, x] = [tensor([...rates], float64), tensor([...start], float64)];
  const begin = vmap(
    (rate: Tensor, x: Tensor): MinimizeState => ({ x, optimizerState: build(rate).init(x) }),
    {
      inAxes: [0, null],
    },
  );
  const step = (rate: Tensor, state: MinimizeState) => stepOf(expression, build(rate))(state);
  const run = compile(vmap(step), { threads: 1 });
  return {
    begin: () => begin(learningRates, x),
    advance: (state: MinimizeState) => run(learningRates, state),
  };
}

const toNumbers = async (x: Tensor): Promise<readonly number[]> => Array.from(await x.data(), Number);

/** How far the variables of one of several points are from 0. */
function reach(places: readonly number[], index: number, count: number): number {
  const size = places.length / count;
  return Math.max(...places.slice(index * size, (index + 1) * size).map(Math.abs));
}
