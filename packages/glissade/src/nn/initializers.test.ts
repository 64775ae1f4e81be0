import { describe, expect, test } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";
import { eye, matmul, nn, random } from "../index.ts";

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
  { name: "lecun()", initializer: nn.lecun(), bound: Math.sqrt(3 / 300) },
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
  { name: "lecunNormal()", initializer: nn.lecunNormal(), deviation: Math.sqrt(1 / 300) },
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

test("truncatedNormal ends at two deviations", async () => {
  const values = await draw(nn.truncatedNormal(0.1));
  expect(extent(values)).toBeLessThanOrEqual(0.2);
  expect(extent(values)).toBeGreaterThan(0.199);
  // The variance of a normal distribution cut off at ±2, in closed form.
  expect(variance(values) / 0.01).toBeCloseTo(0.7737413, 1.5);
});

describe.each([[[40, 60]], [[60, 40]], [[8, 3, 2, 2]]])("orthogonal of %o", (shape) => {
  test("has orthonormal rows or columns, times the gain", async () => {
    const w = nn.orthogonal(3)(random.key(1), shape, { ...fans, dtype: "float32" });
    expect([w.dtype, w.shape]).toEqual(["float32", shape]);
    const flat = w.reshape([shape[0]!, -1]);
    const [rows, columns] = flat.shape as [number, number];
    const product = rows < columns ? matmul(flat, flat.transpose()) : matmul(flat.transpose(), flat);
    expectClose(await numbers(product), await numbers(eye(Math.min(rows, columns)).mul(9)), 1e-5);
  });
});

test("a convolution that starts as the identity gives its input", async () => {
  const x = random.normal(random.key(1), [2, 3, 5, 4]);
  const layer = nn.conv2d(3, 3, { padding: "same", weight: nn.identity() });
  expectClose(await numbers(layer.apply(layer.init(random.key(2), x), x)), await numbers(x));
});

test.each([
  ["orthogonal", nn.orthogonal()],
  ["identity", nn.identity()],
])("%s refuses vectors", (name, initializer) => {
  expect(() => initializer(random.key(1), [3], fans)).toThrow(`${name}: needs at least two axes, got [3].`);
});
