import { hostRandom } from "glissade/data";
import { expect, test } from "vitest";
import { arm, study } from "../report/fixtures/study.ts";
import { spendingBoundaries } from "../stats/alpha-spending.ts";
import { pairedTest } from "../stats/paired-t.ts";
import { isDecided, levelOf, lookRuns, looksAt } from "./looks.ts";

test("looks come at even shares of the runs, and never twice at the same", () => {
  expect(lookRuns({ looks: 1, runs: 5 })).toEqual([5]);
  expect(lookRuns({ looks: 3, runs: 10 })).toEqual([4, 7, 10]);
  expect(lookRuns({ looks: 9, runs: 2 })).toEqual([1, 2]);
});

test("each look has its level, and nothing is judged before the first, between looks, or where arms differ", () => {
  const levels = spendingBoundaries([0.4, 0.7, 1]).map(({ level }) => level);
  const at = (...done: number[]) => looksAt({ looks: 3, runs: 10 }, done);
  expect([4, 7, 10].map((done) => at(done, done).level)).toEqual(levels);
  for (const done of [[], [0], [3, 3], [5, 5], [9, 9], [4, 5], [7, 4]]) expect(at(...done).level).toBe(0);
  expect(at(7, 7)).toEqual({ planned: [4, 7, 10], reached: 2, level: levels[1] });
  expect(at(8, 8)).toEqual({ planned: [4, 7, 10], reached: 2, level: 0 });
  expect(at().reached).toBe(0);
  expect(levelOf({ looks: null })).toBe(0.05);
});

const noisy = (mean: number) => [mean - 0.01, mean, mean + 0.011, mean + 0.003, mean - 0.004];

test("a study is decided where one arm is shown to beat all others", () => {
  const [good, middle, bad] = [arm("good", noisy(0.9)), arm("middle", noisy(0.5)), arm("bad", noisy(0.1))];
  expect(isDecided(study([bad, good, middle], {}, { design: "independent" }))).toBe(true);
  const equal = arm("equal", noisy(0.9).toReversed());
  expect(isDecided(study([good, equal, bad], {}, { design: "independent" }))).toBe(false);
  const looks = { planned: [5, 10], reached: 1, level: 1e-30 };
  expect(isDecided(study([bad, good], { looks }, { design: "independent" }))).toBe(false);
  expect(isDecided(study([good]))).toBe(false);
});

test("five looks at differences of nothing but noise err in about 5 % of studies", () => {
  const random = hostRandom(3);
  const planned = { looks: 5, runs: 50 };
  const ends = lookRuns(planned);
  const levels = ends.map((runs) => looksAt(planned, [runs]).level);
  const errs = (isCorrected: boolean) => {
    const values = Array.from({ length: planned.runs }, () => random.normal());
    return ends.some((runs, look) => {
      const own = values.slice(0, runs);
      const { p } = pairedTest(
        own,
        own.map(() => 0),
      )!;
      return p < (isCorrected ? levels[look]! : 0.05);
    });
  };
  const shareOf = (isCorrected: boolean) =>
    Array.from({ length: 4000 }, () => errs(isCorrected)).filter(Boolean).length / 4000;
  expect(shareOf(true)).toBeLessThan(0.062); // 0.05 and three standard errors, and what t adds to z
  expect(shareOf(false)).toBeGreaterThan(0.12); // Armitage, McPherson and Rowe (1969): 0.142
});
