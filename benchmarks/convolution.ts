/**
 * @file Convolutions and max-pool, forward and with gradients, against PyTorch by turns. Set PYTHON to choose the
 * interpreter, THREADS to run one number of threads, and ONLY to run the cases whose name contains it.
 */

import { compile, configure, conv, evaluate, maxPool, random, type Tensor, vjp } from "glissade";
import { type Contestant, compete, median, ratio, stepsFor, timed } from "./support/rounds.ts";
import { NO_TORCH, openTorch } from "./support/torch.ts";

interface Kernel {
  readonly name: string;
  readonly what: string;
  /** Channels and size of the images. */
  readonly image: readonly number[];
  /** Parameters behind the images. */
  readonly params: readonly (readonly number[])[];
  readonly apply: (x: Tensor, ...params: Tensor[]) => Tensor;
  /** Whether the images come from a layer before, so that their gradient is needed. */
  readonly isInner: boolean;
}

const kernels: readonly Kernel[] = [
  {
    name: "lenet1",
    what: "LeNet's first layer, 1 → 6, 5 × 5 on 28 × 28",
    image: [1, 28, 28],
    params: [[6, 1, 5, 5], [6]],
    apply: (x, w, bias) => conv(x, w!, { bias }),
    isInner: false,
  },
  {
    name: "lenet2",
    what: "LeNet's second layer, 6 → 16, 5 × 5 on 12 × 12",
    image: [6, 12, 12],
    params: [[16, 6, 5, 5], [16]],
    apply: (x, w, bias) => conv(x, w!, { bias }),
    isInner: true,
  },
  {
    name: "wide",
    what: "64 → 64, 3 × 3 on 28 × 28",
    image: [64, 28, 28],
    params: [[64, 64, 3, 3]],
    apply: (x, w) => conv(x, w!, { padding: 1 }),
    isInner: true,
  },
  {
    name: "depthwise",
    what: "64 channels depthwise, 3 × 3 on 28 × 28",
    image: [64, 28, 28],
    params: [[64, 1, 3, 3]],
    apply: (x, w) => conv(x, w!, { padding: 1, groups: 64 }),
    isInner: true,
  },
  {
    name: "max-pool",
    what: "max-pool 2 × 2 of 6 channels on 24 × 24",
    image: [6, 24, 24],
    params: [],
    apply: (x) => maxPool(x, 2),
    isInner: true,
  },
];

const draw = (seed: number, shape: readonly number[]) => evaluate(random.normal(random.key(seed), shape));

async function forward({ image, params, apply }: Kernel, batch: number): Promise<Contestant> {
  const args = await Promise.all([[batch, ...image], ...params].map((shape, index) => draw(index, shape)));
  const step = compile((x: Tensor, ...rest: Tensor[]) => apply(x, ...rest));
  return timed(() => step(...(args as [Tensor])));
}

/** The value, and gradients for the parameters and for images inside a network. */
async function backward({ image, params, apply, isInner }: Kernel, batch: number): Promise<Contestant> {
  const x = await draw(0, [batch, ...image]);
  const rest = await Promise.all(params.map((shape, index) => draw(index + 1, shape)));
  const dy = await draw(9, apply(x, ...rest).shape);
  const step = compile((weight: Tensor, images: Tensor, ...others: Tensor[]) => {
    const [y, pullback] = isInner
      ? vjp(apply, images, ...others)
      : vjp((...w) => apply(images, ...w), ...others);
    return [y, pullback(weight)];
  });
  return timed(() => step(dy, x, ...rest));
}

const torch = await openTorch("convolution.py");
console.log(torch ? `milliseconds against PyTorch ${torch.version}` : NO_TORCH);
const { THREADS, ONLY = "" } = process.env;
for (const threads of THREADS ? [Number(THREADS)] : [1, 2]) {
  configure({ threads });
  for (const kernel of kernels.filter(({ name }) => name.includes(ONLY))) {
    for (const batch of [32, 128]) {
      for (const [direction, open] of Object.entries({ forward, backward })) {
        const ours = await open(kernel, batch);
        const words = `${kernel.name} ${batch} ${direction} ${threads}`;
        const theirs: Contestant[] = torch ? [(steps) => torch.time(words, steps)] : [];
        const times = await compete([ours, ...theirs], { steps: await stepsFor(ours, 30) });
        const texts = times.map((list) => median(list).toFixed(3));
        const share = torch ? `, ratio ${ratio(times[0]!, times[1]!).toFixed(2)}` : "";
        const what = `${kernel.what}, batch ${batch}, ${direction}, ${threads} thread(s)`;
        console.log(`${what}: ${texts.join(" and ")}${share}`);
      }
    }
  }
}
torch?.close();
