/** @file Steps that are diagnosed now and then. */

import type { FitStep } from "../fit-step.ts";
import type { Diagnoser } from "./diagnose.ts";

/** A step in front of which the layers are diagnosed, every so many; other steps cost nothing more. */
export function diagnosed<Params, State, Input, Targets, OptimizerState>(
  step: FitStep<Params, State, Input, Targets, OptimizerState>,
  interval: number | undefined,
  create: () => Diagnoser<Params, State, Input, Targets, OptimizerState>,
): FitStep<Params, State, Input, Targets, OptimizerState> {
  if (interval === undefined) return step;
  let diagnose: Diagnoser<Params, State, Input, Targets, OptimizerState> | undefined;
  return async (state, batch) => {
    if (state.step % interval !== 0) return step(state, batch);
    diagnose ??= create();
    const diagnosis = await diagnose(state, batch);
    return { ...(await step(state, batch)), diagnosis };
  };
}
