/** @file Parzen estimators of one hyper-parameter: densities made of the values that were tried, and a prior. */

import type { HostRandom } from "glissade/data";
import { normalSurvival } from "../stats/distributions.ts";
import { numericOf, positionOf, valueAt } from "./axis.ts";
import type { Range, Value } from "./space.ts";

/** A density over the values of a range. */
export interface Estimator {
  draw(random: HostRandom): Value;
  /** Up to a factor that is the same for all estimators of the range. */
  logDensity(value: Value): number;
}

/** Of the values that were tried: a mixture of normal densities, or shares of a list. */
export function parzen(range: Range, values: readonly Value[]): Estimator {
  return numericOf(range) ? mixture(range, values.map(Number)) : shares(range, values);
}

interface Component {
  readonly center: number;
  readonly width: number;
  /** The probability of the unit interval, which the component is cut to. */
  readonly inside: number;
}

/** The prior of a range: as wide as all of it. */
const PRIOR = { center: 0.5, width: 1 } as const;

/** The narrowest component, as a part of the range. */
const NARROWEST = 1 / 100;

/** Equal weights of the components, the prior among them. */
function mixture(range: Range, values: readonly number[]): Estimator {
  const { scale, ends, isInteger } = numericOf(range)!;
  const at = (value: number) => positionOf(value, scale, ends);
  const components = componentsOf(values.map(at));
  const average = (of: (component: Component) => number) =>
    components.reduce((sum, component) => sum + of(component) / component.inside, 0) / components.length;
  return {
    draw(random) {
      const { center, width } = components[random.integer(components.length)]!;
      let position = -1;
      while (!(position >= 0 && position < 1)) position = center + width * random.normal();
      return valueAt(range, position);
    },
    logDensity(value) {
      const x = Number(value);
      // A whole number stands for all that is rounded to it.
      if (isInteger) return Math.log(average((c) => probability(c, at(x - 0.5), at(x + 0.5))));
      return Math.log(average((c) => density(c, at(x))));
    },
  };
}

/** One for each position, as wide as the way to the farther neighbour, and the prior. */
function componentsOf(positions: readonly number[]): readonly Component[] {
  const sorted = [...positions, PRIOR.center].toSorted((a, b) => a - b);
  const narrowest = Math.max(NARROWEST, 1 / sorted.length);
  const prior = sorted.indexOf(PRIOR.center);
  return sorted.map((center, i) => {
    const gaps = [center - (sorted[i - 1] ?? center), (sorted[i + 1] ?? center) - center];
    const width = i === prior ? PRIOR.width : Math.min(Math.max(...gaps, narrowest), PRIOR.width);
    return { center, width, inside: probability({ center, width }, 0, 1) };
  });
}

type Normal = Pick<Component, "center" | "width">;

const density = ({ center, width }: Normal, x: number): number =>
  Math.exp(-(((x - center) / width) ** 2) / 2) / (width * Math.sqrt(2 * Math.PI));

/** P(from < X < to), by the tail that loses no digits. */
function probability({ center, width }: Normal, from: number, to: number): number {
  const [low, high] = [(from - center) / width, (to - center) / width];
  return low > 0 ? normalSurvival(low) - normalSurvival(high) : normalSurvival(-high) - normalSurvival(-low);
}

/** The prior counts each value once. */
function shares(range: Range, values: readonly Value[]): Estimator {
  const list = "choices" in range ? range.choices : [];
  const counts = list.map((choice) => 1 + values.filter((value) => value === choice).length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return {
    draw(random) {
      let rest = random.uniform() * total;
      const at = counts.findIndex((count) => {
        rest -= count;
        return rest < 0;
      });
      return list[at < 0 ? list.length - 1 : at]!;
    },
    logDensity: (value) => Math.log(counts[list.indexOf(value)]! / total),
  };
}
