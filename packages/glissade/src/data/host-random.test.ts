import { expect, test } from "vitest";
import { splitKey, threefry2x32, threefryWords } from "../random/threefry.ts";
import { hostRandom } from "./host-random.ts";

const draw = <Value>(count: number, next: () => Value) => Array.from({ length: count }, next);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value) / values.length;

test("the stream is both words of the blocks with counters [i, 2], across refills", () => {
  const random = hostRandom([3, 4]);
  const words = draw(700, () => random.uniform() * 2 ** 32);
  expect(words).toEqual(Array.from({ length: 350 }, (_, i) => threefry2x32([3, 4], [i, 2])).flat());
});

test("a key may serve the host, the graph and its children: their words differ", () => {
  const key = [3, 4] as const;
  const random = hostRandom(key);
  const host = draw(20, () => random.uniform() * 2 ** 32);
  const others = [...threefryWords(key, { first: 0, second: 0, count: 20 })[0], ...splitKey(key, 20).flat()];
  expect(host.filter((word) => others.includes(word))).toEqual([]);
});

test("normal: the first four moments of 100 000 draws, within five standard errors", () => {
  const random = hostRandom(1);
  const values = draw(100_000, random.normal);
  const moment = (power: number) => mean(values.map((value) => value ** power));
  const expected = [0, 1, 0, 3]; // their variances: 1, 2, 15, 96
  const variances = [1, 2, 15, 96];
  for (const [i, target] of expected.entries())
    expect(Math.abs(moment(i + 1) - target)).toBeLessThan(5 * Math.sqrt(variances[i]! / values.length));
});

test.each([1, 2, 3, 10, 17])("integer(%i): chi-square of the counts", (n) => {
  const random = hostRandom(n);
  const counts = new Array<number>(n).fill(0);
  for (let i = 0; i < 1000 * n; i++) counts[random.integer(n)]! += 1;
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  // 39.25 is the 0.999 quantile for 16 degrees of freedom, the most here.
  expect(chiSquare).toBeLessThan(39.25);
});

test("permutation: each of the 24 orders of four is as frequent as the others", () => {
  const random = hostRandom(5);
  const counts = new Map<string, number>();
  for (let i = 0; i < 24_000; i++) {
    const order = random.permutation(4).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(counts.size).toBe(24);
  expect(chiSquare).toBeLessThan(49.73); // 0.999 quantile, 23 degrees of freedom
});

test("sample: distinct, and independent of what was sampled before", () => {
  const [fresh, used] = [hostRandom(9), hostRandom(9)];
  const rows = fresh.sample(1000, 64);
  expect(new Set(rows).size).toBe(64);
  expect([...rows].every((row) => row < 1000)).toBe(true);
  used.sample(1000, 64);
  fresh.sample(500, 10);
  used.sample(500, 10);
  expect(fresh.sample(1000, 64)).toEqual(used.sample(1000, 64));
});

test("sample: more than there are is refused", () => {
  expect(() => hostRandom(0).sample(3, 4)).toThrow("sample(n, k): cannot draw 4 distinct of 3.");
});
