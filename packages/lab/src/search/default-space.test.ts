import { optim } from "glissade";
import { describe, expect, it, test } from "vitest";
import { isInside, numericOf } from "./axis.ts";
import { defaultSpace } from "./default-space.ts";
import { optimizerText } from "./optimizer-text.ts";
import { sampler } from "./sampler.ts";
import { scales } from "./scale.ts";

/** Every optimizer that text can name. */
const algorithms = Object.values<unknown>(optim).filter(
  (value): value is optim.Described => typeof value === "function" && "isAlgorithm" in value,
);
const names = algorithms.map(({ name }) => name);

test("there are more than 36 optimizers", () => expect(names.length).toBeGreaterThan(36));

describe.each(names)("the space of %s", (name) => {
  const space = defaultSpace(name);
  const { learningRate } = space;

  it("has a learning rate over four factors of ten or more, with nine values or more", () => {
    const { scale, interval } = numericOf(learningRate!)!;
    expect(scale).toBe(scales.log);
    const [low, high] = interval;
    expect(Math.log10(high / low)).toBeGreaterThan(4 - 1e-9);
    expect(sampler("grid", { learningRate: learningRate! }).trials).toBeGreaterThanOrEqual(9);
  });

  it("has only values that the optimizer takes", () => {
    const { trials, valuesOf } = sampler("grid", space);
    for (const k of [0, Math.floor(trials / 2), trials - 1]) {
      const values = valuesOf(k);
      expect(optim.parse(optimizerText(name, values)).options).toMatchObject(values);
    }
  });

  it("reaches no further than the optimizer allows", () => {
    const ends = Object.entries(space).map(([option, range]) => ({
      option,
      limits: "limits" in range ? range.limits! : [],
    }));
    for (const { option, limits } of ends) {
      for (const value of limits) {
        expect(() => optimizerText(name, { learningRate: 0.1, [option]: value })).not.toThrow();
      }
    }
  });
});

test("the default learning rate is inside", () => {
  const outside = algorithms.filter(({ name, options }) => {
    const rate: unknown = options.learningRate?.default;
    return typeof rate === "number" && !isInside(defaultSpace(name).learningRate!, rate);
  });
  expect(outside.map(({ name }) => name)).toEqual([]);
});

test("the default is in the middle of the logarithm where no other rates are listed", () => {
  expect(defaultSpace("adam").learningRate).toEqual({ log: [1e-5, 0.1], perDecade: 2 });
  expect(defaultSpace("scheduleFreeAdamw").learningRate).toEqual({ log: [1e-5, 0.1], perDecade: 2 });
  expect(defaultSpace("prodigy").learningRate).toEqual({ log: [0.01, 100], perDecade: 2 });
  expect(defaultSpace("sgd").learningRate).toEqual({ log: [1e-4, 10], perDecade: 2 });
});

test.each<[string, readonly string[]]>([
  ["sgd", ["learningRate", "momentum", "weightDecay"]],
  ["sgd()", ["learningRate", "momentum", "weightDecay"]],
  ["sgd(0.1)", ["momentum", "weightDecay"]],
  ["sgd(learningRate=0.1, momentum=0.9)", ["weightDecay"]],
  ["sgd(momentum=0.9, weightDecay=0)", ["learningRate"]],
  ["asgd", ["learningRate", "lambda"]],
  ["adam", ["learningRate", "b1"]],
  ["noisySgd(seed=3)", ["learningRate"]],
])("%s leaves %j to search", (text, searched) => expect(Object.keys(defaultSpace(text))).toEqual(searched));

test("texts get the values of a trial", () => {
  expect(optimizerText("sgd(momentum=0.9)", { learningRate: 0.1 })).toBe("sgd(0.1, momentum=0.9)");
  expect(optimizerText("sgd( .1 )", { momentum: 0.5, nesterov: true, weightDecay: null })).toBe(
    "sgd(0.1, momentum=0.5, nesterov=true)",
  );
  expect(optimizerText("sgd", { learningRate: 1e-7, nesterov: "textbook", momentum: 0.9 })).toBe(
    "sgd(1e-7, momentum=0.9, nesterov=textbook)",
  );
});

test.each<[() => unknown, string]>([
  [
    () => defaultSpace("adma"),
    'optimizer "adma(learningRate=1)": adma: is not an optimizer. The nearest is adam.',
  ],
  [
    () => defaultSpace("adam(b3=1)"),
    'optimizer "adam(b3=1, learningRate=1)": adam({ b3 }): is not an option. The nearest is b1 (known: learningRate, b1, b2, eps, epsRoot, epsHat, nesterov, biasCorrection).',
  ],
  [
    () => defaultSpace("adam(0.1"),
    'optimizer "adam(0.1": syntax: must be a name with arguments in parentheses. Write for example sgd(0.2, momentum=0.9).',
  ],
  [
    () => optimizerText("sgd(0.1)", { learningRate: 0.2 }),
    'optimizer "sgd(0.1, learningRate=0.2)": sgd({ learningRate }): is given twice.',
  ],
  [
    () => optimizerText("sgd(0.1)", { momentm: 0.2 }),
    'optimizer "sgd(0.1, momentm=0.2)": sgd({ momentm }): is not an option. The nearest is momentum (known: learningRate, momentum, nesterov, momentumOf, average, dampening, weightDecay).',
  ],
])("%o is an error", (call, message) => expect(call).toThrow(expect.objectContaining({ message })));
