/**
 * @file Kernels of classifiers and transformers, forward and backward, against PyTorch by turns. Set PYTHON to choose
 * the interpreter.
 */

import {
  compile,
  configure,
  evaluate,
  initialState,
  layerNorm,
  losses,
  nn,
  optim,
  random,
  scaledDotProductAttention,
  type Tensor,
  tensor,
  trainStep,
  valueAndGrad,
  vjp,
} from "glissade";

import { type Contestant, compete, median, ratio, stepsFor, timed } from "./support/rounds.ts";
import { NO_TORCH, openTorch } from "./support/torch.ts";

const draw = (seed: number, shape: readonly number[]) => evaluate(random.normal(random.key(seed), shape));

/** Value and gradients of a function for all of its arguments, as PyTorch computes them. */
async function backwardOf(fn: (...args: Tensor[]) => Tensor, shapes: readonly (readonly number[])[]) {
  const args = await Promise.all(shapes.map((shape, index) => draw(index, shape)));
  const dy = await draw(9, fn(...args).shape);
  const step = compile((weight: Tensor, ...inputs: Tensor[]) => {
    const [y, pullback] = vjp(fn, ...inputs);
    return [y, pullback(weight)];
  });
  return timed(() => step(dy, ...args));
}

async function crossEntropy() {
  const logits = await draw(1, [128, 1000]);
  const labels = tensor(Int32Array.from({ length: 128 }, (_, index) => (index * 37) % 1000));
  const step = compile((x: Tensor, y: Tensor) => valueAndGrad(losses.softmaxCrossEntropy)(x, y));
  return timed(() => step(logits, labels));
}

async function gptBlock() {
  const x = await draw(1, [12, 64, 128]);
  const y = await draw(2, [12, 64, 128]);
  const training = {
    model: nn.transformerEncoderBlock(4, { causal: true }),
    loss: losses.meanSquaredError,
    optimizer: optim.adam(),
  };
  let state = await initialState(training, random.key(3), x);
  const step = trainStep(training);
  return timed(async () => {
    [state] = await step(state, { x, y });
  });
}

const kernels: readonly { name: string; what: string; open: () => Promise<Contestant> }[] = [
  { name: "cross-entropy", what: "softmax cross-entropy, 128 × 1000 classes", open: crossEntropy },
  {
    name: "layer-norm",
    what: "layer norm, 768 × 128",
    open: () => backwardOf((x, weight, bias) => layerNorm(x!, { weight, bias }), [[768, 128], [128], [128]]),
  },
  {
    name: "attention",
    what: "causal attention, 12 × 4 heads × 64 × 32",
    open: () =>
      backwardOf(
        (query, key, value) => scaledDotProductAttention(query!, key!, value!, { causal: true }),
        new Array(3).fill([12, 4, 64, 32]),
      ),
  },
  { name: "gpt-block", what: "training step of a GPT block, 12 × 64 × 128, Adam", open: gptBlock },
];

const torch = await openTorch("kernels.py");
console.log(torch ? `milliseconds against PyTorch ${torch.version}` : NO_TORCH);
for (const threads of process.env.QUICK ? [1] : [1, 2]) {
  configure({ threads });
  for (const { name, what, open } of kernels) {
    const ours = await open();
    const theirs: Contestant[] = torch ? [(steps) => torch.time(`${name} ${threads}`, steps)] : [];
    const times = await compete([ours, ...theirs], { rounds: 101, steps: await stepsFor(ours, 4) });
    const texts = times.map((list) => median(list).toFixed(3));
    const share = torch ? `, ratio ${ratio(times[0]!, times[1]!).toFixed(2)}` : "";
    console.log(`${what}, ${threads} thread(s): ${texts.join(" and ")}${share}`);
  }
}
torch?.close();
