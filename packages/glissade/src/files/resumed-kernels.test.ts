import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkpoints, latestCheckpoint, loadCheckpoint, readManifest } from "glissade/files";
import { afterAll, expect, test } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import { all } from "../../../../test/support/epochs.ts";
import { glyphs } from "../data/index.ts";
import {
  batches,
  explain,
  fit,
  flatten,
  initialState,
  losses,
  nn,
  optim,
  random,
  tensor,
  zeros,
} from "../index.ts";
import { type TrainState, tensorsOf } from "../train/state.ts";
import { stepGraph } from "../train/step-graph.ts";

const root = await mkdtemp(join(tmpdir(), "glissade-"));
afterAll(() => rm(root, { recursive: true }));

const { train: images } = glyphs({ train: 50, test: 10 });
const data = batches(images, { size: 15, seed: 2 });

const bits = (state: TrainState<unknown, unknown, unknown>) =>
  Promise.all([state.step, ...flatten(tensorsOf(state)).leaves.map(numbers)]);

/** Images through a layer that keeps their channels. */
const network = (layer: nn.AnyLayer): nn.AnyLayer =>
  nn.sequential(
    nn.reshape([1, 14, 14]),
    nn.conv2d(4, 3),
    layer,
    nn.gelu(),
    nn.dropout(0.2),
    nn.flatten(),
    nn.linear(10),
  );

const [adam, momentum] = [optim.adam(), optim.sgd({ learningRate: 0.1, momentum: 0.9 })];

test.each<[string, nn.AnyLayer, optim.Optimizer]>([
  ["batch norm", nn.batchNorm(), adam],
  ["group norm", nn.groupNorm(2), adam],
  ["layer norm", nn.layerNorm(), adam],
  ["instance norm", nn.instanceNorm(), adam],
  ["momentum", nn.relu(), momentum],
])("kernels go on with the same bits through files, %s", async (name, layer, optimizer) => {
  const how = { loss: losses.softmaxCrossEntropy, optimizer };
  const training = { model: network(layer), ...how };
  const directory = join(root, name);
  const like = await initialState(training, random.key(1), zeros([1, 14, 14]));
  const batch = { x: zeros([15, 14, 14]), y: tensor(new Int32Array(15)) };
  expect(explain(stepGraph(training), tensorsOf(like), batch).kernels).toBeGreaterThan(0);
  const run = (state?: typeof like) => fit(training.model, { ...how, data, epochs: 3, state });
  const whole = (await all(run())).at(-1)!;
  for await (const { step } of checkpoints(run(), { directory, every: { steps: 1 } })) if (step === 6) break;
  const latest = (await latestCheckpoint(directory))!;
  expect((await readManifest(latest)).kernels).toBe(true);
  const resumed = (await all(run(await loadCheckpoint(latest, like, { exact: true })))).at(-1)!;
  expect(await bits(resumed.state)).toEqual(await bits(whole.state));
});
