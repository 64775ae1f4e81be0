/** @file Sequences that a language model writes, token by token. */

import { ArgumentError, DataError, ShapeError, within } from "../errors.ts";
import { formatShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { tensorKind } from "../graph/tensor-options.ts";
import type { AnyLayer, Model, Stateful } from "../nn/layer.ts";
import { requireLayer } from "../nn/layer-checks.ts";
import { capacityOf } from "../nn/layers/attention/cache.ts";
import { lift } from "../nn/lift.ts";
import { requireFloat, requireInteger } from "../ops/dtype-rules.ts";
import { cast } from "../ops/elementwise/cast.ts";
import { logicalNot } from "../ops/elementwise/compare.ts";
// biome-ignore lint/suspicious/noShadowRestrictedNames: the name of NumPy, PyTorch and ONNX.
import { isFinite } from "../ops/elementwise/is-finite.ts";
import { max } from "../ops/reduce/reduce.ts";
import { any } from "../ops/reduce/statistics.ts";
import { reshape, unsqueeze } from "../ops/shape/layout.ts";
import { slice } from "../ops/shape/slice.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import * as random from "../random/index.ts";
import { sampleKinds } from "../random/sample-logits.ts";
import { providerKind } from "../run/backend.ts";
import { compile } from "../run/compile.ts";
import { evaluate } from "../run/evaluate.ts";
import type { CompileOptions } from "../run/program.ts";
import type { Tree } from "../tree.ts";
import { requireParams } from "./training-checks.ts";

export interface GenerateOptions
  extends random.SampleLogitsOptions,
    Pick<CompileOptions, "provider" | "threads"> {
  /** The tokens that are there, integers (batch, time). */
  readonly prompt: Tensor;
  /** How many tokens follow. */
  readonly count: number;
  /** Of the draws; needed unless the temperature is 0. */
  readonly key?: Tensor;
}

const readGenerate = optionsReader<GenerateOptions>({
  prompt: kind.needed(tensorKind.tensor),
  count: kind.needed(kind.count),
  key: tensorKind.tensor,
  ...sampleKinds,
  provider: providerKind,
  threads: kind.threads,
});

/**
 * The tokens that follow a prompt, one after the other: integers (batch) of the prompt's dtype. The model takes tokens
 * (batch, time), gives logits (batch, time, tokens), and has caches for prompt and count; its parameters are those of the
 * model without that was trained. Each token is one run of one program, however long the text is.
 *
 * @example
 * const gpt = (cache?: number) =>
 *   nn.sequential(nn.embedding(5, 8), nn.transformerEncoderBlock(2, { causal: true, cache }), nn.linear(5));
 * const prompt = tensor([[1n, 2n]]);
 * const { params } = nn.lift(gpt()).init(random.key(1), prompt);
 * const text: number[] = [];
 * for await (const token of generate(gpt(8), { params }, { prompt, count: 3, key: random.key(2) })) {
 *   text.push(await token.item());
 * }
 * text.length; // 3
 *
 * @throws ArgumentError for a model without state, options out of range, or too small a cache; DataError where the model
 * gives NaN
 */
export function generate<Params extends Tree, State extends Tree>(
  model: Model<Params, State>,
  variables: { readonly params: NoInfer<Params> },
  options: GenerateOptions,
): AsyncGenerator<Tensor, void, undefined> {
  const read = readGenerate("generate", options);
  requireState(model);
  requireParams("generate", variables);
  requirePrompt(read.prompt);
  if (read.temperature !== 0 && !read.key) {
    throw new ArgumentError({
      where: "generate({ key })",
      rule: "needs a random key unless the temperature is 0, got none",
      fix: "Pass key: random.key(1)",
    });
  }
  return write(lift(model), variables.params, read);
}

async function* write<Params extends Tree, State extends Tree>(
  model: Stateful<Params, State>,
  params: Params,
  options: GenerateOptions,
): AsyncGenerator<Tensor, void, undefined> {
  const { prompt, count, key = random.key(0), provider, threads } = options;
  const start = within("generate", () => model.init(random.key(0), prompt)).state;
  requireRoom(start, prompt.shape[1]! + count - 1);
  const step = compile(stepOf(model, options), { provider, threads, donate: [1] });
  let [state, tokens, own] = [await evaluate(start), prompt, key];
  for (let at = 0; at < count; at++) {
    const [next, later, rest, isBroken] = await step(params, state, { tokens, key: own });
    if (await isBroken.item()) throw notFinite(at + 1);
    yield next;
    [state, tokens, own] = [later, unsqueeze(next, { axis: 1 }), rest];
  }
}

interface Reading {
  readonly tokens: Tensor;
  readonly key: Tensor;
}

const notFinite = (token: number): DataError =>
  new DataError({
    where: `generate: token ${token}`,
    rule: "needs logits whose largest is a finite number, got NaN or infinity",
    fix: "Check the weights: a training that diverged leaves NaN, and findNonFinite names the first operation that gives it",
  });

/** From tokens (batch, time) to the ones that follow (batch), the next state and key, and whether nothing can be drawn. */
function stepOf<Params, State>(model: Stateful<Params, State>, options: GenerateOptions) {
  const { temperature, topK, topP } = options;
  return (
    params: Params,
    state: State,
    { tokens, key }: Reading,
  ): readonly [Tensor, State, Tensor, Tensor] => {
    const [logits, later] = within("generate", () =>
      model.apply({ params, state }, tokens, { training: false }),
    );
    const [own, rest] = random.split(key) as [Tensor, Tensor];
    const last = lastOf(logits, tokens);
    const drawn = random.sampleLogits(own, last, { temperature, topK, topP });
    return [cast(drawn, tokens.dtype), later, rest, any(logicalNot(isFinite(max(last, { axis: -1 }))))];
  };
}

/** The logits of the last position: (batch, tokens). */
function lastOf(logits: Tensor, { shape: [batch, time] }: Tensor): Tensor {
  requireFloat("generate(model)", logits);
  const { shape } = logits;
  if (shape.length === 3 && shape[0] === batch && shape[1] === time) {
    return reshape(slice(logits, { starts: [0, time! - 1] }), [batch!, shape[2]!]);
  }
  throw new ShapeError({
    where: "generate(model)",
    rule: `must give logits [batch, time, tokens], got ${formatShape(shape)} for tokens ${formatShape([batch!, time!])}`,
  });
}

function requireState(model: AnyLayer): void {
  requireLayer("generate(model)", model);
  if (model.stateful) return;
  throw new ArgumentError({
    where: "generate(model)",
    rule: `needs a model with caches, got ${model.name}, which has no state`,
    fix: "Make it once more with { cache } in its attention or blocks, and in layers that add positions",
  });
}

function requirePrompt(prompt: Tensor): void {
  requireInteger("generate({ prompt })", prompt);
  if (prompt.rank === 2 && prompt.size > 0) return;
  throw new ShapeError({
    where: "generate({ prompt })",
    rule: `needs tokens [batch, time], at least one each, got ${formatShape(prompt.shape)}`,
  });
}

/** The last token that is drawn needs no position. */
function requireRoom(state: unknown, positions: number): void {
  const capacity = capacityOf(state);
  if (capacity === undefined || positions <= capacity) return;
  throw new ArgumentError({
    where: "generate({ count })",
    rule: `prompt and tokens need ${positions} positions, the cache has ${capacity}`,
    fix: "Choose a larger { cache }, a shorter prompt or fewer tokens",
  });
}
