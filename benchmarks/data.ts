/**
 * @file Data larger than memory: 1 GB of npy and of Parquet streamed with flat memory, folders of 2000 PNG images, and
 * what loading adds to the steps of a small convolutional network, with threads that load ahead and without.
 */

import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { batches, configure, fit, losses, nn, optim } from "glissade";
import type { RowSource } from "glissade/data";
import { imageFolder, type LabelledImages, openNpy, parquetChunks, prefetch } from "glissade/files";
import { writeImages, writeNpy, writeParquet } from "./support/data-files.ts";

const folder = mkdtempSync(join(tmpdir(), "glissade-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const MB = 2 ** 20;
const megabytes = (): number => process.memoryUsage.rss() / MB;

/** Consumes a stream and says how fast, and what memory it needs: before, at most, and in its first and last tenth. */
async function stream(name: string, path: string, items: AsyncIterable<unknown>): Promise<void> {
  global.gc?.();
  const [before, begin, size] = [megabytes(), performance.now(), statSync(path).size / MB];
  const memory: number[] = [];
  for await (const _ of items) memory.push(megabytes());
  const seconds = (performance.now() - begin) / 1000;
  const tenth = Math.ceil(memory.length / 10);
  const most = (values: readonly number[]) => Math.max(...values).toFixed(0);
  console.log(
    `${name}: ${size.toFixed(0)} MB in ${seconds.toFixed(1)} s, ${(size / seconds).toFixed(0)} MB/s; resident MB: ${before.toFixed(0)} before, at most ${most(memory)}, ${most(memory.slice(0, tenth))} in the first tenth, ${most(memory.slice(-tenth))} in the last`,
  );
}

const npy = join(folder, "x.npy");
writeNpy(npy, 342_000, 784);
const array = await openNpy(npy);
await stream("npy, rows of 784 in random order", npy, batches(array, { size: 128 })(0));
const ahead = await prefetch(array);
await stream("npy, the same by a thread", npy, batches(ahead, { size: 128 })(0));
await ahead.close();
rmSync(npy);

const parquet = join(folder, "x.parquet");
await writeParquet(parquet, { groups: 172, rows: 65_536, columns: 16 });
await stream("Parquet, 172 groups of 65536 rows", parquet, parquetChunks(parquet));
const chunks = await prefetch(parquetChunks(parquet), { ahead: 1 });
await stream("Parquet, the same by a thread", parquet, chunks);
await chunks.close();
rmSync(parquet);

const network = nn.sequential(
  ...[nn.conv2d(6, 5, { padding: "same" }), nn.relu(), nn.maxPool2d(2)],
  ...[nn.conv2d(16, 5), nn.relu(), nn.maxPool2d(2), nn.flatten()],
  ...[nn.linear(120), nn.relu(), nn.linear(2)],
);

/** Milliseconds per step of 64 images, of the second epoch on. */
async function training(source: RowSource<LabelledImages> | LabelledImages): Promise<number> {
  const data = batches(source as RowSource<LabelledImages>, { size: 64, last: "drop" });
  const options = { loss: losses.softmaxCrossEntropy, optimizer: optim.sgd({ learningRate: 0.01 }) };
  let [begin, steps] = [0, 0];
  for await (const event of fit(network, { ...options, data, epochs: 4 })) {
    if (event.type === "epoch" && begin === 0) begin = performance.now();
    else if (event.type === "step" && begin > 0) steps++;
  }
  return (performance.now() - begin) / steps;
}

configure({ threads: 1 });
for (const [size, channels] of [
  [28, 1],
  [64, 3],
] as const) {
  const path = join(folder, `images-${size}`);
  writeImages(path, 2000, size, channels);
  const images = await imageFolder(path, { channels });
  const perSecond = async (source: RowSource<unknown>): Promise<string> => {
    const begin = performance.now();
    for await (const _ of batches(source, { size: 50 })(0));
    return (2000 / ((performance.now() - begin) / 1000)).toFixed(0);
  };
  await perSecond(images);
  console.log(`2000 PNG of ${size}x${size}x${channels}: ${await perSecond(images)} images/s without threads`);
  const inMemory = await images.rows(Uint32Array.from(images.labels, (_, row) => row));
  const step = await training(inMemory);
  const loading = await training(images);
  console.log(
    `  step of 64 with images in memory ${step.toFixed(2)} ms, loading them ${loading.toFixed(2)} ms`,
  );
  for (const workers of [1, 2]) {
    const fetched = await prefetch(images, { workers });
    await perSecond(fetched);
    console.log(
      `  ${workers} threads: ${await perSecond(fetched)} images/s, step ${(await training(fetched)).toFixed(2)} ms`,
    );
    await fetched.close();
  }
}
