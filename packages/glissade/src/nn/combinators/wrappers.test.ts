import { describe, expect, it, test } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import {
  compile,
  evaluate,
  explain,
  flatten,
  gather,
  grad,
  mapTree,
  nn,
  random,
  stack,
  type Tensor,
  tensor,
  valueAndGradWith,
  vmap,
} from "../../index.ts";

const key = random.key(1);
const x = await evaluate(random.normal(random.key(11), [6, 3], { dtype: "float64" }));
const training = { training: true, key };
const bits = async (tree: unknown) => (await Promise.all(flatten(tree).leaves.map(numbers))).flat();
const at = <T>(tree: T, index: number): T =>
  mapTree((leaf) => gather(leaf, tensor(index, { dtype: "int32" })), tree);

describe("repeat", () => {
  const inner = nn.sequential(nn.linear(3), nn.batchNorm(), nn.tanh(), nn.dropout(0.2));
  const tower = nn.repeat(4, inner);
  const start = tower.init(key, x);
  type Start = typeof start;

  /** The copies by hand, one behind the other. */
  function byHand({ params, state }: Start, input: Tensor, context: nn.Context = { training: false }) {
    const keys = context.key ? random.split(context.key, 4) : [];
    const states: Start["state"][] = [];
    let y = input;
    for (let copy = 0; copy < 4; copy++) {
      const own = { params: at(params, copy), state: at(state, copy) };
      const [output, next] = inner.apply(own, y, { ...context, key: keys[copy] });
      y = output;
      states.push(next);
    }
    return [y, states] as const;
  }

  it("has a leading axis for its copies in all parameters and states, which start differently", async () => {
    expect(flatten(start).leaves.map(({ shape }) => shape)).toEqual([
      [4, 3, 3],
      [4, 3],
      [4, 3],
      [4, 3],
      [4, 3],
      [4, 3],
    ]);
    expect(new Set(await numbers(start.params[0].weight)).size).toBe(4 * 9);
    expect(start.params[2]).toEqual([]);
  });

  it.each([
    ["training, with a mask for each copy", training],
    ["evaluation", { training: false }],
  ])("is its copies one behind the other in %s", async (_, context) => {
    const [y, state] = tower.apply(start, x, context);
    const [expected, states] = byHand(start, x, context);
    expectClose(await numbers(y), await numbers(expected));
    for (const [copy, each] of states.entries()) expectClose(await bits(at(state, copy)), await bits(each));
  });

  it("has the gradients of its copies, and their second ones", async () => {
    const loss = (apply: (of: Start) => Tensor) => (params: Start["params"]) =>
      apply({ params, state: start.state }).square().sum();
    const ours = loss((of) => tower.apply(of, x, training)[0]);
    const theirs = loss((of) => byHand(of, x, training)[0]);
    expectClose(await bits(grad(ours)(start.params)), await bits(grad(theirs)(start.params)));
    const steepness = (f: typeof ours) =>
      grad((params: Start["params"]) => grad(f)(params)[0].weight.square().sum())(start.params);
    expectClose(await bits(steepness(ours)), await bits(steepness(theirs)), 1e-10);
  });

  it("works within vmap, compile and itself", async () => {
    const nested = nn.repeat(2, tower);
    const variables = nested.init(key, x);
    expect(variables.params[0].weight.shape).toEqual([2, 4, 3, 3]);
    const step = compile((of: typeof variables, own: Tensor) =>
      valueAndGradWith((params: typeof variables.params) => {
        const [y, state] = nested.apply({ params, state: of.state }, x, { training: true, key: own });
        return [y.square().sum(), state];
      })(of.params),
    );
    const [, slopes, state] = await step(variables, key);
    expect(slopes[0].weight.shape).toEqual([2, 4, 3, 3]);
    expect(state[1].mean.shape).toEqual([2, 4, 3]);
    const seeds = random.split(key, 3);
    const many = vmap((own: Tensor) => tower.apply(tower.init(own, x), x)[0])(stack(seeds));
    const each = seeds.map((own) => tower.apply(tower.init(own, x), x)[0]);
    expectClose(await numbers(many), (await Promise.all(each.map(numbers))).flat());
  });

  it("repeats layers without parameters", async () => {
    const quarter = nn.repeat(
      2,
      nn.lambda("half()", (input: Tensor) => input.mul(0.5)),
    );
    expect(quarter.init(key, x)).toEqual([]);
    expectClose(
      await numbers(quarter.apply([], x)),
      (await numbers(x)).map((value) => value / 4),
    );
  });

  it("makes a graph that does not grow with the copies", () => {
    const size = (count: number) => {
      const deep = nn.repeat(count, nn.residual(nn.linear(3)));
      const params = deep.init(key, x);
      return explain((p: typeof params) => deep.apply(p, x), params).nodes;
    };
    expect(size(100)).toBe(size(2));
  });
});

describe("residual", () => {
  it("adds its input, leaf by leaf, and keeps the state of the inner layer", async () => {
    const layer = nn.residual(nn.batchNorm());
    const variables = layer.init(key, x);
    const [y, state] = layer.apply(variables, x, training);
    const [inner, same] = nn.batchNorm().apply(variables, x, training);
    expectClose(await numbers(y), await numbers(x.add(inner)));
    expect(await bits(state)).toEqual(await bits(same));
    const pair = nn.residual(nn.lambda("swap", ({ a, b }: { a: Tensor; b: Tensor }) => ({ a: b, b: a })));
    const sum = pair.apply([], { a: x, b: x.mul(2) });
    expectClose(
      await numbers(sum.a),
      (await numbers(x)).map((value) => 3 * value),
    );
  });
});

test("names say what is around what", () => {
  const layer = nn.repeat(2, nn.residual(nn.sequential(nn.linear(3), nn.dropout(0.1))));
  expect(layer.name).toBe("repeat(2, residual(sequential(linear(3), dropout(0.1))))");
  expect(layer.random).toBe(true);
});

describe("frozen", () => {
  const inner = nn.sequential(nn.linear(3), nn.batchNorm(), nn.dropout(0.5));
  const layer = nn.frozen(inner);
  const start = layer.init(key, x);

  it("behaves as in evaluation, keeps its state and draws nothing", async () => {
    const [y, state] = layer.apply(start, x, { training: true });
    const [still] = inner.apply(start, x);
    expect(await bits([y, state])).toEqual(await bits([still, start.state]));
    expect([layer.random, layer.name]).toEqual([false, `frozen(${inner.name})`]);
  });

  it("has no gradient for its parameters, but one for its input", async () => {
    const weigh = (params: typeof start.params, input: Tensor) =>
      layer.apply({ params, state: start.state }, input, training)[0].square().sum();
    expect(new Set(await bits(grad(weigh)(start.params, x)))).toEqual(new Set([0]));
    const forInput = grad((input: Tensor) => weigh(start.params, input))(x);
    expect((await numbers(forInput)).every((slope) => slope !== 0)).toBe(true);
  });

  it("is a layer without state around one", () => {
    const dense = nn.frozen(nn.linear(2));
    expect(dense.apply(dense.init(key, x), x).shape).toEqual([6, 2]);
  });
});

test("reshape gives each example a shape", () => {
  expect(nn.reshape([1, 3]).apply([], x).shape).toEqual([6, 1, 3]);
  expect(() => nn.reshape([2, 2]).apply([], x)).toThrow(/^reshape\(\[2, 2\]\): reshape/);
  expect(() => nn.reshape([-1])).toThrow("reshape(shape): lengths must be integers of at least 0, got [-1].");
});
