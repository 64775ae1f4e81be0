import { describe, expect, test } from "vitest";
import {
  batches,
  fit,
  losses,
  mapBatches,
  minimum,
  nn,
  optim,
  paddedBatches,
  type Tensor,
  tensor,
  train,
} from "../index.ts";

const rest = "Mend the row, leave it out, or pass { finite: false } where the loss expects such numbers.";

describe("batches refuse numbers that are not finite", () => {
  const rows = (value: number) => [
    [1, 2],
    [3, value],
  ];

  test.each([
    [
      `batches(data): x, row 1, column 1: must be finite, got NaN. ${rest}`,
      { x: rows(Number.NaN), y: [0, 1] },
    ],
    [
      `batches(data): y/price, row 1: must be finite, got Infinity. ${rest}`,
      { x: rows(4), y: { price: new Float64Array([1, Infinity]) } },
    ],
    [`batches(data): row 2: must be finite, got -Infinity. ${rest}`, new Float32Array([0, 1, -Infinity])],
    [
      `batches(data): x, row 1, column [1, 0]: must be finite, got NaN. ${rest}`,
      {
        x: { dtype: "float32", shape: [2, 2, 2], data: new Float32Array([0, 0, 0, 0, 0, 0, Number.NaN, 0]) },
      },
    ],
  ])("%s", (message, data) => expect(() => batches(data, { size: 1 })).toThrow(message));

  test("of a source when they are read, by their row in it", async () => {
    const source = {
      length: 4,
      rows: (indices: Uint32Array) => ({ x: Array.from(indices, (row) => [row === 2 ? Number.NaN : row]) }),
    };
    const read = async (finite?: boolean) => {
      for await (const { x } of batches(source, { size: 2, order: "sequential", finite })(0)) x.shape;
    };
    await expect(read()).rejects.toThrow(`x, row 2, column 0: must be finite, got NaN. ${rest}`);
    await read(false);
  });

  test("unless they are told not to", () => {
    const data = batches({ x: rows(Number.NaN) }, { size: 2, finite: false });
    expect([...data(0)]).toHaveLength(1);
  });
});

describe("fit and train refuse labels outside before the first step", () => {
  const x = Array.from({ length: 6 }, (_, row) => [row, 1]);
  const start = (y: ArrayLike<number>, loss = losses.softmaxCrossEntropy, units = 3) =>
    train(nn.sequential(nn.linear(units)), {
      data: batches({ x, y: Int32Array.from(y) }, { size: 2, seed: 1 }),
      loss,
      optimizer: optim.sgd({ learningRate: 0.01 }),
    });

  test.each([
    ["train({ data }): y, row 4: label 3 is outside the 3 classes", [0, 1, 2, 0, 3, 7]],
    ["train({ data }): y, row 5: label -1 is outside the 3 classes", [0, 1, 2, 0, 1, -1]],
  ])("%s", async (message, y) => {
    await expect(start(y)).rejects.toThrow(
      `${message} of the outputs. Labels count from 0 to 2: mend the row, or give the last layer more units.`,
    );
  });

  const sequences = { dtype: "float32", shape: [2, 3, 4], data: new Float32Array(24) } as const;

  test("of sequences, by row and column, and in a training that goes on", async () => {
    const y = { dtype: "int64", shape: [2, 3], data: BigInt64Array.from([0n, 1n, 1n, 0n, 2n, 1n]) } as const;
    const options = { loss: losses.softmaxCrossEntropy, optimizer: optim.sgd({ learningRate: 0.01 }) };
    const model = nn.sequential(nn.linear(2));
    const data = batches({ x: sequences, y }, { size: 2 });
    const first = fit(model, { ...options, data }).next();
    await expect(first).rejects.toThrow(
      "fit({ data }): y, row 1, column 1: label 2 is outside the 2 classes",
    );
    const good = batches({ x: sequences, y: { ...y, data: new BigInt64Array(6) } }, { size: 2 });
    const { state } = await train(model, { ...options, data: good, epochs: 1 });
    await expect(train(model, { ...options, data, epochs: 2, state })).rejects.toThrow("label 2 is outside");
  });

  test("of validation, and of sequences that are padded", async () => {
    const options = { loss: losses.softmaxCrossEntropy, optimizer: optim.sgd({ learningRate: 0.01 }) };
    const data = batches({ x, y: new Int32Array(6) }, { size: 2 });
    const validation = { x: [[1, 2]], y: new Int32Array([3]) };
    await expect(train(nn.linear(3), { ...options, data, validation })).rejects.toThrow(
      "train({ validation }): y, row 0: label 3 is outside the 3 classes",
    );
    const sequences = { x: [[[1], [2]], [[3]]], y: new Int32Array([0, 5]) };
    const lstm = nn.lstm(4, { output: "last" });
    const model = nn.block(
      "reader",
      { lstm, head: nn.linear(2) },
      (parts, input: { x: Tensor; lengths: Tensor }) => parts.head(parts.lstm(input)),
    );
    await expect(train(model, { ...options, data: paddedBatches(sequences, { size: 2 }) })).rejects.toThrow(
      "train({ data }): y, row 1: label 5 is outside the 2 classes",
    );
  });

  test("behind a function that passes them on", async () => {
    const data = batches({ x: [[1], [2], [3]], y: new Int32Array([0, 1, 5]) }, { size: 3 });
    const options = {
      loss: losses.softmaxCrossEntropy,
      optimizer: optim.sgd({ learningRate: 0.1 }),
      epochs: 1,
    };
    const noisy = mapBatches(data, ({ x, y }) => ({ x: x.mul(2), y }));
    await expect(train(nn.linear(2), { ...options, data: noisy })).rejects.toThrow(
      "train({ data }): y, row 2: label 5 is outside the 2 classes of the outputs.",
    );
    const mended = mapBatches(data, ({ x, y }) => ({ x, y: minimum(y, tensor(1, { dtype: "int32" })) }));
    expect((await train(nn.linear(2), { ...options, data: mended })).step).toBe(1);
  });

  test("but not those that the loss leaves out or has a number for", async () => {
    await start([0, 1, 2, -100, 1, 0], (outputs, targets) =>
      losses.softmaxCrossEntropy(outputs, targets, { ignoreIndex: -100 }),
    );
    const counts = (outputs: Tensor, targets: Tensor) =>
      losses.meanSquaredError(outputs.reshape([-1]), targets.cast("float32"));
    await start([0, 10, 20, 30, 40, 50], counts, 1);
  });

  test("nor where the loss cannot be asked", async () => {
    const weights = tensor([1, 2]);
    const weighted = (outputs: Tensor, targets: Tensor) =>
      losses.softmaxCrossEntropy(outputs, targets, { weights, ignoreIndex: -1 });
    await start([0, 1, 2, 1, -1, 0], weighted);
  });

  test("and leaves targets of other kinds alone", async () => {
    const y = { dtype: "float32", shape: [6, 3], data: new Float32Array(18).fill(9) } as const;
    await train(nn.sequential(nn.linear(3)), {
      data: batches({ x, y }, { size: 2 }),
      loss: losses.meanSquaredError,
      optimizer: optim.sgd({ learningRate: 0.01 }),
    });
  });
});
