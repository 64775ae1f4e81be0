/** @file Type tests of callbacks, last events, predictors, selections and files, without a cast. */

import { checkpoints, loadCheckpoint } from "glissade/files";
import { type Equal, is } from "../../../../test/support/types.ts";
import {
  batches,
  finish,
  fit,
  fromSafetensors,
  initialState,
  keepBest,
  type LoadReport,
  losses,
  metrics,
  nn,
  optim,
  predictor,
  progress,
  random,
  select,
  stopEarly,
  type Tensor,
  train,
  zeros,
} from "../index.ts";

const model = nn.block({ norm: nn.batchNorm(), head: nn.linear(2) });
type Params = { readonly norm: nn.NormParams; readonly head: nn.LinearParams };
type State = { readonly norm: nn.BatchNormState; readonly head: nn.None };

const optimizer = optim.sgd({ learningRate: 0.1 });
const examples = { x: [[1], [2]], y: new Int32Array([0, 1]) };
const options = {
  data: batches(examples, { size: 2 }),
  validation: examples,
  loss: losses.softmaxCrossEntropy,
  metrics: { accuracy: metrics.accuracy(), confusion: metrics.confusion() },
  optimizer,
};
const events = fit(model, options);

// Callbacks keep the events as they are, in any order and number.
const steered = progress(
  checkpoints(stopEarly(keepBest(events, { metric: "accuracy" }), { patience: 2, metric: "loss" }), {
    directory: "run",
    every: { epochs: 1 },
  }),
);
is<
  Equal<
    typeof steered,
    AsyncGenerator<typeof events extends AsyncGenerator<infer Event> ? Event : never, void>
  >
>();

// Metrics are names of numbers that the validation reports, or functions of its event.
stopEarly(events, { patience: 1, metric: ({ loss, validation }) => loss - validation!.accuracy });
// @ts-expect-error a confusion matrix is no number
stopEarly(events, { patience: 1, metric: "confusion" });
// @ts-expect-error no such metric
keepBest(events, { metric: "acuracy" });
// @ts-expect-error patience has no default
stopEarly(events, {});
// @ts-expect-error steps or epochs
checkpoints(events, { directory: "run", every: 3 });

// The end knows parameters, state and scores.
const ended = await train(model, options);
is<Equal<typeof ended.variables, nn.Variables<Params, State>>>();
is<Equal<typeof ended.params.head.weight, Tensor>>();
is<Equal<(typeof ended.history)[number]["validation"], typeof ended.validation>>();
export const accuracy: number | undefined = ended.validation?.accuracy;
const other = await finish(steered);
is<Equal<typeof other, typeof ended>>();

// A loaded state is one to go on from.
const like = await initialState({ model, loss: options.loss, optimizer }, random.key(1), zeros([1, 1]));
const state = await loadCheckpoint("run/step-000000001", like);
is<Equal<typeof state, typeof like>>();
fit(model, { ...options, state });

// A predictor takes and gives what the model does, and wants the state of a model that has one.
const predict = predictor(model, ended.variables);
is<Equal<ReturnType<typeof predict>, Promise<Tensor>>>();
is<Equal<ReturnType<typeof predict.one>, Promise<Tensor>>>();
// @ts-expect-error batchNorm has a state
predictor(model, { params: ended.params });
predictor(nn.linear(2), { params: ended.params.head });
// @ts-expect-error parameters of another layer
predictor(nn.linear(2), { params: ended.params });
// @ts-expect-error an array is no tensor
predict([1]);

// Selections and loaded trees have the structure of what they are made of.
const mask = select(ended.params, "**/bias");
is<Equal<typeof mask.head, { readonly weight: boolean; readonly bias: boolean }>>();
optim.adamw({ learningRate: 0.1, mask });
optim.freeze(optim.adam(), "norm/**") satisfies optim.Transform<optim.StateOf<ReturnType<typeof optim.adam>>>;
// @ts-expect-error the optimizer comes first
optim.freeze("norm/**");
optim.masked(optim.clipByValue(1), ["**", "!**/bias"]);
const whole = fromSafetensors(new Uint8Array(), ended.params, { rename: { "a/**": "head/**" } });
is<Equal<typeof whole, Params>>();
const part = fromSafetensors(new Uint8Array(), ended.params, { strict: false });
is<Equal<typeof part.tree, Params>>();
export const report: LoadReport = part;
// @ts-expect-error where everything fits there is no report
whole.missing;
