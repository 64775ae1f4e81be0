/**
 * @file Training steps of a GPT, of a small convolutional network and of the same with batch normalisation, against
 * PyTorch's by turns. Set PYTHON to choose the interpreter.
 */

import { evaluate, losses, nn, optim, random, tensor } from "glissade";
import { besidePyTorch, openTraining } from "./support/beside.ts";
import { gpt } from "./support/gpt.ts";

const ids = (shape: readonly number[], count: number) => {
  const size = shape.reduce((a, b) => a * b);
  return tensor(
    Int32Array.from({ length: size }, (_, index) => (index * 7) % count),
    { shape },
  );
};

const [BATCH, CONTEXT, TOKENS] = [12, 64, 65];
const text = { x: ids([BATCH, CONTEXT], TOKENS), y: ids([BATCH, CONTEXT], TOKENS) };
const digits = {
  x: await evaluate(random.normal(random.key(1), [128, 1, 28, 28])),
  y: ids([128], 10),
};

const cnn = nn.sequential(
  ...[nn.conv2d(32, 3), nn.relu()],
  ...[nn.conv2d(64, 3), nn.relu(), nn.maxPool2d(2), nn.flatten()],
  ...[nn.linear(128), nn.relu(), nn.linear(10)],
);

const normalised = nn.sequential(
  ...[nn.conv2d(32, 3), nn.batchNorm(), nn.relu()],
  ...[nn.conv2d(64, 3), nn.batchNorm(), nn.relu(), nn.maxPool2d(2), nn.flatten()],
  ...[nn.linear(128), nn.relu(), nn.linear(10)],
);

const loss = losses.softmaxCrossEntropy;
const momentum = optim.sgd({ learningRate: 0.01, momentum: 0.9 });
const adamw = optim.adamw({ learningRate: 1e-3, weightDecay: 0.01 });
const language = gpt({ vocabulary: TOKENS, context: CONTEXT, width: 128, heads: 4, layers: 4 });

await besidePyTorch(
  "networks.py",
  {
    gpt: () => openTraining({ model: language, loss, optimizer: adamw }, text),
    cnn: () => openTraining({ model: cnn, loss, optimizer: momentum }, digits),
    "batch-norm": () => openTraining({ model: normalised, loss, optimizer: momentum }, digits),
  },
  { rounds: 7, steps: 2 },
);
