import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { fashionMnist, mnist } from "./mnist.ts";

const official = fileURLToPath(new URL("../../../../../shared/data/mnist", import.meta.url));

// The official files are not part of the project.
const withOfficial = test.skipIf(!existsSync(official));

const temporary = () => mkdtemp(join(tmpdir(), "glissade-"));
const fileNames =
  "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz";

withOfficial("the official files, in a directory, at 14x14", async () => {
  const { train, test: held, classes } = await mnist({ directory: official, size: 14 });
  expect([train.size, held.size, train.shape, classes.length]).toEqual([60000, 10000, [14, 14], 10]);
  expect([...train.labels.slice(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  // The mean pixel of the training images, known as 0.1307, is kept by area averaging.
  expect(train.inputs.reduce((sum, pixel) => sum + pixel) / train.inputs.length).toBeCloseTo(0.1307, 4);
});

withOfficial("files that are missing are fetched into the user's cache", async () => {
  const cache = await temporary();
  vi.stubEnv("XDG_CACHE_HOME", cache);
  const server = createServer(({ url = "" }, response) =>
    createReadStream(join(official, url)).pipe(response),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect((await mnist({ mirrors: [mirror], size: 1 })).test.size).toBe(10000);
  server.close();
  expect((await mnist({ mirrors: [], size: 1 })).test.size).toBe(10000);
  expect((await readdir(join(cache, "glissade", "mnist"))).join(", ")).toBe(
    fileNames.split(", ").toSorted().join(", "),
  );
  vi.unstubAllEnvs();
});

withOfficial("digits are not clothing", async () => {
  const path = join(official, "train-images-idx3-ubyte.gz");
  const sum = createHash("md5")
    .update(await readFile(path))
    .digest("hex");
  await expect(fashionMnist({ directory: official })).rejects.toThrow(
    `${path}: wrong checksum: md5 of the file is ${sum}, expected 8d4fb7e6c68d591d4c3dfef9ec88bf0d. Delete the file and fetch it again.`,
  );
});

test.each([
  ["mnist", mnist],
  ["fashion-mnist", fashionMnist],
])("%s: a directory without the files", async (name, load) => {
  const directory = await temporary();
  await expect(load({ directory })).rejects.toThrow(
    `${name}: ${directory} has no train-images-idx3-ubyte.gz. Put ${fileNames} there by hand.`,
  );
});
