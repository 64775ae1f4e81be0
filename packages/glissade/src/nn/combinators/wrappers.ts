/** @file Layers around a layer that change no type: residual connections, repetition, and those that stay as they are. */

import { scan } from "../../control/scan.ts";
import { ShapeError, within } from "../../errors.ts";
import { sameShape } from "../../graph/shape.ts";
import { formatType, type Tensor } from "../../graph/tensor.ts";
import { add } from "../../ops/elementwise/arithmetic.ts";
import { stopGradient } from "../../ops/elementwise/cast.ts";
import { stack } from "../../ops/shape/reorder.ts";
import { requireCount } from "../../options/ranges.ts";
import * as random from "../../random/index.ts";
import { mapTree } from "../../tree.ts";
import { vmap } from "../../vmap/vmap.ts";
import type { AnyLayer, AnyStateful, Layer, OutputOf, Stateful } from "../layer.ts";
import { requireCall, requireLayer, requireStart } from "../layer-checks.ts";
import { lift, lower } from "../lift.ts";
import type { PyTorchLayout } from "../pytorch-layout.ts";
import type { Taking } from "./sequential.ts";

/** A layer whose output can be its input. */
type Endo<L> = Taking<OutputOf<L>, L>;

/** A layer of the same types, without what else the given one may have. */
type Same<L> =
  L extends Stateful<infer Params, infer State, infer Input, infer Output>
    ? Stateful<Params, State, Input, Output>
    : L extends Layer<infer Params, infer Input, infer Output>
      ? Layer<Params, Input, Output>
      : never;

interface Wrapper {
  readonly name: string;
  /** The wrapper as errors name it. */
  readonly place: string;
  /** That of the inner layer by default. */
  readonly random?: boolean;
  /** That of the inner layer, where parameters are its own. */
  readonly pytorch?: PyTorchLayout;
  readonly init?: AnyStateful["init"];
  readonly apply: AnyStateful["apply"];
}

/** The inner layer with a name and functions of its own. */
function wrap<L extends AnyLayer>(
  inner: unknown,
  where: string,
  wrapper: (full: AnyStateful) => Wrapper,
): Same<L> {
  requireLayer(where, inner);
  const full = lift(inner);
  const {
    name,
    place,
    random = full.random,
    pytorch,
    init = (key, x) => full.init(key, x),
    apply,
  } = wrapper(full);
  const wrapped: AnyStateful = {
    name,
    random,
    pytorch,
    stateful: true,
    init: (key, x) =>
      within(place, () => {
        requireStart(key, x);
        return init(key, x);
      }),
    apply: (variables, x, context) =>
      within(place, () => {
        requireCall(x, context);
        return apply(variables, x, context);
      }),
  };
  return lower(wrapped, inner.stateful === true) as Same<L>;
}

/** The output, which must have the type of the input. */
function requireSame(x: Tensor, y: Tensor): Tensor {
  if (x.dtype === y.dtype && sameShape(x.shape, y.shape)) return y;
  throw new ShapeError({
    where: "layer",
    rule: `must give what it takes, got ${formatType(x.type)} and ${formatType(y.type)}`,
    fix: "Let the last layer have as many outputs as the first has inputs, or change x in a block of your own",
  });
}

/** x + y without broadcasting. */
const addSame = (x: Tensor, y: Tensor): Tensor => add(x, requireSame(x, y));

/**
 * x + layer(x), so that gradients have a direct way back: Deep Residual Learning for Image Recognition (He et al. 2015,
 * arXiv:1512.03385). The inner layer gives what it takes; parameters and state are its own.
 *
 * @example
 * const model = nn.residual(nn.linear(3, { weight: nn.zeros() }));
 * await model.apply(model.init(random.key(1), zeros([1, 3])), tensor([[1, 2, 3]])).data(); // [1, 2, 3]
 *
 * @throws ShapeError at `apply` where the inner layer gives another shape than it takes
 */
export const residual = <L extends AnyLayer>(inner: Endo<L>): Same<L> =>
  wrap<L>(inner, "residual(layer)", (full) => ({
    name: `residual(${full.name})`,
    place: "residual",
    pytorch: full.pytorch,
    apply: (variables, x, context) => {
      const [y, state] = full.apply(variables, x, context);
      return [mapTree(addSame, x, y), state];
    },
  }));

/**
 * A layer that stays as it is while others are trained, for fine-tuning: it behaves as in evaluation, so that running
 * statistics stand still and nothing is dropped, and its parameters get no gradient. With `optim.freeze` the optimizer
 * leaves them alone too, weight decay included. Parameters and state are its own.
 *
 * @example
 * const model = nn.sequential(nn.frozen(nn.batchNorm()), nn.linear(1));
 * const variables = model.init(random.key(1), zeros([1, 2]));
 * const [, state] = model.apply(variables, tensor([[1, 10], [3, 30]]), { training: true });
 * await state[0].mean.data(); // [0, 0]
 */
export const frozen = <L extends AnyLayer>(inner: L): Same<L> =>
  wrap<L>(inner, "frozen(layer)", (full) => ({
    name: `frozen(${full.name})`,
    place: "frozen",
    pytorch: full.pytorch,
    random: false,
    apply: ({ params, state }, x, context) => {
      const still = context && { ...context, training: false };
      const [y] = full.apply({ params: mapTree(stopGradient, params), state }, x, still);
      return [y, state];
    },
  }));

/** The slice of the scan that belongs to one copy. */
type Copy = { readonly key?: Tensor; readonly params: unknown; readonly state: unknown };

/**
 * A number of copies one behind the other, each with parameters of its own, as one `scan` over layers: the graph stays
 * as small as that of a single copy. Parameters and state have a leading axis that counts the copies.
 *
 * @example
 * const tower = nn.repeat(4, nn.residual(nn.linear(3)));
 * const params = tower.init(random.key(1), zeros([1, 3]));
 * params.weight.shape; // [4, 3, 3]
 * tower.apply(params, zeros([5, 3])).shape; // [5, 3]
 *
 * @throws ArgumentError for a count that is no positive integer; at `apply` ShapeError where the inner layer gives
 * another shape than it takes
 */
export function repeat<L extends AnyLayer>(count: number, inner: Endo<L>): Same<L> {
  requireCount("repeat(count)", count);
  return wrap<L>(inner, "repeat(count, layer)", (full) => {
    const keysFrom = (key: Tensor) => stack(random.split(key, count));
    const apply: AnyStateful["apply"] = ({ params, state }, x, context) => {
      const keys = full.random && context?.key ? { key: keysFrom(context.key) } : {};
      const step = (input: unknown, { key, ...variables }: Copy) => {
        const [y, next] = full.apply(variables, input, context && { ...context, key });
        return [mapTree(requireSame, input, y), next] as const;
      };
      return scan(step, x, { params, state, ...keys } as Copy, { length: count });
    };
    return {
      name: `repeat(${count}, ${full.name})`,
      place: `repeat(${count})`,
      init: (key, x) => vmap((own: Tensor) => full.init(own, x))(keysFrom(key)),
      apply,
    };
  });
}
