import { describe, expect, it, test } from "vitest";
import { isInside } from "./axis.ts";
import { extend } from "./extend.ts";
import type { SearchMethod } from "./methods.ts";
import { type SamplerOptions, sampler } from "./sampler.ts";
import type { Range, Space, Values } from "./space.ts";

const space: Space = {
  learningRate: { log: [1e-4, 1], points: 5 },
  momentum: { complement: [0, 0.99], points: 3 },
  dropout: { linear: [0.1, 0.5], points: 3 },
  units: { integer: [1, 3] },
  width: { integer: [8, 512], log: true, points: 3 },
  nesterov: { choices: [true, false] },
  dtype: { fixed: "float32" },
};

const all = (method: SearchMethod, of: Space, options: SamplerOptions = {}): readonly Values[] => {
  const { trials, valuesOf } = sampler(method, of, options);
  return Array.from({ length: trials }, (_, k) => valuesOf(k));
};

const gridOf = (range: Range) => all("grid", { x: range }).map(({ x }) => x);

describe("a grid", () => {
  it("has every combination, the last name first", () => {
    expect(all("grid", { a: { choices: ["p", "q"] }, b: { integer: [1, 3] }, c: { fixed: 0 } })).toEqual([
      { a: "p", b: 1, c: 0 },
      { a: "p", b: 2, c: 0 },
      { a: "p", b: 3, c: 0 },
      { a: "q", b: 1, c: 0 },
      { a: "q", b: 2, c: 0 },
      { a: "q", b: 3, c: 0 },
    ]);
    expect(sampler("grid", space).trials).toBe(5 * 3 * 3 * 3 * 3 * 2);
    expect(all("grid", {})).toEqual([{}]);
  });

  test.each<[Range, readonly number[]]>([
    [{ log: [1e-4, 1] }, [1e-4, 0.000316228, 0.001, 0.00316228, 0.01, 0.0316228, 0.1, 0.316228, 1]],
    [{ log: [0.001, 1], perDecade: 1 }, [0.001, 0.01, 0.1, 1]],
    [{ log: [0.5, 2], points: 3 }, [0.5, 1, 2]],
    [{ complement: [0, 0.99] }, [0, 0.683772, 0.9, 0.9683772, 0.99]],
    [{ linear: [0, 0.3], points: 4 }, [0, 0.1, 0.2, 0.3]],
    [{ linear: [-1, 1] }, [-1, -0.5, 0, 0.5, 1]],
    [{ linear: [1e6, 1e6 + 1], points: 3 }, [1e6, 1e6 + 0.5, 1e6 + 1]],
    [{ integer: [1, 4] }, [1, 2, 3, 4]],
    [{ integer: [0, 100] }, [0, 25, 50, 75, 100]],
    [{ integer: [16, 256], log: true }, [16, 32, 64, 128, 256]],
    [{ integer: [1, 2], points: 9 }, [1, 2]],
  ])("over %j is %j", (range, values) => expect(gridOf(range)).toEqual(values));

  it("of DeepOBS has 36 rates, five in each factor of ten", () => {
    const rates = gridOf({ log: [1e-5, 100], perDecade: 5 });
    expect(rates.length).toBe(36);
    expect(rates.slice(15, 21)).toEqual([0.01, 0.0158489, 0.0251189, 0.0398107, 0.0630957, 0.1]);
  });
});

describe.each(["random", "sobol", "halton", "tpe"] as const)("%s", (method) => {
  it("stays in the space, and is the same for the same seed", () => {
    const trials = all(method, space, { trials: 64, seed: 3 });
    for (const values of trials) {
      expect(Object.keys(values)).toEqual(Object.keys(space));
      for (const [name, range] of Object.entries(space)) expect(isInside(range, values[name])).toBe(true);
    }
    expect(all(method, space, { trials: 64, seed: 3 })).toEqual(trials);
    expect(all(method, space, { trials: 64, seed: 4 })).not.toEqual(trials);
    expect(all(method, space, { trials: 8, seed: 3 })).toEqual(trials.slice(0, 8));
  });

  it("is even on the scale of each range", () => {
    const trials = all(method, space, { trials: 512 });
    const share = (of: (values: Values) => boolean) => trials.filter(of).length / 512;
    // 5 deviations of a share of 512 random trials at most
    const close = (got: number, want: number) =>
      expect(Math.abs(got - want)).toBeLessThan((5 * 0.5) / Math.sqrt(512));
    close(
      share(({ learningRate }) => Number(learningRate) < 1e-3),
      1 / 4,
    );
    close(
      share(({ momentum }) => Number(momentum) < 0.9),
      1 / 2,
    );
    close(
      share(({ dropout }) => Number(dropout) < 0.2),
      1 / 4,
    );
    close(
      share(({ units }) => units === 3),
      1 / 3,
    );
    close(
      share(({ width }) => Number(width) < 64),
      1 / 2,
    );
    close(
      share(({ nesterov }) => nesterov === true),
      1 / 2,
    );
  });

  it("tries only values beyond a space that was searched before", () => {
    const small: Space = { x: { linear: [0, 1] }, y: { choices: ["a"] } };
    const wide: Space = { x: { linear: [0, 2] }, y: { choices: ["a", "b"] } };
    const trials = all(method, wide, { trials: 40, beyond: small });
    expect(trials.some(({ y }) => y === "b")).toBe(true);
    expect(trials.every(({ x, y }) => y === "b" || Number(x) > 1)).toBe(true);
    expect(new Set(trials.map(({ x }) => x)).size).toBe(40);
  });
});

