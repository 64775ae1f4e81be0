/**
 * @file Training steps of recurrent networks of 128 units over 64 steps in time, against PyTorch's by turns.
 * Set PYTHON to choose the interpreter.
 */

import { evaluate, losses, nn, optim, random, tensor } from "glissade";
import { besidePyTorch, openTraining } from "./support/beside.ts";

const [BATCH, TIME, FEATURES, UNITS, CLASSES] = [32, 64, 64, 128, 10];
const layers = { rnn: nn.rnn, gru: nn.gru, lstm: nn.lstm };

const batch = {
  x: await evaluate(random.normal(random.key(1), [BATCH, TIME, FEATURES])),
  y: tensor(Int32Array.from({ length: BATCH }, (_, index) => index % CLASSES)),
};

const open = (kind: keyof typeof layers) => () => {
  const model = nn.sequential(layers[kind as "lstm"](UNITS, { output: "last" }), nn.linear(CLASSES));
  const optimizer = optim.sgd({ learningRate: 0.01 });
  return openTraining({ model, loss: losses.softmaxCrossEntropy, optimizer }, batch);
};

const contestants = { rnn: open("rnn"), gru: open("gru"), lstm: open("lstm") };
await besidePyTorch("recurrent.py", contestants, { rounds: 9, steps: 4 });
