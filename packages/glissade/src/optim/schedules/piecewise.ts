/** @file Schedules in pieces. */

import { ArgumentError } from "../../errors.ts";
import { requireFinite, requireNonNegative } from "../../graph/operand-checks.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { greaterEqual, where } from "../../ops/elementwise/compare.ts";
import { requireRecord } from "../../options/arguments.ts";
import { kind, requireKind } from "../../options/kinds.ts";
import { requireWhole } from "../../options/ranges.ts";
import { toDouble, zeroSteps } from "../math/moments.ts";
import { type Named, type OptionsOf, read } from "../options/option.ts";
import { count, finite, nonNegative, wholes } from "../options/option-makers.ts";
import { halfCosine } from "./cosine.ts";
import { progress, toCount } from "./count.ts";
import { polynomial } from "./decay.ts";
import type { Schedule } from "./schedule.ts";

/** A factor from each boundary step on. */
type Factors = readonly (readonly [boundary: number, factor: Operand])[];

const withFactors =
  (start: Operand, factors: Factors): Schedule =>
  (step) =>
    factors.reduce(
      (value, [boundary, factor]) => mul(value, where(greaterEqual(step, boundary), toDouble(factor), 1)),
      toDouble(start),
    );

/**
 * A start value, multiplied by a factor from each boundary step on.
 *
 * @throws ArgumentError where a boundary is not an integer of at least 0, or a number is not finite or below 0.
 *
 * @example
 * const rate = optim.schedules.piecewise(0.1, { 3: 0.1, 6: 0.5 });
 * await rate(tensor(6, { dtype: "int32" })).item(); // 0.005
 */
export function piecewise(start: Operand, factors: Readonly<Record<number, Operand>>): Schedule {
  requireFinite("piecewise(start)", start);
  requireRecord("piecewise(factors)", factors);
  for (const [boundary, factor] of Object.entries(factors)) {
    requireWhole("piecewise(boundary)", Number(boundary));
    requireNonNegative(`piecewise({ ${boundary} })`, factor);
  }
  return withFactors(
    start,
    Object.entries(factors).map(([boundary, factor]) => [Number(boundary), factor]),
  );
}

const multiStepOptions = {
  /** The value at step 0. */
  start: finite(),
  /** The steps from which on it is lower; one that stands twice counts twice. */
  milestones: wholes(),
  /** What multiplies the value at each. */
  factor: nonNegative(0.1),
};

export interface MultiStepOptions extends OptionsOf<typeof multiStepOptions>, Named {}

/**
 * Multiplied by the same factor at each milestone.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const rate = optim.schedules.multiStep({ start: 0.1, milestones: [30, 60], factor: 0.5 });
 * await rate(tensor(60, { dtype: "int32" })).item(); // 0.025
 */
export function multiStep(given: MultiStepOptions): Schedule {
  const { start, milestones, factor } = read("multiStep", multiStepOptions, given);
  return withFactors(
    start,
    milestones.map((milestone) => [milestone, factor]),
  );
}
multiStep.options = multiStepOptions;

/** How far a piece has come, from the share of its steps that is over. */
const shapes = {
  linear: (share: Tensor): Tensor => share,
  cosine: (share: Tensor): Tensor => sub(1, halfCosine(share)),
};

export type PieceShape = keyof typeof shapes;

export const pieceShapes = ["linear", "cosine"] as const satisfies readonly PieceShape[];

export type Point = readonly [step: number, value: Operand];

/**
 * Through points in the order of their steps: the first value, and what each piece adds. Between two points at one step
 * the value jumps.
 */
export function through(name: string, points: readonly Point[], shape: PieceShape): Schedule {
  const steps = points.map(([step]) => step);
  const values = points.map(([step, value]) => {
    requireFinite(`${name} at step ${step}`, value);
    return toDouble(value);
  });
  return (step) =>
    values.slice(1).reduce((value, next, index) => {
      const share = shareOf(step, steps[index]!, steps[index + 1]!);
      return add(value, mul(shapes[shape](share), sub(next, values[index]!)));
    }, values[0]!);
}

