/** @file Gradients without their mean. */

import { sub } from "../../ops/elementwise/arithmetic.ts";
import { mean } from "../../ops/reduce/reduce.ts";
import { withoutArguments } from "../../options/arguments.ts";
import { unitAxes } from "../math/units.ts";
import { type NoState, stateless, type Transform } from "../transform.ts";

/**
 * Gradient centralization (Yong et al., "Gradient Centralization: A New Optimization Technique for Deep Neural
 * Networks", 2020, arXiv 2004.01461): g ← g - mean(g) for each unit of a layer. Units are the columns of a matrix and
 * the output channels of a convolution; vectors and scalars stay as they are.
 *
 * @example
 * const gradients = tensor([[1, 2], [3, 6]]);
 * const [centred] = optim.centralizeGradients().update(gradients, [], { params: gradients });
 * await centred.data(); // [-1, -2, 1, 2]
 */
export const centralizeGradients = withoutArguments(
  "centralizeGradients",
  (): Transform<NoState> =>
    stateless((leaf) =>
      leaf.rank < 2 ? leaf : sub(leaf, mean(leaf, { axis: unitAxes(leaf), keepDims: true })),
    ),
);
