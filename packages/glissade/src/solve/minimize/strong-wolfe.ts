/** @file A line search for the strong conditions of Wolfe. */

import { ArgumentError } from "../../errors.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { fractions } from "../../options/ranges.ts";
import { decreases, type Line, type LineSearch, type Trial } from "./line-search.ts";

export interface StrongWolfeOptions {
  /** Part of the decrease that the slope promises, in (0, 1); 0.0001 by default. */
  readonly c1?: number;
  /** Part of the slope that may be left, in (c₁, 1); 0.9 by default. */
  readonly c2?: number;
  /** Steps to try; 40 by default. */
  readonly maxTrials?: number;
}

type Conditions = Required<StrongWolfeOptions>;

/**
 * A step with f(x + αd) ≤ f(x) + c₁α·dᵀ∇f(x) and |dᵀ∇f(x + αd)| ≤ c₂|dᵀ∇f(x)| (Wolfe, "Convergence conditions for ascent
 * methods", 1969): doubled until an interval is known to hold one, which cubic interpolation narrows (Nocedal and Wright,
 * "Numerical Optimization", 2006, algorithms 3.5 and 3.6). Where the interval vanishes, the best step with the first
 * condition.
 *
 * @throws ArgumentError unless 0 < c₁ < c₂ < 1.
 *
 * @example
 * const f = (x: Tensor) => x.sub(1).square().square().sum();
 * const method = solve.bfgs({ search: solve.strongWolfe({ c2: 0.5 }) });
 * const { value } = await solve.minimize(f, tensor([3, -2], { dtype: "float64" }), { method });
 * value < 1e-9; // true
 */
export function strongWolfe(options: StrongWolfeOptions = {}): LineSearch {
  const { c1 = 1e-4, c2 = 0.9, maxTrials = 40 } = readStrongWolfe("strongWolfe", options);
  if (c1 >= c2)
    throw new ArgumentError({ where: "strongWolfe", rule: `c1 must be below c2, got ${c1} and ${c2}` });
  return (line, first) => bracket(line, first, { c1, c2, maxTrials });
}

const readStrongWolfe = optionsReader<StrongWolfeOptions>({
  c1: kind.within(fractions),
  c2: kind.within(fractions),
  maxTrials: kind.count,
});

/** Doubles the step until it is good, or until a good one must lie before it. */
async function bracket(line: Line, first: number, conditions: Conditions): Promise<Trial | undefined> {
  if (!(line.start.slope < 0)) return undefined;
  let previous = line.start;
  for (let trial = 0; trial < conditions.maxTrials; trial++) {
    const current = await line.at(first * 2 ** trial);
    const left = { ...conditions, maxTrials: conditions.maxTrials - trial };
    if (!decreases(line, current, conditions.c1) || current.value > previous.value + line.noise) {
      return zoom(line, { low: previous, high: current }, left);
    }
    if (isFlat(line, current, conditions)) return current;
    if (current.slope >= 0) return zoom(line, { low: current, high: previous }, left);
    previous = current;
  }
  return previous;
}

const isFlat = ({ start }: Line, { slope }: Trial, { c2 }: Conditions): boolean =>
  Math.abs(slope) <= -c2 * start.slope;

/** Steps between which a good one lies: `low` decreases the most, and its slope points towards `high`. */
interface Interval {
  readonly low: Trial;
  readonly high: Trial;
}

async function zoom(line: Line, interval: Interval, conditions: Conditions): Promise<Trial | undefined> {
  let { low, high } = interval;
  for (let trial = 0; trial < conditions.maxTrials; trial++) {
    const current = await line.at(interpolate(low, high));
    if (!decreases(line, current, conditions.c1) || current.value > low.value + line.noise) {
      high = current;
      continue;
    }
    if (isFlat(line, current, conditions)) return current;
    if (current.slope * (high.stepSize - low.stepSize) >= 0) high = low;
    low = current;
  }
  return low.stepSize > 0 ? low : undefined;
}

/** The least point of the cubic with the values and slopes of both ends, kept away from them. */
function interpolate(low: Trial, high: Trial): number {
  const width = high.stepSize - low.stepSize;
  const d1 = low.slope + high.slope - (3 * (high.value - low.value)) / width;
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - low.slope * high.slope);
  const fraction = 1 - (high.slope + d2 - d1) / (high.slope - low.slope + 2 * d2);
  return low.stepSize + width * (Number.isFinite(fraction) ? Math.min(Math.max(fraction, 0.1), 0.9) : 0.5);
}
