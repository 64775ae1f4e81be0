/**
 * @file Vision transformer: an image as sixteen words, each a piece of it, read by attention.
 * @methods vision transformer (2020); patches as tokens; self-attention over an image
 * @see What the pieces of six symbols look at: bright pieces get most of the attention of all others in the first block. The
 * accuracy shows that attention alone can read images.
 */

import { imageGrid, lineChart, panels } from "@glissade/lab/charts";
import {
  batches,
  evaluate,
  fit,
  losses,
  nn,
  optim,
  progress,
  random,
  reshape,
  softmax,
  type Tensor,
  tensor,
  transpose,
} from "glissade";
import { glyphs } from "glissade/data";
import { full, type Lesson } from "./support/lesson.ts";

const SIDE = 16;
const PATCH = 4;
const FEATURES = full ? 48 : 24;
const HEADS = 4;
const { train, test } = glyphs({ train: full ? 4000 : 600, test: full ? 1000 : 100, size: SIDE });
const pieces = (SIDE / PATCH) ** 2;

/** (batch, 16, 16) as (batch, pieces, pixels of a piece). */
const cutUp = nn.lambda("cutUp", (x: Tensor) => {
  const [batch, per] = [x.shape[0]!, SIDE / PATCH];
  const split = transpose(reshape(x, [batch, per, PATCH, per, PATCH]), [0, 1, 3, 2, 4]);
  return reshape(split, [batch, pieces, PATCH * PATCH]);
});
const model = nn.sequential(
  cutUp,
  nn.linear(FEATURES),
  nn.learnedPositions(pieces),
  nn.transformerEncoderBlock(HEADS, { feedForward: 2 * FEATURES }),
  nn.transformerEncoderBlock(HEADS, { feedForward: 2 * FEATURES }),
  nn.layerNorm(),
  nn.lambda("mean over pieces", (x: Tensor) => x.mean({ axis: 1 })),
  nn.linear(10),
);
const epochs = full ? 25 : 7;
const curve: [number, number][] = [];
let params = model.init(
  random.key(1),
  tensor(train.inputs.slice(0, SIDE * SIDE), { shape: [1, SIDE, SIDE] }),
);
const events = fit(model, {
  data: batches(train, { size: 50, seed: 1 }),
  loss: losses.softmaxCrossEntropy,
  optimizer: optim.adamw({ learningRate: 0.002, weightDecay: 0.01 }),
  validation: test,
  epochs,
  seed: 1,
});
for await (const event of progress(events, { epochs, write: (line) => console.error(line) })) {
  if (event.type === "epoch") curve.push([event.epoch, event.validation!.accuracy!]);
  if (event.type === "done") params = event.params;
}

// What the pieces look at in the first block, the mean over pieces and heads
const some = tensor(test.inputs.slice(0, 6 * SIDE * SIDE), { shape: [6, SIDE, SIDE] });
const below = nn.sequential(cutUp, nn.linear(FEATURES), nn.learnedPositions(pieces), nn.layerNorm());
const { attention, attentionNorm } = params[3];
const placed = below.apply([params[0], params[1], params[2], attentionNorm], some);
const inHeads = (own: nn.LinearParams) =>
  reshape(nn.linear(FEATURES).apply(own, placed), [6, pieces, HEADS, FEATURES / HEADS]);
const query = transpose(inHeads(attention.query), [0, 2, 1, 3]); // (6, heads, pieces, features)
const key = transpose(inHeads(attention.key), [0, 2, 3, 1]);
const scores = query.matmul(key).div(Math.sqrt(FEATURES / HEADS));
const seen = await evaluate(softmax(scores).mean({ axis: [1, 2] })); // (6, pieces)
const looked = Array.from(await seen.data(), Number);
const numbers = { testAccuracy: curve.at(-1)![1], pieces };

export default {
  numbers,
  holds: {
    [`attention alone reads more than ${full ? 90 : 15} % of the symbols`]:
      numbers.testAccuracy > (full ? 0.9 : 0.15),
    "an image is sixteen pieces": pieces === 16,
  },
  figure: panels({
    charts: [
      lineChart({
        title: "Test accuracy",
        x: "epoch",
        y: "accuracy",
        yScale: "linear",
        lines: [{ name: "vision transformer", points: curve }],
      }),
      imageGrid({
        title: "Symbols, and how much each piece is looked at",
        columns: 6,
        images: [
          ...Array.from({ length: 6 }, (_, at) => ({
            pixels: test.inputs.slice(256 * at, 256 * (at + 1)),
            width: SIDE,
            height: SIDE,
          })),
          ...Array.from({ length: 6 }, (_, at) => ({
            pixels: looked.slice(16 * at, 16 * (at + 1)),
            width: 4,
            height: 4,
          })),
        ],
      }),
    ],
  }),
} satisfies Lesson;
