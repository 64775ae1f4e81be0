/** @file A process that trains with checkpoints, goes on from the last one, and prints the bits of its end. */

import { createHash } from "node:crypto";
import { glyphs } from "../../packages/glissade/src/data/index.ts";
import { checkpoints, latestCheckpoint, loadCheckpoint } from "../../packages/glissade/src/files/index.ts";
import {
  batches,
  configure,
  finish,
  fit,
  flatten,
  initialState,
  losses,
  nn,
  optim,
  paths,
  random,
  zeros,
} from "../../packages/glissade/src/index.ts";

const [directory = "."] = process.argv.slice(2);

configure({ threads: 1 });
const { train } = glyphs({ train: 130, test: 10 });
const model = nn.sequential(
  nn.flatten(),
  nn.linear(24),
  nn.batchNorm(),
  nn.relu(),
  nn.dropout(0.3),
  nn.linear(10),
);
const how = { loss: losses.softmaxCrossEntropy, optimizer: optim.adam({ learningRate: 0.01 }) };

const latest = await latestCheckpoint(directory);
const like = await initialState({ model, ...how }, random.key(0), zeros([1, 14, 14]));
const saved = checkpoints(
  // biome-ignore lint/suspicious/noFocusedTests: it trains.
  fit(model, {
    ...how,
    data: batches(train, { size: 20, seed: 3 }),
    epochs: 60,
    seed: 7,
    state: latest === undefined ? undefined : await loadCheckpoint(latest, like),
  }),
  { directory, every: { steps: 2 }, keep: 2 },
);

/** Says where it begins, and writes a dot for each step. */
async function* announced<Event extends { readonly type: string }>(
  stream: AsyncIterable<Event>,
): AsyncGenerator<Event, void> {
  console.log(`from ${latest ?? "the start"}`);
  for await (const event of stream) {
    if (event.type === "step") process.stdout.write(".");
    yield event;
  }
}

const { params, state } = await finish(announced(saved));
const kept = {
  params,
  layers: state.state,
  trained: state.params,
  optimizer: state.optimizer,
  key: state.key!,
};
const names = paths(kept);
const { leaves } = flatten(kept);
const hash = createHash("sha256");
for (const name of names.toSorted()) hash.update(name).update(await leaves[names.indexOf(name)]!.data());
console.log(`\nend ${state.step} ${hash.digest("hex")}`);
