/** @file The state that an event shows, until the next step overwrites its memory. */

import { ArgumentError } from "../errors.ts";
import type { Optimizer } from "../optim/transform.ts";
import { flatten, type Tree } from "../tree.ts";
import { type TrainState, tensorsOf } from "./state.ts";
import { evaluationParams } from "./training.ts";

/** A state that the next step overwrites unless it is read before. */
export interface Lease<Params, State, OptimizerState> {
  readonly state: TrainState<Params, State, OptimizerState>;
  /** The parameters to evaluate and keep. */
  readonly params: Params;
  /** From now on the state may be overwritten, unless it was read. */
  end(): void;
}

/**
 * Lends a state until `end`. Reading it keeps its tensors from being donated to the next step, which then needs memory
 * of its own; training whose states are never read writes all of them into the same memory.
 */
export function lend<Params extends Tree, State, OptimizerState extends Tree>(
  optimizer: Optimizer<OptimizerState>,
  state: TrainState<Params, State, OptimizerState>,
): Lease<Params, State, OptimizerState> {
  let status: "lent" | "kept" | "over" = "lent";
  const read = () => {
    if (status === "over") throw isOver(state.step);
    if (status === "lent") keep(tensorsOf(state));
    status = "kept";
    return state;
  };
  return {
    get state() {
      return read();
    },
    get params() {
      return evaluationParams(optimizer, read());
    },
    end() {
      if (status === "lent") status = "over";
    },
  };
}

/** Keeps tensors from being donated. */
export function keep(tensors: unknown): void {
  for (const { source } of flatten(tensors, "state").leaves) if (source.kind === "data") source.keep?.();
}

const isOver = (step: number) =>
  new ArgumentError({
    where: "event.state",
    rule: `the state behind step ${step} is gone, since training went on before it was read`,
    fix: "Read state or params of an event before the next event is asked for; then they stay",
  });
