import { expect, test } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import {
  compile,
  evaluate,
  nn,
  optim,
  random,
  softplus,
  type Tensor,
  valueAndGrad,
  valueAndGradWith,
  zeros,
} from "../index.ts";

const [BATCH, NOISE] = [32, 4];
const generator = nn.sequential(nn.linear(8), nn.batchNorm(), nn.relu(), nn.linear(2));
const critic = nn.sequential(nn.linear(8), nn.relu(), nn.dropout(0.1), nn.linear(1));
const adam = optim.adam({ learningRate: 2e-3, b1: 0.5 });
const sgd = optim.chain(optim.clipByGlobalNorm(1), optim.sgd({ learningRate: 1e-2 }));

async function begin() {
  const g = generator.init(random.key(2), zeros([1, NOISE]));
  const d = critic.init(random.key(3), zeros([1, 2]));
  return evaluate({
    generator: { ...g, optimizer: adam.init(g.params) },
    critic: { params: d, optimizer: sgd.init(d) },
  });
}

type State = Awaited<ReturnType<typeof begin>>;

const noise = (key: Tensor) => random.normal(key, [BATCH, NOISE]);

/** One update of the critic and one of the generator, which sees the critic after its update. */
function update(state: State, real: Tensor, key: Tensor) {
  const [first, second, a, b, c] = random.split(key, 5) as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const [fake, seen] = generator.apply(state.generator, noise(first), { training: true });
  const judge = (params: State["critic"]["params"], x: Tensor, own: Tensor) =>
    critic.apply(params, x, { training: true, key: own });
  const criticLoss = (params: State["critic"]["params"]) =>
    softplus(judge(params, real, a).neg())
      .mean()
      .add(softplus(judge(params, fake, b)).mean());
  const [, down] = valueAndGrad(criticLoss)(state.critic.params);
  const [changes, nextSgd] = sgd.update(down, state.critic.optimizer, { params: state.critic.params });
  const judged = optim.applyUpdates(state.critic.params, changes);
  const generatorLoss = (params: State["generator"]["params"]) => {
    const [image, next] = generator.apply({ params, state: seen }, noise(second), { training: true });
    return [softplus(judge(judged, image, c).neg()).mean(), next] as const;
  };
  const [loss, up, moved] = valueAndGradWith(generatorLoss)(state.generator.params);
  const { params, optimizer } = state.generator;
  const [updates, nextAdam] = adam.update(up, optimizer, { params });
  return {
    loss,
    state: {
      generator: { params: optim.applyUpdates(params, updates), state: moved, optimizer: nextAdam },
      critic: { params: judged, optimizer: nextSgd },
    },
  };
}

test("two models with state and two optimizers train each other in one program", async () => {
  const step = compile(update);
  const real = await evaluate(random.normal(random.key(5), [BATCH, 2]).add(3));
  let state = await begin();
  for (let count = 0; count < 300; count++) {
    const next = await step(state, real, random.foldIn(random.key(1), count));
    state = next.state;
  }
  expect(step.programs).toBe(1);
  const [image] = generator.apply(state.generator, noise(random.key(9)));
  for (const mean of await numbers(image.mean({ axis: 0 }))) expect(Math.abs(mean - 3)).toBeLessThan(1);
  const { mean, variance } = state.generator.state[1];
  expect((await numbers(mean)).every((value) => value !== 0)).toBe(true);
  expect((await numbers(variance)).every((value) => value > 0 && value !== 1)).toBe(true);
});
