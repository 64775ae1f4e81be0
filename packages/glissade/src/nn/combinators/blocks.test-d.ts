/** @file Type tests of blocks, branches and custom layers, without a cast. */

import { type Equal, is } from "../../../../../test/support/types.ts";
import { checkpoint, nn, random, scan, sigmoid, type Tensor, tensor, zeros } from "../../index.ts";

type Linear = nn.LinearParams;
const key = random.key(1);
const x = zeros([2, 3]);

// Blocks in order: paths by name.
const named = nn.block({ encoder: nn.linear(8), norm: nn.batchNorm(), head: nn.linear(2) });
is<
  Equal<
    typeof named,
    nn.Stateful<
      { readonly encoder: Linear; readonly norm: nn.NormParams; readonly head: Linear },
      { readonly encoder: nn.None; readonly norm: nn.BatchNormState; readonly head: nn.None }
    >
  >
>();
is<Equal<ReturnType<typeof named.init>["params"]["head"]["weight"], Tensor>>();

// Blocks of one's own.
const gated = nn.block(
  "gated",
  { value: nn.linear(3), gate: nn.linear(3) },
  ({ value, gate }, input: Tensor) => value(input).mul(sigmoid(gate(input))),
);
is<Equal<typeof gated, nn.Layer<{ readonly value: Linear; readonly gate: Linear }>>>();
const normed = nn.block(
  "normed",
  { norm: nn.batchNorm(), dense: nn.linear(3) },
  ({ norm, dense }, input: Tensor) => norm(dense(input)),
);
is<
  Equal<
    typeof normed,
    nn.Stateful<
      { readonly norm: nn.NormParams; readonly dense: Linear },
      { readonly norm: nn.BatchNormState; readonly dense: nn.None }
    >
  >
>();

// Several inputs and outputs.
const cross = nn.block(
  "cross",
  { query: nn.linear(4), key: nn.linear(4) },
  ({ query, key }, { x, memory }: { readonly x: Tensor; readonly memory: Tensor }) =>
    query(x).add(key(memory)),
);
is<Equal<nn.InputOf<typeof cross>, { readonly x: Tensor; readonly memory: Tensor }>>();
const heads = nn.sequential(
  nn.linear(3),
  nn.parallel({ output: nn.linear(10), auxiliary: nn.sequential(nn.batchNorm(), nn.linear(10)) }),
);
const [both, state] = heads.apply(heads.init(key, x), x);
is<Equal<typeof both, { readonly output: Tensor; readonly auxiliary: Tensor }>>();
is<Equal<(typeof state)[1]["auxiliary"][0]["mean"], Tensor>>();

// Branches share their input: what all of them need.
const left = nn.lambda("left", ({ a }: { readonly a: Tensor }) => a);
const right = nn.lambda("right", ({ b }: { readonly b: Tensor }) => b);
const branches = nn.parallel({ left, right });
is<Equal<nn.InputOf<typeof branches>, { readonly a: Tensor } & { readonly b: Tensor }>>();

// Layers of one's own, as values and as literals.
const scale: nn.Layer<{ factor: Tensor }> = {
  name: "scale",
  init: () => ({ factor: tensor(2) }),
  apply: ({ factor }, input) => input.mul(factor),
};
const shifted = nn.sequential(nn.linear(2), scale, {
  name: "shift",
  init: () => ({ by: tensor(2) }),
  apply: ({ by }: { by: Tensor }, input: Tensor) => input.add(by),
});
is<Equal<ReturnType<typeof shifted.init>, readonly [Linear, { factor: Tensor }, { by: Tensor }]>>();
const counter: nn.Stateful<nn.None, { calls: Tensor }> = {
  name: "counter",
  stateful: true,
  init: () => ({ params: [], state: { calls: tensor(0) } }),
  apply: ({ state }, input) => [input, { calls: state.calls.add(1) }],
};
const counted = nn.sequential(nn.linear(2), counter);
is<Equal<ReturnType<typeof counted.init>["state"], readonly [nn.None, { calls: Tensor }]>>();

