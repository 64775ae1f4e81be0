/**
 * @file GAN: a generator learns to fool a discriminator, on a ring of eight Gaussians and on digits, in one compiled step.
 * @methods generative adversarial network (2014); two optimizers in one step; instance noise against mode collapse
 * @see On the left what the generator draws lies on the ring, though it has only been told "real" or "drawn". On the right digits
 * that it draws from 32 random numbers.
 */

import { imageGrid, panels, scatterChart } from "@glissade/lab/charts";
import * as g from "glissade";
import { losses, nn, optim, random, type Tensor, tensor } from "glissade";
import { digits } from "./support/data.ts";
import { full, type Lesson } from "./support/lesson.ts";
import { coverage, ringOfGaussians } from "./support/ring.ts";
import { tilesOf } from "./support/tiles.ts";

const NOISE = 32;

interface Game<Artist, Judge> {
  readonly generator: nn.Layer<Artist>;
  readonly discriminator: nn.Layer<Judge>;
  readonly data: Tensor;
  readonly steps: number;
  readonly learningRate: number;
  /** The deviation of the noise at first; it falls to 0. */
  readonly blur: number;
}

/** Trains both, and gives what the generator draws from noise. */
async function play<Artist extends g.Tree, Judge extends g.Tree>(game: Game<Artist, Judge>) {
  const { generator, discriminator, data, steps, learningRate, blur } = game;
  const size = 128;
  const optimizer = optim.adam({ learningRate, b1: 0.5 });
  const artist = generator.init(random.key(1), g.zeros([1, NOISE]));
  const judge = discriminator.init(random.key(2), g.zeros([1, data.shape[1]!]));
  const start = { artist, judge, own: optimizer.init(artist), other: optimizer.init(judge) };
  const drawn = (params: typeof artist, key: Tensor) =>
    generator.apply(params, random.normal(key, [size, NOISE]));
  const says = (params: typeof judge, x: Tensor, truth: Tensor) =>
    losses.binaryCrossEntropy(discriminator.apply(params, x), truth);
  const [yes, no] = [g.ones([size, 1]), g.zeros([size, 1])];

  /** Noise in front of the discriminator keeps it from telling far clusters apart too soon (Sønderby et al. 2016). */
  const blurred = (x: Tensor, key: Tensor, blur: Tensor) => x.add(random.normal(key, x.shape).mul(blur));
  const step = g.compile((at: typeof start, real: Tensor, key: Tensor, blur: Tensor) => {
    const keys = random.split(key, 5);
    const seen = blurred(real, keys[2]!, blur);
    const fake = (params: typeof artist, from: 0 | 1) =>
      blurred(drawn(params, keys[from]!), keys[3 + from]!, blur);
    const judged = g.grad((p: typeof judge) => says(p, seen, yes).add(says(p, fake(at.artist, 0), no)))(
      at.judge,
    );
    const [updates, other] = optimizer.update(judged, at.other, { params: at.judge });
    const next = optim.applyUpdates(at.judge, updates);
    const slopes = g.grad((p: typeof artist) => says(next, fake(p, 1), yes))(at.artist);
    const [changes, own] = optimizer.update(slopes, at.own, { params: at.artist });
    return { artist: optim.applyUpdates(at.artist, changes), judge: next, own, other };
  });

  let at = await g.evaluate(start);
  const source = g.batches(data, { size, order: "fresh", seed: 1 })(0);
  for (let count = 0; count < steps; count++) {
    const key = random.foldIn(random.key(3), count);
    at = await step(at, source.next().value as Tensor, key, tensor(blur * (1 - count / steps)));
  }
  return (count: number) =>
    g.evaluate(generator.apply(at.artist, random.normal(random.key(9), [count, NOISE])));
}

const ring = ringOfGaussians(4000);
const leaky = () => nn.leakyRelu({ slope: 0.2 });
const plain = (units: number, outputs: number) =>
  nn.sequential(nn.linear(units), leaky(), nn.linear(units), leaky(), nn.linear(outputs));
const onRing = await play({
  generator: plain(128, 2),
  discriminator: plain(128, 1),
  data: tensor(ring),
  steps: full ? 4000 : 600,
  learningRate: 2e-3,
  blur: 1,
});
const points = ((await (await onRing(1000)).toArray()) as [number, number][]).map(
  ([x, y]) => [x, y] as const,
);

const { train } = await digits({ size: 14 });
const generator = nn.sequential(plain(256, 196), nn.sigmoid());
const ofDigits = await play({
  generator,
  discriminator: plain(256, 1),
  data: tensor(train.inputs, { shape: [train.size, 196] }),
  steps: full ? 5000 : 60,
  learningRate: 2e-4,
  blur: 0.1,
});
const { near, modes } = coverage(points);
const numbers = { nearTheRing: near, modes };

export default {
  numbers,
  holds: {
    "most of what is drawn lies on the ring": numbers.nearTheRing > (full ? 0.8 : 0.15),
    "most of the eight Gaussians are drawn": numbers.modes >= (full ? 6 : 2),
  },
  figure: panels({
    charts: [
      scatterChart({
        title: "A ring of eight Gaussians",
        x: "x",
        y: "y",
        groups: [
          { name: "data", points: ring.slice(0, 400) },
          { name: "drawn", points: points.slice(0, 400) },
        ],
      }),
      imageGrid({
        title: "Digits drawn by the generator",
        images: await tilesOf(await ofDigits(40), 14, 40),
        columns: 8,
        range: [0, 1],
      }),
    ],
  }),
} satisfies Lesson;
