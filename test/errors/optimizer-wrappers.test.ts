/** @file Whole messages of wrappers, schedules and projections. */

import { optim, random, type Tensor, tensor, vmap, zeros } from "glissade";
import { describe, expect, it } from "vitest";

type Row = readonly [message: string, call: () => unknown];

const { projections, schedules, sgd } = optim;
const params = { dense: { w: zeros([2]), b: zeros([1]) } };
const descent = sgd({ learningRate: 0.1 });

/** An update without what the transform needs. */
const bare = (transform: optim.Transform, context: object = {}) =>
  (transform.update as (gradients: unknown, state: unknown, context: object) => unknown)(
    params,
    transform.init(params),
    context,
  );

const contexts: readonly Row[] = [
  [
    "sam: needs context.objective, got none. Pass { params, objective } as the third argument of update.",
    () => bare(optim.sam(descent), { params }),
  ],
  [
    "sam: needs context.params, got none. Pass { params } as the third argument of update.",
    () => bare(optim.sam(descent)),
  ],
  [
    "reduceOnPlateau: needs context.loss, got none. Pass { params, loss } as the third argument of update.",
    () => bare(optim.reduceOnPlateau(), { params }),
  ],
  [
    "reduceOnPlateau: needs context.value, got none. Pass { params, value } as the third argument of update.",
    () => bare(optim.reduceOnPlateau({ follow: "value" }), { params }),
  ],
  ...[
    ["adaptiveClip", optim.adaptiveClip(0.1)],
    ["averageParameters", optim.averageParameters()],
    ["stochasticWeightAveraging", optim.stochasticWeightAveraging()],
    ["lookahead", optim.lookahead(descent)],
    ["masked", optim.masked(descent, true)],
    ["freeze", optim.freeze(descent, true)],
    ["partition", optim.partition({ all: descent }, "all")],
    ["project", optim.project(projections.nonNegative)],
    ["addSignedWeights", optim.addSignedWeights(0.1)],
    ["accumulate", optim.accumulate(descent, 2)],
    ["applyIfFinite", optim.applyIfFinite(descent, 2)],
  ].map(
    ([name, transform]): Row => [
      `${name}: needs context.params, got none. Pass { params } as the third argument of update.`,
      () => bare(transform as optim.Transform),
    ],
  ),
];

const trees: readonly Row[] = [
  [
    "masked(mask): the mask must follow the parameters, which have parameters at dense/b, got nothing there. Give a boolean for every leaf or branch, a pattern of paths, or a function of path and leaf.",
    () => optim.masked(descent, { dense: { w: true } }).init(params),
  ],
  [
    "masked(mask): must choose at least one leaf, got none of dense/w, dense/b.",
    () => optim.masked(descent, (path) => path.endsWith("weight")).init(params),
  ],
  [
    "freeze(mask): must choose at least one leaf, got none of the only tensor.",
    () => optim.freeze(descent, false).init(zeros([2])),
  ],
  [
    'freeze(optimizer): must be an optimizer, got "encoder/**". The optimizer comes first: optim.freeze(optim.adam(), "encoder/**").',
    () => optim.freeze("encoder/**" as never, "encoder/**"),
  ],
  [
    'partition(labels): must name transforms (fast, slow), got "quick" at dense/b.',
    () =>
      optim.partition({ fast: descent, slow: descent }, { dense: { w: "fast", b: "quick" } }).init(params),
  ],
  [
    "partition(labels): the tree of labels must follow the parameters, which have nothing at head, got fast there. Give a string for every leaf or branch, or a function of path and leaf.",
    () => optim.partition({ fast: descent }, { dense: "fast", head: "fast" }).init(params),
  ],
  [
    "box: mapTree: trees must have the same structure, got leaves dense/w, dense/b and dense.",
    () => projections.box({ lower: { dense: zeros([1]) } })(params),
  ],
  [
    "setHyperparameters: must name hyper-parameters of the state (learningRate), got momentum. Wrap the optimizer with inject() to keep them in its state.",
    () => optim.setHyperparameters(optim.inject(sgd, { learningRate: 0.1 }).init(params), { momentum: 0.9 }),
  ],
  [
    "setHyperparameters: must name hyper-parameters of the state (none), got learningRate. Wrap the optimizer with inject() to keep them in its state.",
    () => optim.setHyperparameters(descent.init(params), { learningRate: 0.9 }),
  ],
];

