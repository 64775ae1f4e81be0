/** @file Training steps beside PyTorch's, by turns, with the same threads. */

import {
  type Batch,
  configure,
  initialState,
  random,
  type Tensor,
  type Training,
  type Tree,
  trainStep,
} from "glissade";
import { type Contestant, compete, median, ratio, timed } from "./rounds.ts";
import { NO_TORCH, openTorch } from "./torch.ts";

/** Steps of a training on one batch, as `fit` takes them. */
export async function openTraining<Params extends Tree, State extends Tree, Optimizer extends Tree>(
  training: Training<Params, State, Tensor, Tensor, Tensor, Optimizer>,
  batch: Batch<Tensor, Tensor>,
): Promise<Contestant> {
  let state = await initialState(training, random.key(2), batch.x);
  const step = trainStep(training, { donate: true });
  return timed(async () => {
    const [next, loss] = await step(state, batch);
    state = next;
    await loss.item();
  });
}

interface Rounds {
  readonly rounds: number;
  readonly steps: number;
}

/** Prints milliseconds per step of each contestant, and the ratio to what the script calls the same. */
export async function besidePyTorch(
  script: string,
  contestants: Readonly<Record<string, () => Promise<Contestant>>>,
  rounds: Rounds,
): Promise<void> {
  const torch = await openTorch(script);
  console.log(`milliseconds against PyTorch ${torch?.version ?? ""}`);
  for (const threads of process.env.QUICK ? [1] : [1, 2])
    for (const [name, open] of Object.entries(contestants)) {
      configure({ threads });
      const theirs = torch ? [(steps: number) => torch.time(`${name} ${threads}`, steps)] : [];
      const [ours, others] = await compete([await open(), ...theirs], rounds);
      const beside = others
        ? ` and ${median(others).toFixed(1)}, ratio ${ratio(ours!, others).toFixed(2)}`
        : "";
      console.log(`${name}, ${threads} thread(s): ${median(ours!).toFixed(1)}${beside}`);
    }
  if (!torch) console.log(NO_TORCH);
  torch?.close();
}
