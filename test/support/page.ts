/** @file The program of the browser test, for a page and Node alike. */

import { imageGrid, lineChart, panels } from "@glissade/lab/charts";
import {
  type ConfigureOptions,
  compile,
  configure,
  grad,
  greater,
  initialState,
  losses,
  nn,
  optim,
  random,
  type Tensor,
  tensor,
  trainStep,
} from "glissade";
import {
  encodeNpy,
  epochBatches,
  glyphs,
  matrixOf,
  parseCsv,
  parseImage,
  parseNpy,
  parseNpz,
  parseParquet,
} from "glissade/data";

export async function differentiate(): Promise<number[]> {
  const cubes = (x: Tensor) => x.mul(x).mul(x).sum();
  const slopes = compile((x: Tensor) => [grad(cubes)(x), grad((y: Tensor) => grad(cubes)(y).sum())(x)]);
  const [first, second] = await slopes(tensor([1, 2]));
  return [...(await first!.data()), ...(await second!.data())].map(Number);
}

/** What the readers and data sets give: a table, an array and the first batch of drawn images, as numbers. */
export function readData(): number[] {
  const table = matrixOf(parseCsv('a,"b"\r\n1,2\r\n', { where: "table.csv" }));
  const array = parseNpy(encodeNpy({ dtype: "int16", shape: [2], data: Int16Array.of(-3, 4) }), {
    where: "pair.npy",
  });
  const [batch] = epochBatches(glyphs({ train: 20, test: 10 }).train, { size: 5 });
  return [...table.data, ...array.data, ...batch!.y, ...batch!.x].map(Number);
}

/** What the decoders of files that a page fetched give, which they load when they are first needed. */
export async function decodeFiles(files: {
  readonly npz: string;
  readonly parquet: string;
  readonly png: string;
  readonly jpeg: string;
}): Promise<number[]> {
  const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const arrays = Object.values(parseNpz(bytesOf(files.npz))).map(({ data }) => data);
  const { columns } = await parseParquet(bytesOf(files.parquet));
  const images = [await parseImage(bytesOf(files.png)), await parseImage(bytesOf(files.jpeg))];
  const all = [...arrays, ...columns.map(({ values }) => values.data), ...images.map(({ data }) => data)];
  return all.flatMap((data) => Array.from(data as ArrayLike<number | bigint>, Number));
}

/** The words of charts. */
export function charts(): string[] {
  const line = lineChart({
    x: "step",
    y: "loss",
    lines: [
      {
        name: "sgd",
        points: [
          [0, 1],
          [1, 0.5],
        ],
      },
    ],
  });
  const images = imageGrid({ images: [{ pixels: [0, 1], width: 2, height: 1, caption: "two" }] });
  const svg = panels({ title: "T", charts: [line, images] });
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!);
}

/** The losses of a small network that learns which of two numbers is larger. */
export async function train(settings: ConfigureOptions, steps = 100): Promise<number[]> {
  configure(settings);
  const training = {
    model: nn.sequential(nn.linear(16), nn.tanh(), nn.linear(2)),
    loss: losses.softmaxCrossEntropy,
    optimizer: optim.sgd({ learningRate: 0.5, momentum: 0.9 }),
  };
  const x = random.uniform(random.key(1), [64, 2]);
  const isLarger = greater(x.matmul(tensor([[-1], [1]])), 0).reshape([64]);
  const batch = { x, y: isLarger.cast("int32") };
  const step = trainStep(training);
  let state = await initialState(training, random.key(2), x);
  const all: Tensor[] = [];
  for (let count = 0; count < steps; count++) {
    const [next, loss] = await step(state, batch);
    state = next;
    all.push(loss);
  }
  return Promise.all(all.map((loss) => loss.item()));
}

/**
 * What a device computed stays there, goes on in WebAssembly and back, and is read last.
 *
 * @public called by its name
 */
export async function handOver(): Promise<number[]> {
  const double = (x: Tensor) => x.mul(2);
  const [device, wasm] = [compile(double, { provider: "webgpu" }), compile(double, { provider: "wasm" })];
  const first = await device(tensor([1, 2]));
  const again = await device(first);
  const last = await device(await wasm(again));
  return [...(await first.data()), ...(await last.data())].map(Number);
}

/**
 * The message of the error that training ends with.
 *
 * @public called by its name
 */
export const refusal = (settings: ConfigureOptions): Promise<string> =>
  train(settings, 1).then(
    () => "none",
    (error) => error.message,
  );

/** The frames that a page draws while it trains. */
export async function framesOf(steps: number) {
  const { requestAnimationFrame } = globalThis as unknown as {
    requestAnimationFrame(draw: () => void): void;
  };
  await train({}, 10);
  let frames = 0;
  const count = () => {
    frames++;
    requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
  const began = performance.now();
  await train({}, steps);
  return { frames, seconds: (performance.now() - began) / 1000 };
}
