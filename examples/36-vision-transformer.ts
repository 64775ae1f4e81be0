/**
 * @file Vision transformer: an image as sixteen patches, which attention reads as tokens.
 * @methods vision transformer (2020); patches as tokens; self-attention over an image
 * @see Six symbols, and the attention that each of their patches gets from the others in the first block: bright patches get
 * most. The accuracy shows that attention alone can read images.
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
const patches = (SIDE / PATCH) ** 2;

/** (batch, 16, 16) as (batch, patches, pixels of a patch). */
const toPatches = nn.lambda("toPatches", (x: Tensor) => {
  const [batch, per] = [x.shape[0]!, SIDE / PATCH];
  const split = transpose(reshape(x, [batch, per, PATCH, per, PATCH]), [0, 1, 3, 2, 4]);
  return reshape(split, [batch, patches, PATCH * PATCH]);
});
const model = nn.sequential(
  toPatches,
  nn.linear(FEATURES),
  nn.learnedPositions(patches),
  nn.transformerEncoderBlock(HEADS, { feedForward: 2 * FEATURES }),
  nn.transformerEncoderBlock(HEADS, { feedForward: 2 * FEATURES }),
  nn.layerNorm(),
  nn.lambda("mean over patches", (x: Tensor) => x.mean({ axis: 1 })),
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

// The attention that each patch gets in the first block, the mean over patches and heads
const some = tensor(test.inputs.slice(0, 6 * SIDE * SIDE), { shape: [6, SIDE, SIDE] });
const below = nn.sequential(toPatches, nn.linear(FEATURES), nn.learnedPositions(patches), nn.layerNorm());
const { attention, attentionNorm } = params[3];
const placed = below.apply([params[0], params[1], params[2], attentionNorm], some);
const inHeads = (own: nn.LinearParams) =>
  reshape(nn.linear(FEATURES).apply(own, placed), [6, patches, HEADS, FEATURES / HEADS]);
const query = transpose(inHeads(attention.query), [0, 2, 1, 3]); // (6, heads, patches, features)
const key = transpose(inHeads(attention.key), [0, 2, 3, 1]);
const scores = query.matmul(key).div(Math.sqrt(FEATURES / HEADS));
const seen = await evaluate(softmax(scores).mean({ axis: [1, 2] })); // (6, patches)
const received = Array.from(await seen.data(), Number);
const numbers = { testAccuracy: curve.at(-1)![1], patches };

export default {
  numbers,
  holds: {
    [`attention alone reads more than ${full ? 90 : 15} % of the symbols`]:
      numbers.testAccuracy > (full ? 0.9 : 0.15),
    "an image is sixteen patches": patches === 16,
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
        title: "Symbols, and the attention that each patch gets",
        columns: 6,
        images: [
          ...Array.from({ length: 6 }, (_, at) => ({
            pixels: test.inputs.slice(256 * at, 256 * (at + 1)),
            width: SIDE,
            height: SIDE,
          })),
          ...Array.from({ length: 6 }, (_, at) => ({
            pixels: received.slice(16 * at, 16 * (at + 1)),
            width: 4,
            height: 4,
          })),
        ],
      }),
    ],
  }),
} satisfies Lesson;
