/** @file Type tests of layers and networks, without a cast. */

import { type Equal, is } from "../../../../test/support/types.ts";
import { compile, grad, nn, random, type Tensor, valueAndGradWith, vmap, zeros } from "../index.ts";

type Linear = nn.LinearParams;
type Norm = nn.NormParams;
const key = random.key(1);
const x = zeros([2, 3]);

// Without state: apply takes the parameters.
const plain = nn.sequential(nn.linear(4), nn.relu(), nn.linear(5), nn.dropout(), nn.residual(nn.linear(5)));
const params = plain.init(key, x);
is<Equal<typeof params, readonly [Linear, nn.None, Linear, nn.None, Linear]>>();
is<Equal<(typeof params)[2]["weight"], Tensor>>();
const y = plain.apply(params, x);
is<Equal<typeof y, Tensor>>();
const gradient = grad((p: typeof params) => plain.apply(p, x).sum())(params);
is<Equal<typeof gradient, typeof params>>();

// With state: init gives both, apply takes both and gives the output and the state.
const model = nn.sequential(
  nn.linear(4),
  nn.batchNorm(),
  nn.relu(),
  nn.residual(nn.sequential(nn.linear(4), nn.batchNorm())),
);
const start = model.init(key, x);
is<Equal<typeof start.params, readonly [Linear, Norm, nn.None, readonly [Linear, Norm]]>>();
is<
  Equal<
    typeof start.state,
    readonly [nn.None, nn.BatchNormState, nn.None, readonly [nn.None, nn.BatchNormState]]
  >
>();
is<Equal<(typeof start.params)[1]["weight"], Tensor>>();
const [value, slope, after] = valueAndGradWith((p: typeof start.params) => {
  const [out, next] = model.apply({ params: p, state: start.state }, x, { training: true, key });
  return [out.sum(), next];
})(start.params);
is<Equal<typeof value, Tensor>>();
is<Equal<typeof slope, typeof start.params>>();
is<Equal<typeof after, typeof start.state>>();
const compiled = compile((v: typeof start, input: Tensor) => model.apply(v, input));
is<Equal<Awaited<ReturnType<typeof compiled>>, readonly [y: Tensor, state: typeof start.state]>>();
const seeds = vmap((own: Tensor) => model.init(own, x))(zeros([4, 2], { dtype: "uint32" }));
is<Equal<typeof seeds, typeof start>>();
const out = nn.outputs(model, start, x);
is<Equal<typeof out, Tensor>>();

// Options say what parameters there are.
const free = nn.sequential(nn.linear(2, { bias: null }), nn.conv2d(3, 3, { bias: null }));
is<Equal<ReturnType<typeof free.init>, readonly [Pick<Linear, "weight">, Pick<Linear, "weight">]>>();
const started = nn.linear(2, { bias: nn.zeros(), weight: nn.kaiming() });
is<Equal<typeof started, nn.Layer<Linear>>>();
const hasBias: boolean = Math.random() < 0.5;
const perhaps = nn.linear(2, { bias: hasBias ? nn.zeros() : null });
is<Equal<ReturnType<typeof perhaps.init>["bias"], Tensor | undefined>>();
const attention = nn.multiHeadAttention(2, { bias: null });
is<Equal<ReturnType<typeof attention.init>["query"], Pick<Linear, "weight">>>();
const biased = nn.multiHeadAttention(2, { causal: true });
is<Equal<ReturnType<typeof biased.init>["query"], Linear>>();
const bare = nn.batchNorm({ affine: false });
is<Equal<typeof bare, nn.Stateful<nn.None, nn.BatchNormState>>>();
const affine = nn.batchNorm({ affine: hasBias });
is<Equal<typeof affine, nn.Stateful<nn.None | Norm, nn.BatchNormState>>>();
const norm = nn.batchNorm({ momentum: 0.01 });
is<Equal<typeof norm, nn.Stateful<Norm, nn.BatchNormState>>>();

