/** @file A step that keeps what it started from, to tell where its loss ceased to be finite. */

import type { Batch } from "../data/epoch-batches.ts";
import type { FitStep } from "../fit-step.ts";
import { keep } from "../lease.ts";
import { type TrainState, tensorsOf } from "../state.ts";
import type { NonFinite } from "./finding.ts";

interface Start<Params, State, Input, Targets, OptimizerState> {
  readonly state: TrainState<Params, State, OptimizerState>;
  readonly batch: Batch<Input, Targets>;
}

/**
 * A step that tells where its loss ceased to be finite: in itself, or in the step before, whose update may have spoilt the
 * parameters. The states that two steps started from are kept.
 */
export function guarded<Params, State, Input, Targets, OptimizerState>(
  step: FitStep<Params, State, Input, Targets, OptimizerState>,
  search: (start: Start<Params, State, Input, Targets, OptimizerState>) => Promise<NonFinite | undefined>,
): FitStep<Params, State, Input, Targets, OptimizerState> {
  let before: Start<Params, State, Input, Targets, OptimizerState> | undefined;
  return async (state, batch) => {
    keep(tensorsOf(state));
    const stepped = await step(state, batch);
    const now = { state, batch };
    if (Number.isFinite(stepped.loss)) {
      before = now;
      return stepped;
    }
    const nonFinite = (before && (await search(before))) ?? (await search(now));
    return { ...stepped, nonFinite };
  };
}
