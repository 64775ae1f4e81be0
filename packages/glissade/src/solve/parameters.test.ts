import { compile, tensor, zeros } from "glissade";
import { expect, it } from "vitest";
import { formatPoint, parameterSpace, toTensor } from "./parameters.ts";

const tree = {
  layers: [
    {
      w: tensor(
        [
          [1, 2],
          [3, 4],
        ],
        { dtype: "float64" },
      ),
    },
    { b: tensor(5) },
  ],
  empty: zeros([0], { dtype: "float64" }),
};

it("names the elements of trees and of single tensors", () => {
  expect(parameterSpace("test", tree).names).toEqual([
    "layers[0].w[0, 0]",
    "layers[0].w[0, 1]",
    "layers[0].w[1, 0]",
    "layers[0].w[1, 1]",
    "layers[1].b",
  ]);
  expect(parameterSpace("test", zeros([2])).names).toEqual(["x[0]", "x[1]"]);
  expect(parameterSpace("test", zeros([])).names).toEqual(["x"]);
  expect(parameterSpace("test", [zeros([]), zeros([1])]).names).toEqual(["x[0]", "x[1][0]"]);
});

it("puts elements where they were, on the host and in the graph", async () => {
  const { toTree, toVector, unpack, size, dtype } = parameterSpace("test", tree);
  const vector = await toVector(tree);
  expect([...vector]).toEqual([1, 2, 3, 4, 5]);
  expect([size, dtype]).toEqual([5, "float32"]);
  for (const back of [toTree(vector), await compile(unpack)(toTensor(vector))]) {
    expect([...(await toVector(back))]).toEqual([...vector]);
    expect(back.layers[0]!.w!.type).toEqual({ dtype: "float64", shape: [2, 2] });
    expect(back.layers[1]!.b!.type).toEqual({ dtype: "float32", shape: [] });
    expect(back.empty.shape).toEqual([0]);
  }
});

it("formats short points whole, and of long ones the beginning", () => {
  const { names } = parameterSpace("test", zeros([8]));
  expect(formatPoint(names.slice(0, 2), Float64Array.of(1, -2))).toBe("x[0] = 1, x[1] = -2");
  expect(formatPoint(names, new Float64Array(8))).toBe(
    "x[0] = 0, x[1] = 0, x[2] = 0, x[3] = 0, x[4] = 0, x[5] = 0, ... (8)",
  );
});
