/**
 * @file Character GPT: a small transformer learns the same text, and writes with a cache of what it has read.
 * @methods self-attention and Transformer (2017); GPT; learned positions; pre-norm blocks; key/value cache; top-k sampling
 * @see The loss of unseen text falls from 4.2 nats, at which all characters are alike, to less than half. What it writes has the look of
 * the plays: names in capitals, short lines.
 */

import { lineChart } from "@glissade/lab/charts";
import { batches, fit, generate, losses, nn, optim, progress, random, tensor, windows } from "glissade";
import { characters } from "glissade/data";
import { shakespeare } from "./support/data.ts";
import { full, type Lesson } from "./support/lesson.ts";

const text = await shakespeare();
const vocabulary = characters(text);
const tokens = vocabulary.encode(text.slice(0, full ? 600_000 : 50_000));
const cut = Math.floor(0.95 * tokens.length);
const [context, features] = full ? [64, 128] : [32, 32];

/** With a cache it reads one token at a time, with the same parameters. */
const gpt = (cache?: number) =>
  nn.sequential(
    nn.embedding(vocabulary.size, features, { weight: nn.normal(0.02) }),
    nn.learnedPositions(context, { cache }),
    nn.repeat(full ? 4 : 2, nn.transformerEncoderBlock(4, { causal: true, cache })),
    nn.layerNorm(),
    nn.linear(vocabulary.size),
  );
const model = gpt();

const steps = full ? 1500 : 80;
const curve: [number, number][] = [];
const train = windows(tokens.subarray(0, cut), { size: context, target: "shifted" });
const held = windows(tokens.subarray(cut), { size: context, target: "shifted", stride: 2 * context });
let variables = nn.lift(model).init(random.key(1), tensor([[0]], { dtype: "int32" }));
const events = fit(model, {
  data: batches(train, { size: 16, seed: 1, order: "fresh", stepsPerEpoch: steps / 10 }),
  validation: batches(held, { size: Math.min(50, held.length), order: "sequential", last: "drop" }),
  loss: losses.softmaxCrossEntropy,
  metrics: {},
  optimizer: optim.chain(
    optim.clipByGlobalNorm(1),
    optim.adamw({
      learningRate: optim.schedules.cosine({ start: full ? 0.002 : 0.005, steps }),
      weightDecay: 0.1,
    }),
  ),
  epochs: 10,
  seed: 1,
});
for await (const event of progress(events, { epochs: 10, write: (line) => console.error(line) })) {
  if (event.type === "epoch") curve.push([event.step, event.validation!.loss]);
  if (event.type === "done") variables = { params: event.params, state: event.state.state };
}

const count = full ? context - 8 : 16;
const written: number[] = [];
const prompt = tensor(vocabulary.encode("ROMEO:\n"), { shape: [1, 7], dtype: "int32" });
for await (const token of generate(gpt(context), variables, {
  prompt,
  count,
  key: random.key(3),
  temperature: 0.8,
  topK: 10,
})) {
  written.push(Number(await token.item()));
}
console.error(`ROMEO:\n${vocabulary.decode(written)}`);

const last = curve.at(-1)![1];
const numbers = { validationLoss: last, perplexity: Math.exp(last) };

export default {
  numbers,
  holds: {
    "unseen letters are guessed far better than by chance": last < (full ? 2 : 3.2),
    "as many letters are written as were asked for": written.length === count,
  },
  figure: lineChart({
    title: "Loss of unseen text by a character GPT",
    x: "step",
    y: "cross-entropy, nats per character",
    yScale: "linear",
    lines: [{ name: "GPT", points: curve }],
  }),
} satisfies Lesson;
