/** @file Tokens a second that a GPT of 4 layers and 128 features writes, with a cache and without. */

import {
  argmax,
  compile,
  configure,
  evaluate,
  generate,
  nn,
  random,
  slice,
  type Tensor,
  tensor,
} from "glissade";
import { median } from "./support/rounds.ts";

const [TOKENS, CAPACITY] = [65, 256];

const gpt = (cache?: number) =>
  nn.sequential(
    nn.embedding(TOKENS, 128),
    nn.learnedPositions(CAPACITY, { cache }),
    nn.repeat(4, nn.transformerEncoderBlock(4, { causal: true, cache })),
    nn.layerNorm(),
    nn.linear(TOKENS),
  );

configure({ threads: 1 });
const prompt = tensor(new Int32Array(1), { shape: [1, 1] });
const { params, state } = await evaluate(nn.lift(gpt()).init(random.key(1), prompt));

/** Milliseconds of each token of a text that fills the cache. */
async function withCache(): Promise<number[]> {
  const times: number[] = [];
  let before = performance.now();
  for await (const token of generate(
    gpt(CAPACITY),
    { params },
    { prompt, count: CAPACITY, temperature: 0 },
  )) {
    await token.data();
    times.push(performance.now() - before);
    before = performance.now();
  }
  return times.slice(2);
}

/** Milliseconds of each token where the whole text of the given length is read again. */
async function withoutCache(length: number): Promise<number[]> {
  const model = gpt();
  const next = compile((own: typeof params, text: Tensor) => {
    const logits = nn.outputs(model, { params: own, state }, text);
    return argmax(slice(logits, { starts: [0, length - 1] }));
  });
  const text = tensor(new Int32Array(length), { shape: [1, length] });
  const times: number[] = [];
  for (let at = 0; at < 40; at++) {
    const before = performance.now();
    await (await next(params, text)).data();
    times.push(performance.now() - before);
  }
  return times.slice(2);
}

const perSecond = (times: readonly number[]) => (1000 / median(times)).toFixed(0);
console.log(`with a cache for ${CAPACITY}: ${perSecond(await withCache())} tokens a second`);
for (const length of [CAPACITY / 4, CAPACITY]) {
  console.log(`without, ${length} positions read: ${perSecond(await withoutCache(length))} tokens a second`);
}