const numbers: readonly Row[] = [
  ["accumulate(steps): must be a positive integer, got 0.", () => optim.accumulate(descent, 0)],
  [
    "applyIfFinite(maxConsecutiveErrors): must be an integer of at least 0, got -1.",
    () => optim.applyIfFinite(descent, -1),
  ],
  [
    "lookahead({ steps }): must be a positive integer, got 1.5.",
    () => optim.lookahead(descent, { steps: 1.5 }),
  ],
  [
    "lookahead({ slowStep }): must be positive and finite, got 0.",
    () => optim.lookahead(descent, { slowStep: 0 }),
  ],
  ["sam({ rho }): must be positive and finite, got NaN.", () => optim.sam(descent, { rho: Number.NaN })],
  ["ema(decay): must be in [0, 1), got 1.", () => optim.ema(1)],
  [
    "averageParameters({ decay }): must be in [0, 1), got -0.1.",
    () => optim.averageParameters({ decay: -0.1 }),
  ],
  [
    "stochasticWeightAveraging({ start }): must be an integer of at least 0, got 0.5.",
    () => optim.stochasticWeightAveraging({ start: 0.5 }),
  ],
  [
    "stochasticWeightAveraging({ every }): must be a positive integer, got 0.",
    () => optim.stochasticWeightAveraging({ every: 0 }),
  ],
  [
    "addNoise({ eta }): must be finite and not negative, got -1.",
    () => optim.addNoise({ eta: -1, key: random.key(1) }),
  ],
  [
    "addNoise({ gamma }): must be finite and not negative, got NaN.",
    () => optim.addNoise({ eta: 1, gamma: Number.NaN, key: random.key(1) }),
  ],
  ["addSignedWeights(penalty): must be finite and not negative, got -1.", () => optim.addSignedWeights(-1)],
  ["clipByValue(limit): must be positive and finite, got 0.", () => optim.clipByValue(0)],
  ["clipByNorm(limit): must be positive and finite, got -1.", () => optim.clipByNorm(-1)],
  ["clipByRms(limit): must be positive and finite, got NaN.", () => optim.clipByRms(Number.NaN)],
  ["adaptiveClip(limit): must be positive and finite, got 0.", () => optim.adaptiveClip(0)],
  ["adaptiveClip({ eps }): must be positive and finite, got 0.", () => optim.adaptiveClip(1, { eps: 0 })],
  [
    "sgd({ learningRate }): must be positive and finite, got 0.",
    () => optim.inject(sgd, { learningRate: 0 }),
  ],
  [
    "setHyperparameters({ learningRate }): must be finite, got NaN.",
    () =>
      optim.setHyperparameters(optim.inject(sgd, { learningRate: 1 }).init(params), {
        learningRate: Number.NaN,
      }),
  ],
  ...[
    ["factor", 1, "in (0, 1)"],
    ["patience", 0, "a positive integer"],
    ["rtol", -1, "finite and not negative"],
    ["atol", Number.NaN, "finite and not negative"],
    ["cooldown", 0.5, "an integer of at least 0"],
    ["accumulationSize", 0, "a positive integer"],
    ["minScale", -1, "finite and not negative"],
  ].map(
    ([name, value, rule]): Row => [
      `reduceOnPlateau({ ${name} }): must be ${rule}, got ${value}.`,
      () => optim.reduceOnPlateau({ [name!]: value }),
    ],
  ),
  ["box: lower must be at most upper, got 1 and 0.", () => projections.box({ lower: 1, upper: 0 })],
  ...(["l1Ball", "l1Sphere", "l2Ball", "l2Sphere", "linfBall"] as const).map(
    (name): Row => [`${name}(radius): must be positive and finite, got 0.`, () => projections[name](0)],
  ),
  ["simplex(total): must be positive and finite, got -1.", () => projections.simplex(-1)],
];

