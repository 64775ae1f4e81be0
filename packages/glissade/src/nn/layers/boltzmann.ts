/** @file Restricted Boltzmann machines. */

import { zeros } from "../../create-tensor.ts";
import { within } from "../../errors.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { requireFloat } from "../../ops/dtype-rules.ts";
import { softplus } from "../../ops/elementwise/activations.ts";
import { add, neg, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast, stopGradient } from "../../ops/elementwise/cast.ts";
import { less } from "../../ops/elementwise/compare.ts";
import { sigmoid } from "../../ops/elementwise/sigmoid.ts";
import { matmul } from "../../ops/linalg/matmul.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { transpose } from "../../ops/shape/layout.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireCount } from "../../options/ranges.ts";
import { uniform } from "../../random/distributions.ts";
import * as random from "../../random/index.ts";
import { type Initializer, initialize, initializerKind, normal } from "../initializers.ts";
import type { Layer } from "../layer.ts";
import { requireCall } from "../layer-checks.ts";
import { parametric, requireNames, requireShapes } from "./parameters.ts";

export interface RestrictedBoltzmannOptions {
  /** Start of the weights; `normal(0.01)` by default. */
  readonly weight?: Initializer;
  /** Steps of Gibbs sampling in `contrastiveDivergence`; 1 by default. */
  readonly steps?: number;
}

const readOptions = optionsReader<RestrictedBoltzmannOptions>({ weight: initializerKind, steps: kind.count });

export type RestrictedBoltzmannParams = {
  /** (visible, hidden) */
  readonly weight: Tensor;
  readonly visibleBias: Tensor;
  readonly hiddenBias: Tensor;
};

type Params = RestrictedBoltzmannParams;

/** A layer from visible units to the probabilities of hidden ones, and what else such a machine can do. */
export interface RestrictedBoltzmann extends Layer<Params> {
  /** P(h = 1 | v): (batch, hidden). */
  readonly hidden: (params: Params, v: Tensor) => Tensor;
  /** P(v = 1 | h): (batch, visible). */
  readonly visible: (params: Params, h: Tensor) => Tensor;
  /** F(v) = -v·a - Σ softplus(vW + b), a number for each example: P(v) is proportional to e to the power of -F(v). */
  readonly freeEnergy: (params: Params, v: Tensor) => Tensor;
  /** Visible units after a number of steps of Gibbs sampling from given ones. */
  readonly sample: (params: Params, v: Tensor, key: Tensor, steps?: number) => Tensor;
  /**
   * A layer with the same parameters to train by: F(v) - F(v′) for each example, where v′ are its samples, held constant.
   * The gradient of its mean is contrastive divergence, ⟨vhᵀ⟩ of the samples minus that of the data.
   */
  readonly contrastiveDivergence: Layer<Params>;
}

/**
 * The restricted Boltzmann machine of binary units: hidden and visible ones are independent given the others, and it learns
 * the distribution of its inputs, numbers from 0 to 1, (batch, visible). Train its `contrastiveDivergence` with a loss that
 * averages; stacks of them make deep belief networks: A Fast Learning Algorithm for Deep Belief Nets (Hinton, Osindero and
 * Teh 2006); A Practical Guide to Training Restricted Boltzmann Machines (Hinton 2010).
 *
 * @example
 * const machine = nn.restrictedBoltzmannMachine(3);
 * const x = tensor([[1, 1, 0, 0], [0, 0, 1, 1]]);
 * const { params } = await train(machine.contrastiveDivergence, {
 *   data: [{ x, y: x }],
 *   loss: (gap: Tensor) => gap.mean(),
 *   optimizer: optim.sgd({ learningRate: 0.5 }),
 *   epochs: 5,
 * });
 * machine.apply(params, x).shape; // [2, 3]
 *
 * @throws ArgumentError for hidden units that are no positive integer; ShapeError for inputs that are no matrix
 */
export function restrictedBoltzmannMachine(
  hiddenUnits: number,
  options?: RestrictedBoltzmannOptions,
): RestrictedBoltzmann {
  const { weight = normal(0.01), steps: usual = 1 } = readOptions("restrictedBoltzmannMachine", options);
  requireCount("restrictedBoltzmannMachine(hidden)", hiddenUnits);
  const name = `restrictedBoltzmannMachine(${hiddenUnits})`;
  const shapes = ({ shape }: Tensor) => {
    const visibleUnits = shape.at(-1) ?? 0;
    return { weight: [visibleUnits, hiddenUnits], visibleBias: [visibleUnits], hiddenBias: [hiddenUnits] };
  };
  const layer = parametric<Params>({
    name,
    shapes,
    init(key, x) {
      requireFloat("input", x);
      const [own, { dtype }] = [shapes(x), x];
      const fans = { fanIn: own.visibleBias[0]!, fanOut: hiddenUnits, dtype };
      return {
        weight: initialize("{ weight }", weight, { key, shape: own.weight, fans }),
        visibleBias: zeros(own.visibleBias, { dtype }),
        hiddenBias: zeros(own.hiddenBias, { dtype }),
      };
    },
    apply: hidden,
  });
  /** Checks what a function is called with; errors begin with the name of the machine. */
  const checked = (f: (params: Params, x: Tensor) => Tensor) => (params: Params, x: Tensor) =>
    within(name, () => {
      requireTensor("input", x);
      requireNames("params", params, ["weight", "visibleBias", "hiddenBias"]);
      return f(params, x);
    });
  return {
    ...layer,
    hidden: checked(hidden),
    visible: checked(visible),
    freeEnergy: checked(freeEnergy),
    sample: (params, v, key, steps = usual) =>
      checked((own, x) => sampled(own, x, { key, steps }))(params, v),
    contrastiveDivergence: {
      name: `${name}.contrastiveDivergence`,
      random: true,
      init: layer.init,
      apply: (params, x, context) =>
        within(name, () => {
          requireCall(x, context);
          requireShapes("params", params, { shapes: shapes(x), x });
          const key = context?.key ?? random.key(0);
          const imagined = stopGradient(sampled(params, x, { key, steps: usual }));
          return sub(freeEnergy(params, x), freeEnergy(params, imagined));
        }),
    },
  };
}

const hidden = ({ weight, hiddenBias }: Params, v: Tensor): Tensor =>
  sigmoid(add(matmul(v, weight), hiddenBias));

const visible = ({ weight, visibleBias }: Params, h: Tensor): Tensor =>
  sigmoid(add(matmul(h, transpose(weight)), visibleBias));

function freeEnergy({ weight, visibleBias, hiddenBias }: Params, v: Tensor): Tensor {
  const open = sum(softplus(add(matmul(v, weight), hiddenBias)), { axis: -1 });
  return sub(neg(matmul(v, visibleBias)), open);
}

const bernoulli = (key: Tensor, probabilities: Tensor): Tensor =>
  cast(
    less(uniform(key, probabilities.shape, { dtype: probabilities.dtype }), probabilities),
    probabilities.dtype,
  );

interface Draw {
  readonly key: Tensor;
  readonly steps: number;
}

function sampled(params: Params, v: Tensor, { key, steps }: Draw): Tensor {
  return random.split(key, steps).reduce((at, own) => {
    const [first, second] = random.split(own) as [Tensor, Tensor];
    return bernoulli(second, visible(params, bernoulli(first, hidden(params, at))));
  }, v);
}
