/** @file Learning rates as functions of the step, computed in the graph. */

import { literal } from "../graph/literal.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { cast } from "../ops/cast.ts";
import { mapTree } from "../tree.ts";
import { requirePositive } from "./check.ts";
import { stateless, type Transform } from "./transform.ts";

/** A number for each step; the step is an int32 scalar that counts from 0. */
export type Schedule = (step: Tensor) => Tensor;

/** Multiplies updates by minus the learning rate: descent. */
export function scaleByLearningRate(name: string, rate: number | Schedule): Transform {
  if (typeof rate === "function") return scaleBySchedule(rate) as Transform;
  requirePositive(`${name}({ learningRate })`, rate);
  return stateless((leaf) => mul(leaf, -rate)) as Transform;
}

function scaleBySchedule(schedule: Schedule): Transform<{ step: Tensor }> {
  return {
    init: () => ({ step: literal(0, "int32") }),
    update: (updates, { step }) => {
      const rate = schedule(step);
      return [mapTree((leaf) => mul(leaf, cast(mul(rate, -1), leaf.dtype)), updates), { step: add(step, 1) }];
    },
  };
}
