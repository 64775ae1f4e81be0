/** @file The workloads of `npm run bench`; ../contestants/pytorch.py has the same in PyTorch. */

import {
  type Batch,
  compile,
  evaluate,
  flatten,
  initialState,
  losses,
  matmul,
  nn,
  optim,
  random,
  summary,
  type Tensor,
  type Training,
  type Tree,
  tensor,
  trainStep,
  zeros,
} from "glissade";
import { type GptSizes, gpt } from "./gpt.ts";

/** A workload that is ready for its first step. */
export interface Opened {
  /** Resolves when the result is there and its loss was read. */
  readonly step: () => Promise<unknown>;
  /** Elements of matrices and kernels, which say whether two networks are the same. */
  readonly weights: number;
  /** Floating-point operations of the products and convolutions that a step needs. */
  readonly flops: number;
  /** Bytes that an update reads and writes at least. */
  readonly bytes: number;
}

export interface Workload {
  readonly about: string;
  /** Left out unless it is named. */
  readonly extra?: boolean;
  /** Fewer turns, for steps that take long. */
  readonly rounds?: number;
  readonly open: () => Promise<Opened>;
}

interface Rule {
  readonly optimizer: optim.Optimizer;
  /** As long as the parameters: those that the update reads and writes at least. */
  readonly vectors: number;
}

const momentum: Rule = { optimizer: optim.sgd({ learningRate: 0.01, momentum: 0.9 }), vectors: 5 };
const adam: Rule = { optimizer: optim.adam(), vectors: 7 };
const adamw: Rule = { optimizer: optim.adamw({ weightDecay: 0.01 }), vectors: 7 };

interface Subject<Params, State> {
  readonly model: Training<Params, State>["model"];
  readonly rule: Rule;
  readonly batch: () => Batch;
  readonly loss?: Training<Params>["loss"];
  /** A layer with the products of the first one, for whose input no step needs a gradient. */
  readonly first?: nn.AnyLayer;
}

const sizeOf = (leaves: readonly Tensor[]) => leaves.reduce((sum, { size }) => sum + size, 0);

const weightsOf = (leaves: readonly Tensor[]) => sizeOf(leaves.filter(({ rank }) => rank > 1));

const bytesOf = (leaves: readonly Tensor[], { vectors }: Rule) => 4 * vectors * sizeOf(leaves);

/** A step as `fit` takes it, on the same batch again and again. */
async function openTraining<Params extends Tree, State extends Tree>(
  subject: Subject<Params, State>,
): Promise<Opened> {
  const { model, rule, first, loss = losses.softmaxCrossEntropy } = subject;
  const training = { model, optimizer: rule.optimizer, loss };
  const batch = await evaluate(subject.batch());
  let state = await initialState(training, random.key(2), batch.x);
  const step = trainStep(training, { donate: true });
  const { leaves } = flatten(state.params);
  // Forward, for the weights, and for the input of every layer but the first.
  const flops = 3 * summary(model, batch.x).flops - (first ? summary(first, batch.x).flops : 0);
  return {
    ...{ weights: weightsOf(leaves), flops, bytes: bytesOf(leaves, rule) },
    async step() {
      const [next, value] = await step(state, batch);
      state = next;
      return value.item();
    },
  };
}

const training = <Params extends Tree, State extends Tree>(
  about: string,
  { extra, rounds, ...subject }: Subject<Params, State> & Pick<Workload, "extra" | "rounds">,
): Workload => ({ about, extra, rounds, open: () => openTraining(subject) });

/** An update alone, of gradients that are there. */
async function openUpdate<Params extends Tree>(
  { model, rule }: { model: nn.Layer<Params>; rule: Rule },
  x: Tensor,
): Promise<Opened> {
  const { optimizer } = rule;
  const params = await evaluate(model.init(random.key(1), x));
  const gradients = await evaluate(model.init(random.key(2), x));
  const { leaves } = flatten(params);
  const step = compile(
    (point: Params, state: Tree, slopes: Params) => {
      const [updates, next] = optimizer.update(slopes, state, { params: point });
      return [optim.applyUpdates(point, updates), next] as const;
    },
    { donate: [0, 1] },
  );
  let state: readonly [Params, Tree] = [params, await evaluate(optimizer.init(params))];
  return {
    ...{ weights: weightsOf(leaves), flops: 0, bytes: bytesOf(leaves, rule) },
    async step() {
      state = await step(...state, gradients);
    },
  };
}

const ids = (shape: readonly number[], count: number) => {
  const size = shape.reduce((a, b) => a * b);
  return tensor(
    Int32Array.from({ length: size }, (_, index) => (index * 7) % count),
    { shape },
  );
};

/** Examples of ten classes. */
const examples = (shape: readonly number[]) => () => ({
  x: random.normal(random.key(1), shape),
  y: tensor(Int32Array.from({ length: shape[0]! }, (_, index) => index % 10)),
});

const dense = (sizes: readonly number[], activation: () => nn.Layer<nn.None>) =>
  nn.sequential(...sizes.flatMap((units) => [nn.linear(units), activation()]));

const small = (rule: Rule) => ({
  ...{ model: dense([100, 50, 10], nn.sigmoid), first: nn.linear(100) },
  ...{ rule, batch: examples([64, 196]), loss: losses.halfSquaredError },
});

const wideModel = nn.sequential(dense([2048, 2048], nn.relu), nn.linear(10));
const wide = (rule: Rule) => ({
  ...{ model: wideModel, first: nn.linear(2048), rule, batch: examples([128, 784]) },
});

