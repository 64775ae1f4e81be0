/**
 * @file Latent autoregression: a hidden state in place of a window: RNN, GRU and LSTM on the same noisy sine.
 * @methods latent autoregression with a hidden state h_t; RNN; GRU; LSTM (1997)
 * @see All three follow the curve one step ahead, and go on by themselves from step 600 with the state that they have gathered,
 * which a window of four values cannot.
 */

import { lineChart } from "@glissade/lab/charts";
import { batches, compile, losses, nn, optim, type Tensor, tensor, train, windows } from "glissade";
import { hostRandom } from "glissade/data";
import { full, type Lesson } from "./support/lesson.ts";

const LENGTH = 1000;
const TRAINED = 600;
const chance = hostRandom(1);
const truth = (t: number) => Math.sin(0.1 * t);
const series = Array.from({ length: LENGTH }, (_, t) => [truth(t) + 0.1 * chance.normal()]);
const data = windows(series.slice(0, TRAINED), { size: 64, target: "shifted", stride: 1 });

/** A cell that gives its state too. */
type Cell<State> = nn.Layer<
  nn.RecurrentParams,
  nn.RecurrentInput<State>,
  { readonly y: Tensor; readonly state: State }
>;

/** What a cell predicts for every step from 1 on: from the series up to 600, and from its own predictions after that. */
async function predictions<State extends nn.Hidden>(cell: Cell<State>): Promise<number[]> {
  const head = nn.linear(1);
  const model = nn.block("next", { cell, head }, (own, x: Tensor) => own.head(own.cell(x).y));
  const { params } = await train(model, {
    data: batches(data, { size: 32, seed: 1 }),
    loss: losses.meanSquaredError,
    optimizer: optim.chain(optim.clipByGlobalNorm(1), optim.adam({ learningRate: 0.01 })),
    epochs: full ? 60 : 6,
    seed: 2,
  });
  const run = compile((input: nn.RecurrentInput<State>) => {
    const { y, state } = cell.apply(params.cell, input);
    return { y: head.apply(params.head, y), state };
  });
  let { y, state } = await run(tensor([series.slice(0, TRAINED)]));
  const values = Array.from(await y.data(), Number);
  for (let t = TRAINED; t < LENGTH - 1; t++) {
    ({ y, state } = await run({ x: tensor([[[values.at(-1)!]]]), state }));
    values.push(await y.reshape([]).item());
  }
  return values;
}

const both = { output: "both" } as const;
const found = {
  RNN: await predictions(nn.rnn(16, both)),
  GRU: await predictions(nn.gru(16, both)),
  LSTM: await predictions(nn.lstm(16, both)),
};
type Kind = keyof typeof found;
const kinds = Object.keys(found) as Kind[];
const errorOf = (kind: Kind, from: number, to: number) => {
  const wrong = found[kind].map((value, index) => (value - truth(index + 1)) ** 2).slice(from, to);
  return Math.sqrt(wrong.reduce((sum, value) => sum + value, 0) / wrong.length);
};
const numbers = Object.fromEntries(
  kinds.flatMap((kind) => [
    [`${kind.toLowerCase()}OneStep`, errorOf(kind, 100, TRAINED)],
    [`${kind.toLowerCase()}Free100`, errorOf(kind, TRAINED, TRAINED + 100)],
  ]),
);

export default {
  numbers,
  holds: {
    "all follow one step ahead, closer than the noise of 0.1": kinds.every(
      (kind) => errorOf(kind, 100, TRAINED) < (full ? 0.1 : 0.3),
    ),
    "a cell with gates goes on for a hundred steps":
      Math.min(errorOf("GRU", TRAINED, TRAINED + 100), errorOf("LSTM", TRAINED, TRAINED + 100)) <
      (full ? 0.3 : 1.5),
  },
  figure: lineChart({
    title: "From step 600 on, each network is fed its own predictions",
    x: "time",
    y: "x",
    yScale: "linear",
    lines: [
      { name: "truth", points: series.map((_, t) => [t, truth(t)] as const) },
      ...Object.entries(found).map(([name, values]) => ({
        name,
        points: values.map((value, index) => [index + 1, value] as const),
      })),
    ],
  }),
} satisfies Lesson;
