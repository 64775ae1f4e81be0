import { describe, expect, it, test } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";
import {
  checkpoint,
  compile,
  evaluate,
  flatten,
  gather,
  grad,
  losses,
  mapTree,
  nn,
  random,
  scan,
  stack,
  type Tensor,
  tensor,
  valueAndGradWith,
  vmap,
} from "../index.ts";

const key = random.key(1);
const [ROWS, COLUMNS] = [8, 3];
const x = await evaluate(random.normal(random.key(11), [ROWS, COLUMNS], { dtype: "float64" }));
const y = await evaluate(random.normal(random.key(12), [ROWS, 1], { dtype: "float64" }));
const training = { training: true, key };

const model = nn.sequential(
  nn.batchNorm(),
  nn.linear(4),
  nn.batchNorm({ affine: false }),
  nn.tanh(),
  nn.dropout(0.1),
  nn.linear(1),
);
const start = await evaluate(model.init(key, x));
type Start = typeof start;

/** The running mean of each column after a number of equal steps from 0: mean(x)·(1 - 0.9ⁿ). */
async function meansAfter(steps: number, of: Tensor = x): Promise<number[]> {
  const values = await numbers(of);
  const columns = Array.from({ length: COLUMNS }, (_, column) =>
    values.filter((_, index) => index % COLUMNS === column),
  );
  return columns.map(
    (column) => (1 - 0.9 ** steps) * (column.reduce((total, value) => total + value) / column.length),
  );
}

const lossOf = (params: Start["params"], state: Start["state"], own: Tensor) => {
  const [output, next] = model.apply({ params, state }, x, { training: true, key: own });
  return [losses.meanSquaredError(output, y), next] as const;
};

/** A step of gradient descent. */
function step({ params, state }: Start, own: Tensor) {
  const [loss, slopes, next] = valueAndGradWith(lossOf)(params, state, own);
  return { loss, params: mapTree((p, dp) => p.sub(dp.mul(0.1)), params, slopes), state: next };
}

const bits = async (tree: unknown) => (await Promise.all(flatten(tree).leaves.map(numbers))).flat();
const at = (tree: unknown, index: number) =>
  mapTree((leaf) => gather(leaf, tensor(index, { dtype: "int32" })), tree);

describe("state comes out of", () => {
  test("a gradient, beside it", async () => {
    const { state } = step(start, key);
    expectClose(await numbers(state[0].mean), await meansAfter(1));
    expect(state[1]).toEqual([]);
  });

  test("a compiled step, given up for the next", async () => {
    const next = compile(step, { donate: [0] });
    let now: Start = await evaluate(model.init(key, x));
    for (let count = 0; count < 5; count++) {
      const { params, state } = await next(now, key);
      now = { params, state };
    }
    expectClose(await numbers(now.state[0].mean), await meansAfter(5));
    expect(now.state[1]).toEqual([]);
    expect(now.params[2]).toEqual([]);
    expect(next.programs).toBe(1);
  });

  test("vmap over seeds: a whole step each, as in a loop", async () => {
    const seeds = random.split(key, 4);
    const starts = vmap((own: Tensor) => model.init(own, x))(stack(seeds));
    const together = vmap(step)(starts, stack(seeds));
    for (const [index, seed] of seeds.entries()) {
      expectClose(await bits(at(together, index)), await bits(step(model.init(seed, x), seed)), 1e-12);
    }
    expectClose(await numbers(together.state[0].mean), new Array(4).fill(await meansAfter(1)));
  });

  test("a scan over steps: training within one node", async () => {
    const keys = random.split(key, 3);
    const [last, seen] = scan(
      (now: Start, own: Tensor) => {
        const { loss, params, state } = step(now, own);
        return [{ params, state }, loss] as const;
      },
      start,
      stack(keys),
    );
    const found: number[] = [];
    let now = start;
    for (const own of keys) {
      const { loss, params, state } = step(now, own);
      found.push(await loss.item());
      now = { params, state };
    }
    expectClose(await numbers(seen), found);
    expectClose(await bits(last), await bits(now));
    expectClose(await numbers(last.state[0].mean), await meansAfter(3));
  });

  test("checkpoint: the same state and gradient for less memory", async () => {
    const apply = checkpoint((variables: Start, input: Tensor, own: Tensor) =>
      model.apply(variables, input, { training: true, key: own }),
    );
    const loss = (params: Start["params"]) => {
      const [output, next] = apply({ params, state: start.state }, x, key);
      return [losses.meanSquaredError(output, y), next] as const;
    };
    const [, slopes, state] = valueAndGradWith(loss)(start.params);
    const [, expected, next] = valueAndGradWith(lossOf)(start.params, start.state, key);
    expectClose(await bits(slopes), await bits(expected));
    expectClose(await bits(state), await bits(next));
  });
});

