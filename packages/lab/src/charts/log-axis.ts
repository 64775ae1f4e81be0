/** @file Logarithmic axes with round ends, labelled at powers of ten, or at 1, 2 and 5 times these. */

import { type Axis, linearAxis, type Range, toFinite } from "./axes.ts";
import { powerOfTen, roundDown, roundUp } from "./decimal.ts";
import { shorten } from "./numbers.ts";

/** Labels are no more than this, and one. */
const MOST_POWERS = 8;

/** Up to so many powers of ten there are labels between them. */
const FEW_POWERS = 2;

/** A logarithmic axis of positive values that ends on round numbers; around a decade where there are none. */
export function logAxis(name: string, range: Range): Axis {
  const ends = roundEnds(range.min > 0 ? range : { min: 0.1, max: 1 });
  const length = Math.log10(ends.max) - Math.log10(ends.min);
  const powers = Math.max(1, Math.ceil(length / MOST_POWERS));
  const { min, max } = powers === 1 ? ends : toPowers(ends, powers);
  return {
    type: "log",
    name: `${name} (log scale)`,
    min,
    max,
    ticks: ticksOf({ min, max }, { powers, digits: length > FEW_POWERS + 1e-9 ? [1] : [1, 2, 5] }),
    axisLabel: { formatter: shortenRound },
  };
}

/** Ends at multiples of some powers of ten. */
function toPowers({ min, max }: Range, powers: number): Range {
  const toPower = (round: (value: number) => number, value: number) =>
    powerOfTen(powers * round(Math.log10(value) / powers));
  return { min: toPower(Math.floor, min) || min, max: toFinite(toPower(Math.ceil, max)) };
}

interface Spacing {
  readonly powers: number;
  readonly digits: readonly number[];
}

function ticksOf({ min, max }: Range, { powers, digits }: Spacing): readonly number[] {
  const first = Math.floor(Math.log10(min) / powers) * powers;
  const count = Math.ceil((Math.log10(max) - first) / powers) + 1;
  const exponents = Array.from({ length: count }, (_, index) => first + index * powers);
  const all = exponents.flatMap((exponent) => digits.map((digit) => Number(`${digit}e${exponent}`)));
  return all.filter((tick) => min <= tick && tick <= max && tick > 0);
}

/** The label of a tick, whose logarithm the library may round: 0.05012 stands for 0.05. */
export function shortenRound(value: number): string {
  const power = powerOfTen(Math.floor(Math.log10(value)));
  const lead = [1, 2, 5, 10].find((each) => Math.abs(value / power / each - 1) < 0.01);
  return shorten(lead === undefined ? value : Number((lead * power).toPrecision(2)));
}

/** Ends of 1, 2 or 5 times a power of ten that are not the same. */
function roundEnds({ min, max }: Range): Range {
  const [low, high] = [roundDown(min), toFinite(roundUp(max))];
  if (high > low) return { min: low, max: high };
  return { min: roundDown(low / 2 || low), max: toFinite(roundUp(toFinite(2 * high))) };
}

/** A logarithmic axis where positive values span more than a factor of thirty, else a linear one from zero. */
export function magnitudeAxis(name: string, { min, max }: Range): Axis {
  if (min > 0 && max / min > 30) return logAxis(name, { min, max });
  return linearAxis(name, { min: Math.min(min, 0), max });
}