// Nesting, spreads and lists.
const deep = nn.sequential(
  nn.linear(3),
  nn.sequential(nn.relu(), nn.sequential(nn.linear(3), nn.batchNorm())),
);
is<Equal<ReturnType<typeof deep.init>["params"][1][1][0]["weight"], Tensor>>();
const spread = nn.sequential(nn.linear(3), ...Array.from({ length: 3 }, () => nn.linear(3)), nn.relu());
is<Equal<ReturnType<typeof spread.init>, readonly [Linear, ...Linear[], nn.None]>>();
const list = nn.sequential(...[1, 2].map((units) => nn.linear(units)));
is<Equal<ReturnType<typeof list.init>, readonly Linear[]>>();
const pairs = nn.sequential(...[1, 2].flatMap((units) => [nn.linear(units), nn.relu()]));
is<Equal<ReturnType<typeof pairs.init>, readonly (Linear | nn.None)[]>>();
const tower = nn.repeat(6, nn.residual(nn.linear(3)));
is<Equal<typeof tower, nn.Layer<Linear>>>();
const towers = nn.repeat(6, nn.sequential(nn.linear(3), nn.batchNorm()));
is<Equal<ReturnType<typeof towers.init>["state"], readonly [nn.None, nn.BatchNormState]>>();

// Whether there is state is known at run time only.
const undecided = nn.sequential(nn.linear(3), hasBias ? nn.batchNorm() : nn.relu());
is<
  Equal<
    typeof undecided,
    nn.Model<readonly [Linear, Norm | nn.None], readonly [nn.None, nn.BatchNormState | nn.None]>
  >
>();
const lifted = nn.lift(undecided);
is<
  Equal<
    typeof lifted,
    nn.Stateful<readonly [Linear, Norm | nn.None], readonly [nn.None, nn.BatchNormState | nn.None]>
  >
>();
const mixed = nn.sequential(...[nn.linear(3), nn.batchNorm()]);
const mixedOut = nn.outputs(mixed, nn.lift(mixed).init(key, x), x);
is<Equal<typeof mixedOut, Tensor>>();
const certain = nn.sequential(nn.batchNorm(), hasBias ? nn.batchNorm() : nn.relu());
is<Equal<ReturnType<typeof certain.init>["state"][0]["mean"], Tensor>>();

// Errors.
// @ts-expect-error parameters of another model
plain.apply(start.params, x);
// @ts-expect-error params and state exchanged
model.apply({ params: start.state, state: start.params }, x);
// @ts-expect-error with state, and no longer the parameters alone
model.apply(start.params, x);
// @ts-expect-error without state, so the parameters alone
plain.apply({ params, state: [] }, x);
// @ts-expect-error the result is a pair
model.apply(start, x).sum();
// @ts-expect-error no such layer
params[5];
// @ts-expect-error no such parameter
params[0].wieght;
// @ts-expect-error relu has no parameters
params[1].weight;
// @ts-expect-error left out
free.init(key, x)[0].bias;
// @ts-expect-error there may be none
perhaps.init(key, x).bias.shape;
// @ts-expect-error a layer with state is no Layer
nn.batchNorm() satisfies nn.Layer<Norm>;
// @ts-expect-error a function, no layer
nn.sequential(nn.linear(3), nn.relu);
// @ts-expect-error the initialiser is called first
nn.linear(3, { weight: nn.zeros });
// @ts-expect-error an unknown option
nn.linear(3, { initializer: nn.zeros() });
// @ts-expect-error the key is left out
model.init(x);
// @ts-expect-error a context needs to say whether this is training
plain.apply(params, x, { key });
// @ts-expect-error not yet known whether it has state
undecided.apply(undecided.init(key, x), x);

// Wrappers of weights keep the other parameters.
const normed = nn.sequential(nn.weightNorm(nn.linear(2)), nn.weightNorm(nn.conv2d(3, 3, { bias: null })));
const [dense, kernels] = normed.init(key, x);
is<Equal<typeof dense.weight.magnitude, Tensor>>();
is<Equal<typeof dense.bias, Tensor>>();
is<Equal<keyof typeof kernels, "weight">>();
const spectral = nn.sequential(nn.spectralNorm(nn.linear(2)), nn.relu());
const spectralStart = spectral.init(key, x);
is<Equal<typeof spectralStart.params, readonly [Linear, nn.None]>>();
is<Equal<typeof spectralStart.state, readonly [nn.SpectralNormState, nn.None]>>();
const shifted = nn.sequential(nn.instanceNorm({ affine: true }), nn.instanceNorm(), nn.swiglu(4), nn.prelu());
const shiftedParams = shifted.init(key, x);
is<Equal<(typeof shiftedParams)[0], Norm>>();
is<Equal<(typeof shiftedParams)[1], nn.None>>();
is<Equal<(typeof shiftedParams)[2]["gate"], Pick<Linear, "weight">>>();
