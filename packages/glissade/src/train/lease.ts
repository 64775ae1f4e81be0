/** @file The state that an event shows, until the next step overwrites its memory. */

import { ArgumentError } from "../errors.ts";
import type { Optimizer } from "../optim/transform.ts";
import { flatten, type Tree } from "../tree.ts";
import { type TrainState, tensorsOf } from "./state.ts";
import { evaluationParams } from "./training.ts";

/**
 * Lends a state until `end`. Reading it keeps its tensors from being donated to the next step, which then needs memory
 * of its own; training whose states are never read writes all of them into the same memory.
 */
export class Lease<Params, State, OptimizerState> {
  readonly #optimizer: Optimizer<OptimizerState & Tree>;
  readonly #state: TrainState<Params, State, OptimizerState>;
  #status: "lent" | "kept" | "over" = "lent";

  constructor(optimizer: Optimizer<OptimizerState & Tree>, state: TrainState<Params, State, OptimizerState>) {
    this.#optimizer = optimizer;
    this.#state = state;
  }

  /** A state that the next step overwrites unless it is read before. */
  get state(): TrainState<Params, State, OptimizerState> {
    if (this.#status === "over") throw isOver(this.#state.step);
    if (this.#status === "lent") keep(tensorsOf(this.#state));
    this.#status = "kept";
    return this.#state;
  }

  /** The parameters to evaluate and keep. */
  get params(): Params {
    return evaluationParams(this.#optimizer, this.state as never) as Params;
  }

  /** From now on the state may be overwritten, unless it was read. */
  end(): void {
    if (this.#status === "lent") this.#status = "over";
  }
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