test("second derivatives through batch statistics are the differences of the first", async () => {
  const slope = (params: Start["params"]) =>
    grad((p: typeof params) => lossOf(p, start.state, key)[0])(params);
  const direction = mapTree(
    (leaf) => random.normal(random.key(5), leaf.shape, { dtype: "float64" }),
    start.params,
  );
  const along = (params: Start["params"]) =>
    flatten(mapTree((a, b) => a.mul(b), slope(params), direction)).leaves.reduce(
      (total, leaf) => total.add(leaf.sum()),
      tensor(0, { dtype: "float64" }),
    );
  const curvature = await bits(grad(along)(start.params));
  const [ahead, behind] = await Promise.all(
    [1e-5, -1e-5].map((by) => bits(slope(mapTree((p, d) => p.add(d.mul(by)), start.params, direction)))),
  );
  expectClose(
    curvature,
    ahead!.map((value, index) => (value - behind![index]!) / 2e-5),
    1e-8,
  );
});

describe("lift", () => {
  it("leaves a layer with state as it is, and gives one without an empty state", () => {
    expect(nn.lift(model)).toBe(model);
    const lifted = nn.lift(nn.linear(2));
    expect(lifted.init(key, x).state).toEqual([]);
    expect(lifted.apply({ params: nn.linear(2).init(key, x), state: [] }, x)[1]).toEqual([]);
  });

  it("keeps whether a layer is random", () => {
    expect([nn.lift(nn.dropout()).random, nn.lift(nn.relu()).random]).toEqual([true, undefined]);
    expect([model.random, nn.sequential(nn.relu()).random]).toEqual([true, false]);
  });
});

describe("outputs", () => {
  it("are those of evaluation, for models of both kinds", async () => {
    const [expected] = model.apply(start, x, { training: false });
    expect(await numbers(nn.outputs(model, start, x))).toEqual(await numbers(expected));
    const plain = nn.linear(2);
    const params = plain.init(key, x);
    expect(await numbers(nn.outputs(plain, { params, state: [] }, x))).toEqual(
      await numbers(plain.apply(params, x)),
    );
  });

  it("take the state of a training as it is", async () => {
    const { params, state } = step(start, key);
    const moved = nn.outputs(model, { params, state }, x);
    expect(await numbers(moved)).not.toEqual(
      await numbers(nn.outputs(model, { params, state: start.state }, x)),
    );
  });
});

test("whether a layer has state may be known at run time only", async () => {
  for (const isNormed of [true, false]) {
    const undecided = nn.sequential(nn.linear(3), isNormed ? nn.batchNorm() : nn.relu());
    const full = nn.lift(undecided);
    const variables = full.init(key, x);
    const [output, state] = full.apply(variables, x, training);
    expect(output.shape).toEqual([ROWS, 3]);
    expect(flatten(state).leaves.length).toBe(isNormed ? 2 : 0);
    expect(nn.outputs(undecided, variables, x).shape).toEqual([ROWS, 3]);
  }
});
