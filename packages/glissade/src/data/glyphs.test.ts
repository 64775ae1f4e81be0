import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { glyphs } from "./glyphs.ts";

test("the default set: balanced classes, grey levels of a byte", () => {
  const { name, train, test: held, classes } = glyphs();
  expect(name).toBe("glyphs");
  expect(classes).toEqual([
    "ring",
    "triangle",
    "square",
    "cross",
    "arrow",
    "zigzag",
    "spiral",
    "fork",
    "hourglass",
    "moon",
  ]);
  expect([train.size, held.size, train.shape]).toEqual([6000, 2000, [14, 14]]);
  for (const label of classes.keys()) expect(train.labels.filter((y) => y === label).length).toBe(600);
  expect(train.inputs.every((pixel) => pixel === Math.fround(Math.round(pixel * 255) / 255))).toBe(true);
});

test("the same bytes for the same seed, on every machine", () => {
  const { train } = glyphs({ train: 200, test: 1, seed: 1 });
  const bytes = Uint8Array.from(train.inputs, (pixel) => Math.round(255 * pixel));
  expect(createHash("sha256").update(bytes).digest("hex")).toMatchInlineSnapshot(
    `"f75a81cb1277cce6a634151a4143c7c2496a147af79bfdf7d8a185e249968421"`,
  );
  expect(glyphs({ train: 200, test: 1, seed: 2 }).train.inputs).not.toEqual(train.inputs);
});

test("fewer examples are the first of more; test examples do not depend on the training set", () => {
  const [small, large] = [glyphs({ train: 20, test: 10 }), glyphs({ train: 40, test: 10 })];
  expect(large.train.inputs.slice(0, small.train.inputs.length)).toEqual(small.train.inputs);
  expect(large.test).toEqual(small.test);
  expect(small.test.inputs).not.toEqual(small.train.inputs.slice(0, small.test.inputs.length));
});

test("another size", () => {
  const { train } = glyphs({ train: 10, test: 1, size: 28 });
  expect(train.shape).toEqual([28, 28]);
  expect(train.inputs.length).toBe(7840);
});

test.each([0, 1.5])("size %s is refused", (size) => {
  expect(() => glyphs({ size })).toThrow(`glyphs({ size }): must be a positive integer, got ${size}.`);
});

test.each([-1, 2.5])("%s training examples are refused", (train) => {
  expect(() => glyphs({ train })).toThrow(`glyphs({ train }): must be a positive integer, got ${train}.`);
});
