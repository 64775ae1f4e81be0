import { type Tree, tensor } from "glissade";
import { describe, expect, test } from "vitest";
import { fromVector, toVector } from "./parameters.ts";
import { randomDirections } from "./random-plane.ts";

const params: Tree = [
  {
    weight: tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]),
    bias: tensor([7, 8, 9]),
  },
  { kernel: tensor([[[1, 0]], [[3, 4]]]) },
];
const vector = new Float32Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 0, 3, 4]);

test("parameters become a vector in the order of their leaves, and come back", async () => {
  expect(await toVector(params)).toEqual(vector);
  const back = fromVector(vector, params);
  expect(await toVector(back)).toEqual(vector);
  expect((back as typeof params & readonly { weight: { shape: unknown } }[])[0]!.weight.shape).toEqual([
    2, 3,
  ]);
});

describe("random directions", () => {
  const directions = randomDirections(params, vector, { seed: 3, count: 2 });
  const norm = (direction: Float32Array, places: readonly number[]) =>
    Math.hypot(...places.map((place) => direction[place]!));

  test.each([
    ["a column of a matrix", [0, 3], Math.hypot(1, 4)],
    ["another", [2, 5], Math.hypot(3, 6)],
    ["the slices of a kernel", [9, 10], 1],
    ["and the next", [11, 12], 5],
    ["biases", [6, 7, 8], 0],
  ])("have the length of the network's filters: %s", (_, places, length) => {
    for (const direction of directions) expect(norm(direction, places)).toBeCloseTo(length, 5);
  });

  test("differ from each other and by the seed, and repeat with it", () => {
    expect(directions[0]).not.toEqual(directions[1]);
    expect(randomDirections(params, vector, { seed: 3, count: 2 })).toEqual(directions);
    expect(randomDirections(params, vector, { seed: 4, count: 1 })[0]).not.toEqual(directions[0]);
  });

  test("leave filters of zeros where they are", () => {
    const [direction] = randomDirections(params, new Float32Array(13), { seed: 1, count: 1 });
    expect([...direction!].every((value) => value === 0)).toBe(true);
  });
});
