import { expect, test } from "vitest";
import { slopes } from "../../../../test/support/slopes.ts";
import { evaluator, nn, tensor } from "../index.ts";

const model = nn.linear(2);
const params = {
  weight: tensor([
    [1, -0.5],
    [-0.25, 1],
  ]),
  bias: tensor([0.1, 0]),
};

/** Whether the second output is larger, in plain numbers. */
const predict = (a: number, b: number) => Number(-0.5 * a + b > a - 0.25 * b + 0.1);

test.each([1, 100, 2048, 2049, 5000])("%d examples are evaluated as by a plain computation", async (size) => {
  const examples = slopes(size);
  const confusion = [
    [0, 0],
    [0, 0],
  ];
  for (const [row, label] of examples.labels.entries()) {
    confusion[label]![predict(examples.inputs[2 * row]!, examples.inputs[2 * row + 1]!)]!++;
  }
  const evaluation = await evaluator(model, examples)({ params, state: [] });
  expect(evaluation.confusion).toEqual(confusion);
  expect(evaluation.accuracy).toBe((confusion[0]![0]! + confusion[1]![1]!) / size);
});

test("a label beyond the outputs is refused", async () => {
  const narrow = nn.linear(1);
  const single = { weight: tensor([[1], [1]]), bias: tensor([0]) };
  await expect(evaluator(narrow, slopes(10))({ params: single, state: [] })).rejects.toThrow(
    /^confusionMatrix: classes must be integers in \[0, 1\), got label 1 and prediction 0 at \d\.$/,
  );
});
