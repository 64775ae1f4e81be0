import { describe, expect, test } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import { nn, random } from "../index.ts";

const fans = { fanIn: 300, fanOut: 200, dtype: "float64" } as const;
const draw = (initializer: nn.Initializer) =>
  numbers(initializer(random.key(1), [fans.fanIn, fans.fanOut], fans));

const mean = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length;
const variance = (values: readonly number[]) => mean(values.map((value) => value ** 2)) - mean(values) ** 2;
const extent = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);

const uniforms = [
  { name: "uniform(0.5)", initializer: nn.uniform(0.5), bound: 0.5 },
  { name: "xavier()", initializer: nn.xavier(), bound: Math.sqrt(6 / (300 + 200)) },
  { name: "kaiming()", initializer: nn.kaiming(), bound: Math.sqrt(6 / 300) },
];

test.each(uniforms)("$name is uniform up to its bound", async ({ initializer, bound }) => {
  const values = await draw(initializer);
  expect(extent(values)).toBeLessThanOrEqual(bound);
  expect(extent(values)).toBeGreaterThan(0.999 * bound);
  expect(Math.abs(mean(values))).toBeLessThan(0.01 * bound);
  expect(variance(values) / (bound ** 2 / 3)).toBeCloseTo(1, 1.5);
});

const normals = [
  { name: "normal(0.1)", initializer: nn.normal(0.1), deviation: 0.1 },
  { name: "xavierNormal()", initializer: nn.xavierNormal(), deviation: Math.sqrt(2 / (300 + 200)) },
  { name: "kaimingNormal()", initializer: nn.kaimingNormal(), deviation: Math.sqrt(2 / 300) },
];

test.each(normals)("$name is normal with its variance", async ({ initializer, deviation }) => {
  const values = await draw(initializer);
  expect(extent(values)).toBeGreaterThan(3.5 * deviation);
  expect(Math.abs(mean(values))).toBeLessThan(0.01 * deviation);
  expect(variance(values) / deviation ** 2).toBeCloseTo(1, 1.5);
});

test("zeros are zeros of the dtype", async () => {
  const start = nn.zeros()(random.key(1), [2], fans);
  expect(start.dtype).toBe("float64");
  expect(await numbers(start)).toEqual([0, 0]);
});

describe.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("%s", (value) => {
  test("is refused", () => {
    const rule = `must be positive and finite, got ${value}.`;
    expect(() => nn.uniform(value)).toThrow(`uniform(bound): ${rule}`);
    expect(() => nn.normal(value)).toThrow(`normal(deviation): ${rule}`);
  });
});
