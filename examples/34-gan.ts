/**
 * @file GAN: a generator learns to fool a discriminator, on a ring of eight Gaussians and on digits, in one compiled step.
 * @methods generative adversarial network (2014); two optimizers in one step; instance noise against mode collapse
 * @see On the left what the generator draws lies on the ring, though it has only been told "real" or "drawn". On the right digits
 * that it draws from 32 random numbers.
 */

import { imageGrid, panels, scatterChart } from "@glissade/lab/charts";
import {
  batches,
  compile,
  evaluate,
  grad,
  losses,
  nn,
  ones,
  optim,
  random,
  type Tensor,
  tensor,
  zeros,
} from "glissade";
import { hostRandom } from "glissade/data";
import { digits } from "./support/data.ts";
import { full, type Lesson } from "./support/lesson.ts";

const NOISE = 32;
type Net = nn.Layer<readonly (nn.LinearParams | nn.None)[]>;

interface Game {
  readonly generator: Net;
  readonly discriminator: Net;
  readonly data: Tensor;
  readonly steps: number;
  readonly learningRate: number;
  /** The deviation of the noise at first; it falls to 0. */
  readonly blur: number;
}

/** Trains both, and gives what the generator draws from noise. */
async function play({
  generator,
  discriminator,
  data,
  steps,
  learningRate,
  blur,
}: Game): Promise<(count: number) => Promise<Tensor>> {
  const size = 128;
  const optimizer = optim.adam({ learningRate, b1: 0.5 });
  const g = generator.init(random.key(1), zeros([1, NOISE]));
  const d = discriminator.init(random.key(2), zeros([1, data.shape[1]!]));
  const start = { g, d, own: optimizer.init(g), other: optimizer.init(d) };
  const drawn = (params: typeof g, key: Tensor) => generator.apply(params, random.normal(key, [size, NOISE]));
  const says = (params: typeof d, x: Tensor, truth: Tensor) =>
    losses.binaryCrossEntropy(discriminator.apply(params, x), truth);
  const [yes, no] = [ones([size, 1]), zeros([size, 1])];

  /** Noise in front of the discriminator keeps it from telling far clusters apart too soon (Sønderby et al. 2016). */
  const blurred = (x: Tensor, key: Tensor, blur: Tensor) => x.add(random.normal(key, x.shape).mul(blur));
  const step = compile((at: typeof start, real: Tensor, key: Tensor, blur: Tensor) => {
    const [first, second, third, fourth, fifth] = random.split(key, 5) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const seen = blurred(real, third, blur);
    const dSlopes = grad((p: typeof d) =>
      says(p, seen, yes).add(says(p, blurred(drawn(at.g, first), fourth, blur), no)),
    )(at.d);
    const [dUpdates, other] = optimizer.update(dSlopes, at.other, { params: at.d });
    const nextD = optim.applyUpdates(at.d, dUpdates);
    const gSlopes = grad((p: typeof g) => says(nextD, blurred(drawn(p, second), fifth, blur), yes))(at.g);
    const [gUpdates, own] = optimizer.update(gSlopes, at.own, { params: at.g });
    return { g: optim.applyUpdates(at.g, gUpdates), d: nextD, own, other };
  });

  let at = await evaluate(start);
  const source = batches(data, { size, order: "fresh", seed: 1 })(0);
  for (let count = 0; count < steps; count++) {
    at = await step(
      at,
      source.next().value as Tensor,
      random.foldIn(random.key(3), count),
      tensor(blur * (1 - count / steps)),
    );
  }
  return (count) => evaluate(generator.apply(at.g, random.normal(random.key(9), [count, NOISE])));
}

const chance = hostRandom(1);
const ring = Array.from({ length: 4000 }, (_, at) => {
  const angle = (at % 8) * (Math.PI / 4);
  return [2 * Math.cos(angle) + 0.1 * chance.normal(), 2 * Math.sin(angle) + 0.1 * chance.normal()] as const;
});
const plain = (units: number, outputs: number) =>
  nn.sequential(
    nn.linear(units),
    nn.leakyRelu({ slope: 0.2 }),
    nn.linear(units),
    nn.leakyRelu({ slope: 0.2 }),
    nn.linear(outputs),
  ) as unknown as Net;
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
const radii = points.map(([x, y]) => Math.hypot(x, y));
const near = points.filter(([x, y]) => Math.abs(Math.hypot(x, y) - 2) < 0.4).length / points.length;
const modes = new Set(
  points
    .filter((_, at) => Math.abs(radii[at]! - 2) < 0.4)
    .map(([x, y]) => Math.round((Math.atan2(y, x) / Math.PI) * 4 + 8) % 8),
);

const { train } = await digits({ size: 14 });
const generator = nn.sequential(plain(256, 196), nn.sigmoid()) as unknown as Net;
const ofDigits = await play({
  generator,
  discriminator: plain(256, 1),
  data: tensor(train.inputs, { shape: [train.size, 196] }),
  steps: full ? 5000 : 60,
  learningRate: 2e-4,
  blur: 0.1,
});
const tiles = Array.from(await (await ofDigits(40)).data(), Number);
const numbers = { nearTheRing: near, modes: modes.size };

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
        title: "Digits that were never written",
        images: Array.from({ length: 40 }, (_, at) => ({
          pixels: tiles.slice(196 * at, 196 * (at + 1)),
          width: 14,
          height: 14,
        })),
        columns: 8,
        range: [0, 1],
      }),
    ],
  }),
} satisfies Lesson;
