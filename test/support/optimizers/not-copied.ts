/** @file Rows of other libraries that are wrong; test/not-copied.test.ts shows for each the right value. */

export interface Defect {
  readonly library: "optax" | "torch";
  /** Of a trajectory in fixtures/optimizers.json, where that shows the defect. */
  readonly name: string;
  readonly defect: string;
}

/** In optax 0.2.8 and PyTorch 2.13. */
export const notCopied = [
  { library: "optax", name: "rprop", defect: "moves by the update of the step before, and not at first" },
  { library: "optax", name: "adan", defect: "weighs differences by 1 - b2 where the paper's 1 - β₂ is b2" },
  { library: "optax", name: "adafactor", defect: "rounds the decay of each step to float32" },
  { library: "optax", name: "adadelta without a rate", defect: "climbs: the sign is lost with the rate" },
  { library: "optax", name: "polyak with scaling", defect: "measures the gradient after it has been scaled" },
  { library: "optax", name: "polyak near the minimum", defect: "stops at a squared norm of 2e-16" },
  { library: "optax", name: "clip_by_global_norm(0)", defect: "makes a gradient of 0 not a number" },
  { library: "optax", name: "sam", defect: "divides a gradient of 0 by its norm" },
  { library: "optax", name: "rmsprop, centered", defect: "takes the root of a variance rounded below 0" },
  { library: "torch", name: "RMSprop, centered", defect: "takes the root of a variance rounded below 0" },
  { library: "torch", name: "ASGD", defect: "follows a schedule one step late" },
] as const satisfies readonly Defect[];