// Combinators of one's own, generic in the state.
const doubled = <P, S = nn.None>(inner: nn.Model<P, S>): nn.Stateful<P, S> => {
  const full = nn.lift(inner);
  return {
    ...full,
    name: `doubled(${inner.name})`,
    apply(variables, input, context) {
      const [y, next] = full.apply(variables, input, context);
      return [y.mul(2), next];
    },
  };
};
const doubledLinear = doubled(nn.linear(3));
is<Equal<typeof doubledLinear, nn.Stateful<Linear, nn.None>>>();
const doubledNorm = doubled(nn.batchNorm());
is<Equal<typeof doubledNorm, nn.Stateful<nn.NormParams, nn.BatchNormState>>>();
const checkpointed = <P, S = nn.None, X = Tensor, Y = Tensor>(
  inner: nn.Model<P, S, X, Y>,
): nn.Stateful<P, S, X, Y> => {
  const full = nn.lift(inner);
  return {
    ...full,
    apply: (variables, input, context) =>
      checkpoint((v: typeof variables, i: X) => full.apply(v, i, context))(variables, input),
  };
};
is<Equal<ReturnType<typeof checkpointed<Linear>>, nn.Stateful<Linear, nn.None>>>();
/** Wrappers of a generic layer. */
const twice = <P, S = nn.None>(inner: nn.Stateful<P, S>) => nn.repeat(2, nn.residual(inner));
const towers = twice(nn.batchNorm());
is<Equal<typeof towers, nn.Stateful<nn.NormParams, nn.BatchNormState>>>();
const plainTwice = <P>(inner: nn.Layer<P>) =>
  nn.block("twice", { inner }, ({ inner }, input: Tensor) => inner(inner(input)));
is<Equal<ReturnType<typeof plainTwice<Linear>>, nn.Layer<{ readonly inner: Linear }>>>();
/** A wrapper gives the types of a layer, and not what else the given one has. */
const noted = { ...nn.linear(3), note: "mine" };
const residual = nn.residual(noted);
is<Equal<typeof residual, nn.Layer<Linear>>>();

// Recurrence: a scan within a block.
type Hidden = { readonly h: Tensor; readonly c: Tensor };
const cell: nn.Layer<Linear, { readonly x: Tensor; readonly hidden: Hidden }, Hidden> = {
  name: "cell",
  init: (own, { x }) => nn.linear(4).init(own, x),
  apply: (params, { x, hidden: { h } }) => ({ h: nn.linear(4).apply(params, x).add(h), c: h }),
};
const recurrent = nn.block("recurrent", { cell }, ({ cell }, xs: Tensor) => {
  const h = zeros([2, 4]);
  const step = (hidden: Hidden, x: Tensor): [Hidden, Tensor] => {
    const next = cell({ x, hidden });
    return [next, next.h];
  };
  return scan(step, { h, c: h }, xs)[1];
});
is<Equal<typeof recurrent, nn.Layer<{ readonly cell: Linear }>>>();

// Errors.
// @ts-expect-error the head takes a tensor, the layer before gives two
nn.sequential(nn.parallel({ a: nn.linear(1), b: nn.linear(1) }), nn.linear(3));
// @ts-expect-error two inputs, the layer before gives one
nn.sequential(nn.linear(3), cross);
// @ts-expect-error the order of the layers
nn.sequential(nn.linear(3), nn.relu(), cross, nn.linear(2));
// @ts-expect-error x + y needs trees of one kind
nn.residual(cross);
// @ts-expect-error the output is the next input
nn.repeat(2, cross);
// @ts-expect-error a misspelled input
cross.apply(cross.init(key, { x, memory: x }), { x, memry: x });
// @ts-expect-error a block calls a part with the wrong tree
nn.block("wrong", { cross }, ({ cross }, input: Tensor) => cross(input));
// @ts-expect-error a block calls a part that it does not have
nn.block("wrong", { cross }, ({ corss }, input: Tensor) => corss(input));
// @ts-expect-error parts in order, of other inputs than outputs: write a function
nn.block({ cross, head: nn.linear(2) });
// @ts-expect-error one branch needs more
branches.apply({ left: [], right: [] }, { a: x });
// @ts-expect-error a part with state gives its output alone within a block
nn.block("wrong", { norm: nn.batchNorm() }, ({ norm }, input: Tensor) => norm(input)[0]);
// @ts-expect-error the state must be returned
({ ...counter, apply: (_: unknown, input: Tensor) => input }) satisfies nn.Stateful<
  nn.None,
  { calls: Tensor }
>;