test.each<[SearchMethod, readonly number[]]>([
  ["random", [0.000214158, 0.142055, 0.0285045]],
  ["sobol", [0.251932, 0.00437472, 0.000211569]],
  ["halton", [0.000474592, 0.0474592, 0.00474592]],
])("%s trials of a seed are the same on every machine", (method, rates) =>
  expect(all(method, { x: { log: [1e-4, 1] } }, { trials: 3, seed: 7 }).map(({ x }) => x)).toEqual(rates),
);

test("a grid that is extended at both ends keeps its values, and adds only new ones", () => {
  const old: Space = { rate: { log: [0.0021, 1.3], perDecade: 3 }, n: { integer: [4, 64], log: true } };
  const ends = [
    { name: "rate", end: "lowest" },
    { name: "rate", end: "highest" },
    { name: "n", end: "highest" },
  ] as const;
  const wide = extend(old, ends);
  const [before, after] = [all("grid", old), all("grid", wide)];
  expect(after).toEqual(expect.arrayContaining([...before]));
  const added = all("grid", wide, { beyond: old });
  expect(added.length).toBe(after.length - before.length);
  expect(
    added.filter((values) => before.some((old) => JSON.stringify(old) === JSON.stringify(values))),
  ).toEqual([]);
});

const untyped = sampler as (...options: readonly unknown[]) => ReturnType<typeof sampler>;
const line = { x: { linear: [0, 1] } };

test.each<[string, () => unknown, string]>([
  [
    "a method",
    () => untyped("tpa", line, { trials: 3 }),
    'sampler(method): must be "grid" or "random" or "sobol" or "halton" or "tpe", got "tpa".',
  ],
  [
    "an option",
    () => untyped("tpe", line, { trial: 3 }),
    "sampler({ trial }): is not an option. The nearest is trials (known: trials, seed, better, beyond).",
  ],
  [
    "trials left out",
    () => untyped("tpe", line),
    "sampler({ trials }): must be an integer of at least 1, got undefined.",
  ],
  [
    "a wrong number of a grid",
    () => untyped("grid", line, { trials: 3 }),
    "sampler({ trials }): a grid has as many trials as points, 5, got 3. Leave trials out, or change points or perDecade.",
  ],
  [
    "a huge grid",
    () =>
      untyped("grid", { a: { integer: [1, 5000], points: 5000 }, b: { integer: [1, 5000], points: 5000 } }),
    "sampler(space): a grid has at most 100000 trials, got 5000 x 5000. Lower points or perDecade, fix some hyper-parameters, or use another method.",
  ],
  [
    "a seed",
    () => untyped("random", line, { trials: 3, seed: -1 }),
    "sampler({ seed }): must be an integer from 0 to 2147483647, got -1.",
  ],
  [
    "a range",
    () => untyped("random", { x: 3 }, { trials: 3 }),
    "sampler(space).x: must be an object with one of integer, log, linear, complement, choices, fixed, got 3. Write { fixed: 3 } for a value that is not searched.",
  ],
  [
    "a trial that is none",
    () => untyped("random", line, { trials: 3 }).valuesOf(3),
    "valuesOf(k): must be an integer from 0 to 2, got 3.",
  ],
  [
    "a history that is none",
    () => untyped("tpe", line, { trials: 3 }).valuesOf(0, [{ score: 1 }] as never),
    "valuesOf(history)[0]: must be { values, score }, the score a number or null, got an object.",
  ],
  [
    "a space that is not wider",
    () => untyped("random", line, { trials: 3, beyond: line }),
    "sampler({ beyond }): must be smaller than the space, got all of it. Widen the space first, for example with extend().",
  ],
  [
    "a space of others",
    () => untyped("random", line, { trials: 3, beyond: { y: { fixed: 1 } } }),
    "sampler({ beyond }): must have the hyper-parameters of the space, x, got y.",
  ],
])("an error names %s", (_, call, message) => expect(call).toThrow(expect.objectContaining({ message })));
