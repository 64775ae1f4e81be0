/** @file Type tests of optimizers: the states of chains and wrappers, and the trees of updates. */

import { type Equal, is } from "../../../../test/support/types.ts";
import { grad, optim, random, type Tensor, type Tree, tensor } from "../index.ts";

const params = { layers: [{ w: tensor([[1, 2]]), b: tensor([1]) }], scale: tensor(1) };
type Params = typeof params;

const loss = ({ layers, scale }: Params): Tensor => layers[0]!.w.sum().mul(scale);
const gradients = grad(loss)(params);

// chains keep the states of their links, to any depth
const chained = optim.chain(optim.scaleByAdam(), optim.scale(-1));
is<Equal<optim.StateOf<typeof chained>, readonly [optim.MomentState, optim.NoState]>>();
is<Equal<(typeof chained)["init"], (params: Tree) => readonly [optim.MomentState, optim.NoState]>>();
const [{ step }, none] = chained.init(params);
is<Equal<typeof step, Tensor>>();
is<Equal<typeof none, optim.NoState>>();

const nested = optim.chain(optim.clipByGlobalNorm(1), optim.adam(), optim.averageParameters());
const [, [{ m }, rate], { average }] = nested.init(params);
is<Equal<typeof m, Tree>>();
is<Equal<typeof rate, optim.RateState>>();
is<Equal<typeof average, Tree>>();
is<Equal<optim.StateOf<ReturnType<typeof optim.chain<[]>>>, readonly []>>();
// @ts-expect-error a chain of three has no fourth state
nested.init(params)[3];

// optimizers by name have the states of their papers
is<Equal<optim.StateOf<ReturnType<typeof optim.adam>>, optim.DescentState<optim.MomentState>>>();
is<Equal<optim.StateOf<ReturnType<typeof optim.lion>>, optim.DescentState<Tree>>>();
is<Equal<optim.StateOf<ReturnType<typeof optim.prodigy>>, optim.ProdigyState>>();
const sgd = optim.sgd({ learningRate: 0.1, momentum: 0.9 });
const [, , { momentum }] = sgd.init(params);
is<Equal<typeof momentum, Tree>>();

// wrappers keep the state inside
const lookahead = optim.lookahead(optim.scaleByAdam());
is<Equal<optim.StateOf<typeof lookahead>, optim.LookaheadState<optim.MomentState>>>();
const accumulated = optim.accumulate(lookahead, 2);
is<
  Equal<
    (typeof accumulated)["init"],
    (params: Tree) => optim.AccumulateState<optim.StateOf<typeof lookahead>>
  >
>();
const finite = optim.applyIfFinite(optim.masked(optim.scaleByAdam(), true), 3);
is<Equal<optim.StateOf<typeof finite>, optim.ApplyIfFiniteState<optim.MomentState>>>();
const joined = optim.flatten(optim.sam(optim.adamw()));
is<Equal<optim.StateOf<typeof joined>, optim.DescentState<optim.MomentState>>>();
const rows = optim.sparseRows(optim.scaleByAdam());
is<Equal<optim.StateOf<typeof rows>, readonly optim.MomentState[]>>();
const named = optim.namedChain({ clip: optim.clipByValue(1), adam: optim.scaleByAdam() });
is<Equal<ReturnType<(typeof named)["init"]>["adam"], optim.MomentState>>();
const parts = optim.partition({ one: optim.scaleByAdam(), two: optim.ema(0.9) }, "one");
is<Equal<ReturnType<(typeof parts)["init"]>["two"], optim.EmaState>>();
const injected = optim.inject(optim.adam, { learningRate: 0.1, b1: 0.8 });
is<Equal<keyof ReturnType<(typeof injected)["init"]>["hyperparameters"], "learningRate" | "b1">>();
is<Equal<ReturnType<(typeof injected)["init"]>["inner"], optim.DescentState<optim.MomentState>>>();
const free = optim.scheduleFree(optim.scaleByAdam(), { learningRate: 0.1 });
is<Equal<ReturnType<(typeof free)["init"]>["inner"], optim.MomentState>>();

// updates, points and parameters keep their tree
const [updates, next] = nested.update(gradients, nested.init(params), { params });
is<Equal<typeof updates, Params>>();
is<Equal<typeof next, optim.StateOf<typeof nested>>>();
const moved = optim.applyUpdates(params, updates);
is<Equal<typeof moved, Params>>();
const evaluated = free.evaluationPoint(params, free.init(params));
is<Equal<typeof evaluated, Params>>();

// @ts-expect-error updates of another tree
optim.applyUpdates(params, tensor([1]));
// @ts-expect-error an optimizer's state in the place of updates
optim.applyUpdates(params, nested.init(params));
// @ts-expect-error the state of another optimizer
nested.update(gradients, sgd.init(params), { params });
// @ts-expect-error parameters of another tree
nested.update(gradients, nested.init(params), { params: tensor([1]) });
// @ts-expect-error no parameters
nested.update(gradients, nested.init(params), {});

// options have their types, and no others
optim.adam();
optim.sophia({ learningRate: 0.1, key: random.key(1) });
optim.adam({ learningRate: optim.schedules.constant(0.1), b1: tensor(0.9) });
// @ts-expect-error a name that Adam does not have
optim.adam({ lr: 0.1 });
// @ts-expect-error a text
optim.adam({ learningRate: "0.1" });
// @ts-expect-error the learning rate has no default
optim.sgd();
// @ts-expect-error the learning rate has no default
optim.sgd({ momentum: 0.9 });
// @ts-expect-error no such form
optim.sgd({ learningRate: 0.1, nesterov: "yes" });
// @ts-expect-error a schedule where a number shapes the graph
optim.lookahead(sgd, { steps: optim.schedules.constant(5) });
// @ts-expect-error a name that cosines do not have
optim.schedules.cosine({ start: 0.1, step: 10 });
is<Equal<optim.SgdOptions["nesterov"], boolean | "textbook" | undefined>>();
is<Equal<optim.SgdOptions["learningRate"], optim.LearningRate>>();
is<Equal<optim.AdamwOptions["b1"], number | Tensor | undefined>>();
is<Equal<optim.AdafactorOptions["minDimSizeToFactor"], number | undefined>>();

// every optimizer is one of any state
const any: readonly optim.Optimizer[] = [
  chained,
  nested,
  sgd,
  lookahead,
  named,
  parts,
  injected,
  free,
  joined,
];
is<Equal<ReturnType<(typeof any)[number]["init"]>, Tree>>();
