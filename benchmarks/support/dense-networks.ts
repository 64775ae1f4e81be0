/** @file The dense networks of workloads.ts as facts, for other frameworks of JavaScript. */

interface DenseNetwork {
  readonly sizes: readonly [inputs: number, ...units: number[]];
  readonly batch: number;
  readonly activation: "sigmoid" | "relu";
  /** Half the squared error behind an activation, or cross-entropy of logits. */
  readonly loss: "halfSquaredError" | "softmaxCrossEntropy";
  readonly optimizer: "momentum" | "adam";
}

type Kind = Omit<DenseNetwork, "optimizer">;

const small: Kind = {
  ...{ sizes: [196, 100, 50, 10], batch: 64 },
  ...{ activation: "sigmoid", loss: "halfSquaredError" },
};

const wide: Kind = {
  ...{ sizes: [784, 2048, 2048, 10], batch: 128 },
  ...{ activation: "relu", loss: "softmaxCrossEntropy" },
};

export const denseNetworks: Readonly<Record<string, DenseNetwork>> = {
  "a-momentum": { ...small, optimizer: "momentum" },
  "a-adam": { ...small, optimizer: "adam" },
  "b-momentum": { ...wide, optimizer: "momentum" },
  "b-adam": { ...wide, optimizer: "adam" },
};

/** Labels of ten classes. */
export const labelsOf = (batch: number): Int32Array =>
  Int32Array.from({ length: batch }, (_, index) => index % 10);

export const weightsOf = (sizes: readonly number[]): number =>
  sizes.slice(1).reduce((sum, units, layer) => sum + sizes[layer]! * units, 0);