const start = 0.1;

const ofSchedules: readonly Row[] = [
  ["constant(value): must be finite, got NaN.", () => schedules.constant(Number.NaN)],
  ["cosine({ steps }): must be positive and finite, got 0.", () => schedules.cosine({ start, steps: 0 })],
  [
    "polynomial({ steps }): must be positive and finite, got -1.",
    () => schedules.polynomial({ start, end: 0, steps: -1 }),
  ],
  [
    "polynomial({ begin }): must be an integer of at least 0, got -1.",
    () => schedules.polynomial({ start, end: 0, steps: 1, begin: -1 }),
  ],
  [
    "exponential({ rate }): must be positive and finite, got 0.",
    () => schedules.exponential({ start, rate: 0, steps: 1 }),
  ],
  [
    "exponential({ steps }): must be positive and finite, got NaN.",
    () => schedules.exponential({ start, rate: 1, steps: Number.NaN }),
  ],
  [
    "inverseTime({ rate }): must be finite and not negative, got -1.",
    () => schedules.inverseTime({ start, rate: -1, steps: 1 }),
  ],
  ["step({ every }): must be a positive integer, got 0.", () => schedules.step({ start, every: 0 })],
  [
    "cosineRestarts({ growth }): must be finite and at least 1, got 0.5.",
    () => schedules.cosineRestarts({ start, steps: 1, growth: 0.5 }),
  ],
  [
    "piecewise(boundary): must be an integer of at least 0, got 1.5.",
    () => schedules.piecewise(start, { 1.5: 2 }),
  ],
  ["piecewise({ 3 }): must be finite and not negative, got -2.", () => schedules.piecewise(start, { 3: -2 })],
  ["interpolated: needs points, got none.", () => schedules.interpolated({})],
  ["interpolated at step 4: must be finite, got NaN.", () => schedules.interpolated({ 0: 1, 4: Number.NaN })],
  [
    "interpolated(step): must be an integer of at least 0, got -1.",
    () => schedules.interpolated({ [-1]: start }),
  ],
  [
    'interpolated(shape): must be "linear" or "cosine", got "cubic".',
    () => schedules.interpolated({ 0: start }, "cubic" as never),
  ],
  [
    "oneCycle({ back }): must be above rise (0.3), got 0.2.",
    () => schedules.oneCycle({ peak: start, steps: 9, back: 0.2 }),
  ],
  [
    "join(boundaries): must not fall, got 5, 3.",
    () =>
      schedules.join(
        [1, 2, 3].map((value) => schedules.constant(value)),
        [5, 3],
      ),
  ],
  ["oneCycle({ rise }): must be in (0, 1), got 1.", () => schedules.oneCycle({ peak: 1, steps: 9, rise: 1 })],
  [
    "cyclic({ down }): must be positive and finite, got 0.",
    () => schedules.cyclic({ low: 0, high: 1, up: 1, down: 0 }),
  ],
  [
    "join: needs a boundary between each two schedules, got 2 boundaries for 2 schedules.",
    () => schedules.join([schedules.constant(1), schedules.constant(2)], [1, 2]),
  ],
  [
    "join(boundaries): must be an integer of at least 0, got -1.",
    () => schedules.join([schedules.constant(1), schedules.constant(2)], [-1]),
  ],
  [
    "warmUp({ steps }): must be a positive integer, got 0.",
    () => schedules.warmUp(schedules.constant(1), { steps: 0 }),
  ],
];

describe.each<[string, readonly Row[]]>([
  ["a missing context", contexts],
  ["trees that do not fit", trees],
  ["numbers out of range", numbers],
  ["schedules", ofSchedules],
])("%s", (_, rows) => {
  it.each(rows)("%s", (message, call) => {
    expect(call).toThrow(expect.objectContaining({ message }));
  });
});

it("tensors are taken where numbers are checked", () => {
  const limit = (x: Tensor) => optim.clipByValue(x).update(tensor([3]), [], { params: tensor([3]) })[0];
  expect(vmap(limit)(tensor([1, 2])).shape).toEqual([2, 1]);
});
