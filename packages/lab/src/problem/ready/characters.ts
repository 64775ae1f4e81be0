/** @file Language models of characters: an LSTM and a small GPT on a text. */

import { batches, losses, metrics, nn, type Tree, windows } from "glissade";
import { characters } from "glissade/data";
import { readText } from "../../files.ts";
import type { ProblemFunction } from "../problem.ts";
import { type Problem, problem } from "../problem.ts";

const SHAKESPEARE =
  "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt";

/** Shares of the end of the text that are for testing, and before it for validation where none is asked for. */
const TEST = 0.05;

interface Language<Params extends Tree, State extends Tree> {
  readonly name: string;
  readonly context: number;
  readonly model: (vocabulary: number) => nn.Model<Params, State>;
  readonly batchSize: number;
  readonly steps: number;
  /** Windows that are scored. */
  readonly scored?: number;
}

const readPlays = async (path: string | undefined): Promise<string> =>
  path === undefined ? (await fetch(SHAKESPEARE)).text() : readText(path);

/** The problem of a model of the next character; its metrics are `loss` and `perplexity`. */
const language =
  <Params extends Tree, State extends Tree>(of: Language<Params, State>): ProblemFunction =>
  async ({ data, validation }): Promise<Problem> => {
    const { name, context, batchSize, steps, scored: count = 400 } = of;
    const text = await readPlays(data);
    const vocabulary = characters(text);
    const tokens = vocabulary.encode(text);
    const [toTrain, toTest] = [1 - TEST - validation, 1 - TEST].map((share) =>
      Math.floor(share * tokens.length),
    );
    const train = windows(tokens.subarray(0, toTrain), { size: context, target: "shifted" });
    const scored = (from: number, to: number) => {
      const stride = Math.max(1, Math.floor((to - from - context) / count));
      const held = windows(tokens.subarray(from, to), { size: context, target: "shifted", stride });
      return batches(held, { size: 50, order: "sequential", last: "drop" });
    };
    return problem({
      ...{ name, batchSize, steps },
      about: `${tokens.length} characters of ${vocabulary.size} kinds, the last ${100 * TEST} % to test on`,
      model: of.model(vocabulary.size),
      loss: losses.softmaxCrossEntropy,
      batches: (seed) => batches(train, { size: batchSize, seed, order: "fresh" }),
      ...(validation > 0 && { validation: scored(toTrain!, toTest!) }),
      test: scored(toTest!, tokens.length),
      metrics: { perplexity: metrics.perplexity() },
    });
  };

const lstm = (units: number) => (vocabulary: number) =>
  nn.sequential(nn.embedding(vocabulary, 48), nn.lstm(units), nn.linear(vocabulary));

/** Two pre-norm blocks. */
const gpt = (features: number, context: number) => (vocabulary: number) =>
  nn.sequential(
    nn.embedding(vocabulary, features, { weight: nn.normal(0.02) }),
    nn.learnedPositions(context),
    nn.repeat(2, nn.transformerEncoderBlock(4, { causal: true })),
    ...[nn.layerNorm(), nn.linear(vocabulary)],
  );

/** An LSTM of 128 units that reads 48 characters: Long Short-Term Memory (Hochreiter and Schmidhuber 1997). */
export const charLstm = language({
  name: "character LSTM",
  context: 48,
  model: lstm(128),
  batchSize: 32,
  steps: 1000,
});

/** Two pre-norm blocks of 64 features and four heads that read 64 characters: Attention Is All You Need (Vaswani et al. 2017). */
export const smallGpt = language({
  name: "small GPT",
  context: 64,
  model: gpt(64, 64),
  batchSize: 16,
  steps: 1000,
});

/** An LSTM of 64 units that reads 32 characters: a step takes milliseconds. */
export const tinyLstm = language({
  name: "tiny LSTM",
  context: 32,
  model: lstm(64),
  scored: 200,
  batchSize: 16,
  steps: 1000,
});

/** The small GPT with 32 features that reads 32 characters: a step takes milliseconds. */
export const tinyGpt = language({
  name: "tiny GPT",
  context: 32,
  model: gpt(32, 32),
  scored: 200,
  batchSize: 8,
  steps: 1000,
});
