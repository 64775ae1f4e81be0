import { describe, expect, test } from "vitest";
import {
  type Batch,
  findNonFinite,
  fit,
  initialState,
  losses,
  nn,
  optim,
  random,
  scan,
  softmax,
  type Tensor,
  type Tree,
  tensor,
  train,
  where,
  zeros,
} from "../../index.ts";

const sgd = optim.sgd({ learningRate: 0.1 });
const logarithm = nn.lambda("logarithm", (x: Tensor) => x.log());

/** The message for a model with mean squared error, from the start. */
async function messageWith<State extends Tree>(
  model: nn.AnyLayer,
  batch: Batch,
  optimizer: optim.Optimizer<State>,
): Promise<string | undefined> {
  const training = { model, loss: losses.meanSquaredError, optimizer };
  const state = await initialState(training, random.key(1), batch.x);
  return (await findNonFinite(training, state, batch))?.message;
}

const messageOf = (model: nn.AnyLayer, batch: Batch) => messageWith(model, batch, sgd);

describe("the first number that is not finite is found", () => {
  test("nothing where all is finite", async () => {
    expect(await messageOf(nn.linear(2), { x: zeros([1, 3]), y: zeros([1, 2]) })).toBeUndefined();
  });

  test("forward, in a layer inside of others, with what the operation was given", async () => {
    const model = nn.block({
      body: nn.sequential(nn.linear(2, { bias: nn.constant(0) }), logarithm),
      head: nn.linear(2),
    });
    const batch = { x: zeros([2, 3]), y: zeros([2, 2]) };
    const training = { model, loss: losses.meanSquaredError, optimizer: sgd };
    const found = await findNonFinite(training, await initialState(training, random.key(1), batch.x), batch);
    expect(found).toEqual({
      ...{ phase: "forward", path: "body/1", layer: "logarithm", operation: "log" },
      ...{ value: Number.NEGATIVE_INFINITY, index: [0, 0], inputs: [0] },
      message: "layer body/1 (logarithm): log gave -Infinity at [0, 0] from 0",
    });
  });

  test("where two numbers meet, both", async () => {
    const overflow = nn.sequential(nn.lambda("overflow", (x: Tensor) => x.mul(1e30).mul(x)));
    expect(await messageOf(overflow, { x: tensor([2, 1e30]), y: zeros([2]) })).toBe(
      "layer 0 (overflow): mul gave Infinity at [1] from 1e+30 and 1e+30",
    );
  });

  test("where an operation reads many numbers, their range", async () => {
    const batch = { x: tensor([[3e38, 3e38]]), y: zeros([1, 1]) };
    const model = nn.sequential(nn.linear(1, { weight: nn.constant(2) }));
    expect(await messageOf(model, batch)).toMatch(
      /^layer 0 \(linear\(1\)\): \w+ gave Infinity at \[0, 0\] from numbers in \[3e\+38, 3e\+38\] and/,
    );
  });

  test("in the loss", async () => {
    const model = nn.lambda("same", (x: Tensor) => x);
    const training = { model, loss: (x: Tensor, y: Tensor) => x.sub(y).log().mean(), optimizer: sgd };
    const batch = { x: zeros([2]), y: tensor([-1, 1]) };
    const found = await findNonFinite(training, await initialState(training, random.key(1), batch.x), batch);
    expect(found?.message).toBe("loss: log gave NaN at [1] from -1");
  });

  test.each([
    ["softmaxCrossEntropy", losses.softmaxCrossEntropy],
    ["negativeLogLikelihood", losses.negativeLogLikelihood],
  ])(
    "before %s, which has NaN for labels outside; and there, where a label is outside",
    async (_name, loss) => {
      const x = tensor([
        [-5, -6],
        [-3, -1],
      ]);
      const labels = (second: number) => tensor([0, second], { dtype: "int32" });
      const root = nn.lambda("root", (values: Tensor) => values.sqrt());
      const messageAt = async <Params extends Tree>(model: nn.Layer<Params>, y: Tensor) => {
        const training = { model, loss, optimizer: sgd };
        return (await findNonFinite(training, await initialState(training, random.key(1), x), { x, y }))
          ?.message;
      };
      const model = nn.sequential(root, nn.linear(3));
      expect(await messageAt(model, labels(1))).toBe("layer 0 (root): sqrt gave NaN at [0, 0] from -5");
      expect(await messageAt(nn.linear(3), labels(7))).toMatch(/^loss: where gave NaN at \[1\] from /);
    },
  );

  test("backward alone: the slope of a root at 0", async () => {
    const root = nn.lambda("root", (x: Tensor) => x.sqrt());
    const batch = { x: zeros([1, 3]), y: zeros([1, 2]).add(1) };
    const message = await messageOf(nn.sequential(nn.linear(2), root), batch);
    expect(message).toMatch(
      /^layer 1 \(root\), backward: \w+ gave -Infinity at \[0, 0\] from .* in the gradient of sqrt$/,
    );
  });

  test("in the update", async () => {
    const batch = { x: zeros([1, 3]).add(1), y: zeros([1, 2]) };
    const message = await messageWith(nn.linear(2), batch, optim.sgd({ learningRate: 3e38 }));
    expect(message).toMatch(/^update of (weight|bias): \w+ gave -?Infinity at \[/);
  });

  test("in what is given: parameters and batches", async () => {
    const fine = { x: zeros([1, 3]), y: zeros([1, 2]) };
    const training = { model: nn.sequential(nn.linear(2)), loss: losses.meanSquaredError, optimizer: sgd };
    const state = await initialState(training, random.key(1), fine.x);
    const params = [{ ...state.params[0], bias: tensor([0, Number.NaN]) }] as const;
    const found = await findNonFinite(training, { ...state, params }, fine);
    expect(found).toEqual({
      ...{ phase: "given", path: "params/0/bias", value: Number.NaN, index: [1], inputs: [] },
      message: "params/0/bias holds NaN at [1] before the step",
    });
    const broken = { ...fine, x: tensor([[0, Number.NaN, 0]]) };
    expect(await messageOf(nn.linear(2), broken)).toBe("batch/x holds NaN at [0, 1] before the step");
  });

  test("infinities that come to nothing are passed over, and what makes NaN of them is named", async () => {
    const masked = (keep: number[]) =>
      nn.lambda("masked", (x: Tensor) =>
        softmax(where(tensor(keep, { dtype: "bool" }), x, Number.NEGATIVE_INFINITY)),
      );
    const batch = { x: zeros([1, 3]), y: zeros([1, 2]) };
    expect(await messageOf(nn.sequential(nn.linear(2), masked([1, 0])), batch)).toBeUndefined();
    expect(await messageOf(nn.sequential(nn.linear(2), masked([0, 0])), batch)).toMatch(
      /^layer 1 \(masked\): softmax gave NaN at \[0, 0\]/,
    );
  });

  test("in layers with running statistics, dropout and accelerated optimizers", async () => {
    const model = nn.sequential(nn.linear(4), nn.batchNorm(), nn.dropout(0.5), logarithm);
    const optimizer = optim.chain(optim.clipByGlobalNorm(1), optim.adam({ learningRate: 0.1 }));
    const batch = { x: random.normal(random.key(1), [5, 3]), y: zeros([5, 4]) };
    const message = await messageWith(model, batch, optimizer);
    expect(message).toMatch(/^layer 3 \(logarithm\): log gave (NaN|-Infinity) at \[0, \d\] from/);
  });

  test("deep inside of attention, whose masks are infinite", async () => {
    const spoil = nn.lambda("spoil", (x: Tensor) => x.sub(x).sqrt());
    const block = nn.transformerEncoderBlock(2, { causal: true });
    const model = nn.sequential(block, nn.residual(nn.sequential(nn.linear(4), spoil)));
    const batch = { x: random.normal(random.key(2), [2, 3, 4]), y: zeros([2, 3, 4]) };
    expect(await messageOf(nn.sequential(block), batch)).toBeUndefined();
    expect(await messageOf(model, batch)).toMatch(
      /^layer 1\/.*1 \(spoil\), backward: \w+ gave -?(Infinity|NaN) at \[0, 0, 0\] from .* in the gradient of sqrt$/,
    );
  });

  test("a loop is one operation of the layer around it", async () => {
    const powers = nn.lambda(
      "powers",
      (x: Tensor) => scan((y: Tensor, step: Tensor) => [y.mul(1e20), step] as const, x, zeros([3]))[0],
    );
    const model = nn.sequential(nn.relu(), powers);
    expect(await messageOf(model, { x: tensor([1]), y: zeros([1]) })).toBe(
      "layer 1 (powers): scan gave Infinity at [0] from numbers in [1, 1] and numbers in [0, 0]",
    );
  });

  test("what is no state is refused", () => {
    const training = { model: nn.linear(1), loss: losses.meanSquaredError, optimizer: sgd };
    // @ts-expect-error no state
    expect(() => findNonFinite(training, 5, { x: zeros([1, 1]), y: zeros([1, 1]) })).toThrow(
      "findNonFinite(state): must be the state of a training, got 5.",
    );
  });
});

describe("fit tells where its loss ceased to be finite", () => {
  const data = [{ x: tensor([[1]]), y: tensor([[0]]) }];
  const divergent = {
    data,
    loss: losses.meanSquaredError,
    optimizer: optim.sgd({ learningRate: 1e10 }),
    epochs: 10,
  };
  const model = nn.sequential(nn.linear(1));

  test("where it is asked to", async () => {
    const events: { type: string; nonFinite?: { message: string } | undefined }[] = [];
    for await (const event of fit(model, { ...divergent, findNonFinite: true })) events.push(event);
    const last = events.at(-1)!;
    expect(last.type).toBe("diverged");
    expect(last.nonFinite?.message).toMatch(/^loss: square gave Infinity at \[0, 0\] from -?\d/);
    await expect(train(model, { ...divergent, findNonFinite: true })).rejects.toThrow(
      /^train: the loss must stay finite, got Infinity at step \d+ of epoch \d+ \(loss: square gave Infinity at \[0, 0\] from \S+\)\. Check/,
    );
  });

  test("in the update of the step before", async () => {
    const spoilt = {
      ...divergent,
      loss: losses.meanSquaredError,
      optimizer: optim.sgd({ learningRate: 3e38 }),
    };
    await expect(
      train(nn.linear(1, { weight: nn.constant(5) }), { ...spoilt, findNonFinite: true }),
    ).rejects.toThrow(/\(update of (weight|bias): \w+ gave -?Infinity at \[/);
  });

  test("with an optimizer that follows the validation", async () => {
    const optimizer = optim.chain(
      optim.sgd({ learningRate: 1e10 }),
      optim.reduceOnPlateau({ follow: "value", patience: 1 }),
    );
    const followed = { ...divergent, optimizer, validation: data, follow: "loss" } as const;
    await expect(train(model, { ...followed, findNonFinite: true })).rejects.toThrow(/square gave Infinity/);
  });

  test("the same training otherwise", async () => {
    const fine = { ...divergent, optimizer: sgd };
    const one = await train(model, fine);
    const other = await train(model, { ...fine, findNonFinite: true });
    expect(await other.params[0].weight.data()).toEqual(await one.params[0].weight.data());
  });
});
