/**
 * @file Training steps of recurrent networks of 128 units over 64 steps in time, against PyTorch's by turns.
 * Set PYTHON to choose the interpreter.
 */

import { configure, evaluate, initialState, losses, nn, optim, random, tensor, trainStep } from "glissade";
import { type Contestant, compete, median, ratio, timed } from "./support/rounds.ts";
import { NO_TORCH, openTorch } from "./support/torch.ts";

const [BATCH, TIME, FEATURES, UNITS, CLASSES] = [32, 64, 64, 128, 10];
const layers = { rnn: nn.rnn, gru: nn.gru, lstm: nn.lstm };

const batch = {
  x: await evaluate(random.normal(random.key(1), [BATCH, TIME, FEATURES])),
  y: tensor(Int32Array.from({ length: BATCH }, (_, index) => index % CLASSES)),
};

async function openStep(kind: keyof typeof layers): Promise<Contestant> {
  const model = nn.sequential(layers[kind as "lstm"](UNITS, { output: "last" }), nn.linear(CLASSES));
  const optimizer = optim.sgd({ learningRate: 0.01 });
  const training = { model, loss: losses.softmaxCrossEntropy, optimizer };
  let state = await initialState(training, random.key(2), batch.x);
  const step = trainStep(training, { donate: true });
  return timed(async () => {
    const [next, loss] = await step(state, batch);
    state = next;
    await loss.item();
  });
}

const torch = await openTorch("recurrent.py");
console.log(`milliseconds against PyTorch ${torch?.version ?? ""}`);
for (const threads of process.env.QUICK ? [1] : [1, 2])
  for (const kind of ["rnn", "gru", "lstm"] as const) {
    configure({ threads });
    const theirs = torch ? [(steps: number) => torch.time(`${kind} ${threads}`, steps)] : [];
    const [ours, others] = await compete([await openStep(kind), ...theirs], { rounds: 9, steps: 4 });
    const beside = others
      ? ` and ${median(others).toFixed(1)}, ratio ${ratio(ours!, others).toFixed(2)}`
      : "";
    console.log(`${kind}, ${threads} thread(s): ${median(ours!).toFixed(1)}${beside}`);
  }
if (!torch) console.log(NO_TORCH);
torch?.close();
