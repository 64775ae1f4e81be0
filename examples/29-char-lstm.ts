/**
 * @file Character LSTM: a recurrent network reads Shakespeare letter by letter, and goes on by itself.
 * @methods language model; LSTM on characters; perplexity; gradient clipping; sampling with a temperature
 * @see The loss of unseen text falls from log 65 = 4.2, at which all characters are alike, to less than half: words, lines and names
 * of speakers appear in what the network writes.
 */

import { lineChart } from "@glissade/lab/charts";
import {
  batches,
  compile,
  fit,
  losses,
  nn,
  optim,
  progress,
  random,
  type Tensor,
  tensor,
  windows,
} from "glissade";
import { characters } from "glissade/data";
import { shakespeare } from "./support/data.ts";
import { full, type Lesson } from "./support/lesson.ts";

const text = await shakespeare();
const vocabulary = characters(text);
const tokens = vocabulary.encode(text.slice(0, full ? 600_000 : 50_000));
const cut = Math.floor(0.95 * tokens.length);
const context = 48;

const units = full ? 192 : 48;
const lstm = nn.lstm(units, { output: "both" });
const parts = { table: nn.embedding(vocabulary.size, 48), lstm, head: nn.linear(vocabulary.size) };
const model = nn.block("letters", parts, (own, x: Tensor) => own.head(own.lstm(own.table(x)).y));

const steps = full ? 2000 : 60;
const curve: [number, number][] = [];
const train = windows(tokens.subarray(0, cut), { size: context, target: "shifted" });
const held = windows(tokens.subarray(cut), { size: context, target: "shifted", stride: 96 });
const validation = batches(held, { size: Math.min(50, held.length), order: "sequential", last: "drop" });
let params = model.init(random.key(1), tensor([[0]], { dtype: "int32" }));
const events = fit(model, {
  data: batches(train, { size: 32, seed: 1, order: "fresh", stepsPerEpoch: steps / 20 }),
  validation,
  loss: losses.softmaxCrossEntropy,
  metrics: {},
  optimizer: optim.chain(optim.clipByGlobalNorm(1), optim.adam({ learningRate: full ? 0.002 : 0.01 })),
  epochs: 20,
  seed: 1,
});
for await (const event of progress(events, { epochs: 20, write: (line) => console.error(line) })) {
  if (event.type === "epoch") curve.push([event.step, event.validation!.loss]);
  if (event.type === "done") params = event.params;
}

/** Letter by letter, with the state of the network going round. */
const table = parts.table;
const next = compile((token: Tensor, state: { h: Tensor; c: Tensor }, key: Tensor) => {
  const read = lstm.apply(params.lstm, { x: table.apply(params.table, token), state });
  const logits = parts.head.apply(params.head, read.y).reshape([1, vocabulary.size]);
  return {
    token: random.sampleLogits(key, logits, { temperature: 0.7 }).reshape([1, 1]),
    state: read.state,
  };
});
const zero = tensor(new Float32Array(units), { shape: [1, 1, units] });
let at = {
  token: tensor(vocabulary.encode("\n"), { shape: [1, 1], dtype: "int32" }),
  state: { h: zero, c: zero },
};
const written: number[] = [];
for (let step = 0; step < (full ? 300 : 30); step++) {
  const result = await next(at.token, at.state, random.foldIn(random.key(5), step));
  at = { token: result.token.cast("int32"), state: result.state };
  written.push(Number(await at.token.item()));
}
console.error(vocabulary.decode(written));

const last = curve.at(-1)![1];
const numbers = { validationLoss: last, perplexity: Math.exp(last), characters: vocabulary.size };

export default {
  numbers,
  holds: {
    "the text has 65 characters": vocabulary.size === 65,
    "unseen letters are guessed far better than by chance": last < (full ? 2 : 3.4),
    "only characters of the text are written": vocabulary.decode(written).length === written.length,
  },
  figure: lineChart({
    title: "Loss of unseen text by a character LSTM",
    x: "step",
    y: "cross-entropy, nats per character",
    yScale: "linear",
    lines: [{ name: "LSTM", points: curve }],
  }),
} satisfies Lesson;
