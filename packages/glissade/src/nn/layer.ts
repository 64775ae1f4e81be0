/** @file Layers, with and without state: the types that layers, networks and training share. */

import type { Tensor } from "../graph/tensor.ts";
import type { PyTorchLayout } from "./pytorch-layout.ts";

/** No parameters or no state; a tree, which `undefined` and `null` are not. */
export type None = readonly [];

export const none: None = [];

/** What layers may read besides their input. */
export interface Context {
  /** `true` while training: dropout and batch normalisation behave differently. */
  readonly training: boolean;
  /** A key of the layer's own, for layers that say `random`. */
  readonly key?: Tensor;
  /** Sees each part as it is applied; `summary` passes one. Layers around other layers pass it on. */
  readonly observe?: Observe;
}

/** A part of a layer as it is applied: its name in the tree of parameters, and what it is given. */
export interface PartCall {
  readonly part: string;
  readonly layer: AnyLayer;
  readonly variables: Variables<unknown, unknown>;
  readonly x: unknown;
}

/** Applies a part, whose own parts another observer may see, and returns what it gives. */
export type Observe = (
  call: PartCall,
  apply: (observe: Observe) => readonly [y: unknown, state: unknown],
) => readonly [y: unknown, state: unknown];

interface Described {
  /** The layer as it is written, for errors and summaries: `linear(50)`. */
  readonly name: string;
  /** Whether it draws random numbers while training; `false` by default. */
  readonly random?: boolean;
  /**
   * How PyTorch keeps the parameters of its layer of this kind, for `fromPyTorch` and `toPyTorch`: `{}` where names and
   * layout are the same. Layers made of parts need none.
   */
  readonly pytorch?: PyTorchLayout;
}

/**
 * A layer, or a whole model, without state: a plain pair of functions. Inputs and outputs are trees, most often single
 * tensors whose axis 0 counts the examples of a batch. `init` reads only dtypes and shapes of its example input, so
 * `zeros([1, 784])` serves.
 *
 * @example
 * const scale: nn.Layer<{ factor: Tensor }> = {
 *   name: "scale",
 *   init: () => ({ factor: tensor(2) }),
 *   apply: ({ factor }, x) => x.mul(factor),
 * };
 * await scale.apply(scale.init(random.key(1), zeros([1])), tensor([3])).data(); // [6]
 */
// Functions as properties, since methods are bivariant; `apply` first, since errors of the compiler name the first.
export interface Layer<in out Params, in Input = Tensor, out Output = Tensor> extends Described {
  readonly stateful?: false;
  readonly apply: (params: Params, x: Input, context?: Context) => Output;
  readonly init: (key: Tensor, x: Input) => Params;
}

/** What a model with state is applied to. */
export type Variables<Params, State> = { readonly params: Params; readonly state: State };

/**
 * A layer with state that training changes without a gradient, such as running means. `apply` returns the new state
 * beside the output, changed or not, so that `grad`, `vmap`, `scan` and `checkpoint` see it.
 *
 * @example
 * const counter: nn.Stateful<nn.None, { calls: Tensor }> = {
 *   name: "counter",
 *   stateful: true,
 *   init: () => ({ params: [], state: { calls: tensor(0) } }),
 *   apply: ({ state }, x) => [x, { calls: state.calls.add(1) }],
 * };
 * const [, { calls }] = counter.apply(counter.init(random.key(1), zeros([1])), zeros([1]));
 * await calls.item(); // 1
 */
export interface Stateful<in out Params, in out State, in Input = Tensor, out Output = Tensor>
  extends Described {
  readonly stateful: true;
  readonly apply: (
    variables: Variables<Params, State>,
    x: Input,
    context?: Context,
  ) => readonly [y: Output, state: State];
  readonly init: (key: Tensor, x: Input) => Variables<Params, State>;
}

/** A layer of either kind. Functions of a Model give `State` the default `None`, since a Layer says nothing about it. */
export type Model<Params, State = None, Input = Tensor, Output = Tensor> =
  | Layer<Params, Input, Output>
  | Stateful<Params, State, Input, Output>;

/** Any layer at all: parameters and state are invariant, so that `Tree` in their place would fit no layer. */
// biome-ignore lint/suspicious/noExplicitAny: see above.
export type AnyLayer = Model<any, any, any, any>;

// biome-ignore lint/suspicious/noExplicitAny: as above.
export type AnyStateful = Stateful<any, any, any, any>;

/** In two steps: inferred from the union at once, the parameters of an object literal would be a mixture. */
type Types<L> =
  L extends Layer<infer Params, infer Input, infer Output>
    ? readonly [Params, None, Input, Output]
    : L extends Stateful<infer Params, infer State, infer Input, infer Output>
      ? readonly [Params, State, Input, Output]
      : never;

/** The parameters of a layer. */
export type ParamsOf<L> = Types<L>[0];

/** The state of a layer; `None` where it has none. */
export type StateOf<L> = Types<L>[1];

/** What a layer takes. */
export type InputOf<L> = Types<L>[2];

/** What a layer gives. */
export type OutputOf<L> = Types<L>[3];
