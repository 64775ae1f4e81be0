/** @file Type tests of data, states, events and metrics, without a cast. */

import { type Equal, is } from "../../../../test/support/types.ts";
import { glyphs } from "../data/index.ts";
import {
  type Batch,
  batches,
  fit,
  gradientStep,
  initialState,
  losses,
  metrics,
  nn,
  optim,
  random,
  score,
  scorer,
  type Tensor,
  tensor,
  trainStep,
  updateStep,
  zeros,
} from "../index.ts";

const { train, test } = glyphs({ train: 20, test: 10 });
const loss = losses.softmaxCrossEntropy;
const optimizer = optim.adam({ learningRate: 0.01 });

// Batches keep the tree of the data.
const [first] = batches(train, { size: 2 })(0);
is<Equal<typeof first, Batch<Tensor, Tensor> | undefined>>();
const pairs = { x: { image: zeros([3, 2]), words: new Int32Array(3) }, y: [[1], [2], [3]] };
const drawn = batches(pairs, { size: 2 });
const [second] = drawn(0);
is<Equal<NonNullable<typeof second>["x"]["words"], Tensor>>();
is<Equal<NonNullable<typeof second>["y"], Tensor>>();
// @ts-expect-error the data has no such part
second?.x.text;
// @ts-expect-error no such option
batches(train, { size: 2, shuffle: true });

// Events show parameters and layer states by their paths.
const model = nn.sequential(nn.flatten(), nn.linear(8), nn.batchNorm(), nn.linear(10));
const own = { accuracy: metrics.accuracy(), confusion: metrics.confusion(), mean: (y: Tensor) => y.mean() };
const options = { data: batches(train, { size: 5 }), loss, optimizer, validation: test };
for await (const event of fit(model, { ...options, metrics: own })) {
  is<Equal<(typeof event.state.params)[1]["weight"], Tensor>>();
  is<Equal<(typeof event.state.state)[2]["mean"], Tensor>>();
  if (event.type === "epoch") {
    is<Equal<typeof event.params, nn.ParamsOf<typeof model>>>();
    is<Equal<NonNullable<typeof event.validation>["loss"], number>>();
    is<Equal<NonNullable<typeof event.validation>["accuracy"], number>>();
    is<Equal<NonNullable<typeof event.validation>["confusion"], metrics.Confusion>>();
    is<Equal<NonNullable<typeof event.validation>["mean"], number>>();
    // @ts-expect-error no such metric
    event.validation?.mcc;
  }
}

// Without metrics of one's own there is the accuracy, where it makes sense.
for await (const event of fit(model, options)) {
  if (event.type === "done")
    is<Equal<NonNullable<typeof event.validation>["accuracy"], number | undefined>>();
}

// Also under the name of the metric that is there by default.
for await (const event of fit(model, { ...options, metrics: { accuracy: (y, t) => loss(y, t) } })) {
  if (event.type === "done") is<Equal<NonNullable<typeof event.validation>["accuracy"], number>>();
}

// Functions among the metrics know outputs and targets.
fit(model, { ...options, metrics: { error: (outputs, targets) => outputs.sub(targets) } });
// @ts-expect-error no metric of that name
fit(model, { ...options, metrics: own, follow: "mae" });
fit(model, { ...options, metrics: own, follow: "mean" });

// What does not fit together is an error.
const twoInputs = nn.block(
  "two",
  { dense: nn.linear(1) },
  ({ dense }, { image, words }: { readonly image: Tensor; readonly words: Tensor }) =>
    dense(image).add(words),
);
fit(twoInputs, { data: drawn, loss: losses.meanSquaredError, optimizer });
// @ts-expect-error the model takes two inputs, the data has one
fit(twoInputs, { ...options });
const pairLoss = (outputs: Tensor, targets: { readonly a: Tensor }) => outputs.sub(targets.a).mean();
// @ts-expect-error the loss takes a tree, the data has tensors
fit(model, { ...options, loss: pairLoss });
fit(nn.linear(1), { data: [{ x: tensor([[1]]), y: { a: tensor([[1]]) } }], loss: pairLoss, optimizer });
// @ts-expect-error the validation has other targets than the data
fit(model, { ...options, validation: { x: test.inputs, y: { label: test.labels } } });
// @ts-expect-error no such option
fit(model, { ...options, epoch: 5 });

// Steps and halves of steps.
const training = { model, loss, optimizer };
const state = await initialState(training, random.key(1), zeros([1, 14, 14]));
is<Equal<(typeof state.params)[3]["bias"], Tensor>>();
const batch = { x: zeros([2, 14, 14]), y: zeros([2], { dtype: "int32" }) };
const [next] = await trainStep(training)(state, batch);
is<Equal<typeof next, typeof state>>();
const half = await gradientStep(training)(state, batch);
is<Equal<typeof half.gradients, typeof state.params>>();
const whole = await updateStep(training)(half.state, half.gradients);
is<Equal<typeof whole, typeof state>>();
// @ts-expect-error gradients of another model
updateStep(training)(half.state, [[]]);

// Scores by name.
const scores = await score(model, state, test, { ...own, loss });
is<Equal<typeof scores.confusion, metrics.Confusion>>();
is<Equal<typeof scores.loss, number>>();
await score(model, state, test, { error: (outputs, targets) => outputs.sub(targets) });
// @ts-expect-error the metric takes a tree, the data has labels
await score(model, state, test, { pairLoss });
const scoreOf = scorer(model, own);
is<Equal<Awaited<ReturnType<typeof scoreOf>>["accuracy"], number>>();