const lenet = (batch: number) => ({
  model: nn.sequential(
    ...[nn.conv2d(6, 5), nn.relu(), nn.maxPool2d(2), nn.conv2d(16, 5), nn.relu(), nn.maxPool2d(2)],
    ...[nn.flatten(), nn.linear(120), nn.relu(), nn.linear(84), nn.relu(), nn.linear(10)],
  ),
  ...{ first: nn.conv2d(6, 5), rule: momentum, batch: examples([batch, 1, 28, 28]) },
});

const smallCnn = nn.sequential(
  ...[nn.conv2d(32, 3), nn.relu()],
  ...[nn.conv2d(64, 3), nn.relu(), nn.maxPool2d(2), nn.flatten()],
  ...[nn.linear(128), nn.relu(), nn.linear(10)],
);

const batchNormCnn = nn.sequential(
  ...[nn.conv2d(32, 3), nn.batchNorm(), nn.relu()],
  ...[nn.conv2d(64, 3), nn.batchNorm(), nn.relu(), nn.maxPool2d(2), nn.flatten()],
  ...[nn.linear(128), nn.relu(), nn.linear(10)],
);

const digits = { first: nn.conv2d(32, 3), rule: adam, batch: examples([128, 1, 28, 28]) };

const normalised = (filters: number) =>
  nn.sequential(nn.conv2d(filters, 3, { padding: "same" }), nn.groupNorm(8), nn.relu());

const groupNormCnn = nn.sequential(
  ...[normalised(32), normalised(32), nn.maxPool2d(2), normalised(64), normalised(64), nn.maxPool2d(2)],
  ...[nn.flatten(), nn.linear(10)],
);

const recurrent = (kind: "lstm" | "gru" | "rnn", gates: number) => ({
  model: nn.sequential(nn[kind as "lstm"](128, { output: "last" }), nn.linear(10)),
  ...{ first: nn.linear(gates * 128), rule: adam, batch: examples([64, 64, 64]) },
});

/** A GPT that learns the next of the tokens that it reads. */
const language = (batch: number, sizes: GptSizes) => {
  const tokens = ids([batch, sizes.context], sizes.vocabulary);
  return { model: gpt(sizes), rule: adamw, batch: () => ({ x: tokens, y: tokens }) };
};

const gpt128 = { vocabulary: 65, context: 64, width: 128, heads: 4, layers: 4 };
const gpt384 = { vocabulary: 65, context: 256, width: 384, heads: 6, layers: 6 };
const gpt768 = { vocabulary: 50257, context: 128, width: 768, heads: 12, layers: 12 };

const convolutions = "two 3×3 convolutions, 32 and 64, max-pooling, dense 128, batch 128, Adam";
const recurrentAbout = "128 units, 64 steps of 64 inputs, batch 64, Adam";

export const workloads: Readonly<Record<string, Workload>> = {
  "a-momentum": training("196-100-50-10, sigmoid, batch 64, momentum", small(momentum)),
  "a-adam": training("196-100-50-10, sigmoid, batch 64, Adam", small(adam)),
  "b-momentum": training("784-2048-2048-10, ReLU, batch 128, momentum", wide(momentum)),
  "b-adam": training("784-2048-2048-10, ReLU, batch 128, Adam", wide(adam)),
  "c-lenet-64": training("LeNet, batch 64, momentum", lenet(64)),
  "c-lenet-256": training("LeNet, batch 256, momentum", lenet(256)),
  "d-cnn-128": training(convolutions, { model: smallCnn, ...digits }),
  "d-batch-norm-128": training(`${convolutions}, batch normalisation behind both`, {
    model: batchNormCnn,
    ...digits,
    extra: true,
  }),
  "e-conv-64": training("four 3×3 convolutions with group normalisation on 3×32×32, batch 64, momentum", {
    model: groupNormCnn,
    first: nn.conv2d(32, 3, { padding: "same" }),
    rule: momentum,
    batch: examples([64, 3, 32, 32]),
  }),
  "f-lstm-128": training(`LSTM, ${recurrentAbout}`, recurrent("lstm", 4)),
  "f-gru-128": training(`GRU, ${recurrentAbout}`, { ...recurrent("gru", 3), extra: true }),
  "f-rnn-128": training(`simple recurrent network, ${recurrentAbout}`, {
    ...recurrent("rnn", 1),
    extra: true,
  }),
  "g-gpt-128": training("GPT 4×128, context 64, batch 12, AdamW", language(12, gpt128)),
  "g-gpt-384": training("GPT 6×384, context 256, batch 4, AdamW", language(4, gpt384)),
  "h-update-adam": {
    about: "update alone of 5.8 million parameters, Adam",
    open: () => openUpdate({ model: wideModel, rule: adam }, zeros([1, 784])),
  },
  "k-gpt-768": training("GPT 12×768, context 128, batch 1, vocabulary 50 257, AdamW", {
    ...language(1, gpt768),
    rounds: 5,
  }),
};

/** Bytes, as a measurement of memory and not of caches. */
const COPIED = 64 * 2 ** 20;

/** What this machine can do: a product of matrices, a copy of memory. */
export const limits: Readonly<Record<string, Workload>> = {
  sgemm: { about: "product of two matrices of 1024×1024", open: openProduct },
  copy: { about: "copy of 64 MiB", open: openCopy },
};

async function openProduct(): Promise<Opened> {
  const x = await evaluate(random.normal(random.key(1), [1024, 1024]));
  const multiply = compile((matrix: Tensor) => matmul(matrix, matrix));
  return { weights: 0, flops: 2 * 1024 ** 3, bytes: 0, step: () => multiply(x) };
}

async function openCopy(): Promise<Opened> {
  const [from, to] = [new Uint8Array(COPIED).fill(1), new Uint8Array(COPIED).fill(2)];
  return { weights: 0, flops: 0, bytes: 2 * COPIED, step: async () => to.set(from) };
}