/** The share of a piece that is over; of one without steps all, from its step on. */
const shareOf = (step: Tensor, begin: number, end: number): Tensor =>
  begin === end ? cast(greaterEqual(toCount(step), end), "float64") : progress(step, { begin, end });

/**
 * Through points, by straight lines or by half cosines; stays before the first and after the last.
 *
 * @throws ArgumentError where there is no point, a step is not an integer of at least 0, or a value is not finite.
 *
 * @example
 * const rate = optim.schedules.interpolated({ 0: 0.1, 4: 0.05, 8: 0.005 });
 * await rate(tensor(6, { dtype: "int32" })).item(); // 0.0275
 */
export function interpolated(
  points: Readonly<Record<number, Operand>>,
  shape: PieceShape = "linear",
): Schedule {
  requireRecord("interpolated(points)", points);
  const list = Object.entries(points).map(([step, value]): Point => [Number(step), value]);
  if (list.length === 0) throw new ArgumentError({ where: "interpolated", rule: "needs points, got none" });
  for (const [step] of list) requireWhole("interpolated(step)", step);
  requireKind("interpolated(shape)", kind.choice(...pieceShapes), shape);
  const inOrder = list.toSorted(([one], [other]) => one - other);
  return through("interpolated", inOrder, shape);
}

const schedulesKind = kind.needed(
  kind.rule<readonly Schedule[]>(
    "a list of schedules",
    (value) => Array.isArray(value) && value.every((each) => typeof each === "function"),
  ),
);

/**
 * One schedule after another: each begins at its boundary, and counts from there.
 *
 * @throws ArgumentError where boundaries are not integers of at least 0 that do not fall, one between each two
 * schedules.
 *
 * @example
 * const { constant, join, polynomial } = optim.schedules;
 * const rate = join([constant(0.1), polynomial({ start: 0.1, end: 0, steps: 10 })], [100]);
 * await rate(tensor(105, { dtype: "int32" })).item(); // 0.05
 */
export function join(schedules: readonly Schedule[], boundaries: readonly number[]): Schedule {
  requireKind("join(schedules)", schedulesKind, schedules);
  requireKind("join(boundaries)", kind.needed(kind.integers), boundaries);
  if (schedules.length !== boundaries.length + 1) {
    throw new ArgumentError({
      where: "join",
      rule: `needs a boundary between each two schedules, got ${boundaries.length} boundaries for ${schedules.length} schedules`,
    });
  }
  for (const [index, boundary] of boundaries.entries()) {
    requireWhole("join(boundaries)", boundary);
    if (boundary >= (boundaries[index - 1] ?? 0)) continue;
    const rule = `must not fall, got ${boundaries.join(", ")}`;
    throw new ArgumentError({ where: "join(boundaries)", rule });
  }
  return (step) =>
    boundaries.reduce(
      (value, boundary, index) => {
        const next = schedules[index + 1]!(sub(step, boundary));
        return where(greaterEqual(step, boundary), toDouble(next), value);
      },
      toDouble(schedules[0]!(step)),
    );
}

const warmUpOptions = {
  /** How many steps come before the schedule. */
  steps: count(),
  /** The first value. */
  start: finite(0),
};

export interface WarmUpOptions extends OptionsOf<typeof warmUpOptions>, Named {}

/**
 * A straight line up to the first value of a schedule, which then begins.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const { cosine, warmUp } = optim.schedules;
 * const rate = warmUp(cosine({ start: 0.1, steps: 90 }), { steps: 10 });
 * await rate(tensor(5, { dtype: "int32" })).item(); // 0.05
 * await rate(tensor(10, { dtype: "int32" })).item(); // 0.1
 */
export function warmUp(schedule: Schedule, given: WarmUpOptions): Schedule {
  const { steps, start } = read("warmUp", warmUpOptions, given);
  return join([polynomial({ start, end: schedule(zeroSteps()), steps }), schedule], [steps]);
}
warmUp.options = warmUpOptions;
