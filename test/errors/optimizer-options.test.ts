/** @file Whole messages of every option of the functions of `optim`, outside its range or of another kind. */

import { optim, random, tensor } from "glissade";
import { describe, expect, test } from "vitest";
import type { Option, OptionTable } from "../../packages/glissade/src/optim/options/option.ts";

type Described = ((...args: unknown[]) => unknown) & { readonly options: OptionTable };

const isDescribed = (value: unknown): value is Described => typeof value === "function" && "options" in value;

const functions: readonly Described[] = [optim, optim.schedules, optim.projections].flatMap((namespace) =>
  Object.values<unknown>(namespace).filter(isDescribed),
);

const { NaN: notANumber, POSITIVE_INFINITY: infinity } = Number;

/** Values outside of each range, as errors say it. */
const outside: Readonly<Record<string, readonly unknown[]>> = {
  "in [0, 1)": [1, -0.1, notANumber, [0.5], tensor([0.5])],
  "in (0, 1)": [0, 1, notANumber],
  "positive and finite": [0, -1, notANumber, infinity],
  "finite and not negative": [-1, notANumber, infinity],
  finite: [notANumber, infinity, -infinity],
  "finite and at least 1": [0.5, infinity],
  "finite and at least 4": [3, notANumber],
  "an integer of at least 0": [-1, 0.5, tensor(1)],
  "a positive integer": [0, 1.5, notANumber],
  "a list of integers of at least 0": [[0.5], [-1], 3],
  "3 finite numbers": [[1, 2], [1, 2, notANumber], 3],
  "true or false": [1, "true", 0],
  "a key of random numbers": [1],
  "a boolean, a tree of booleans, a pattern of paths or a function of path and leaf": [1, tensor(1)],
  "a tensor or a tree of tensors": [1],
  "a number, a tensor or a tree of tensors": [notANumber],
  "a function of a leaf": [0, [0]],
  "options of adamw": [0.1],
};

/** Options that a call needs besides the wrong one. */
const required = (table: OptionTable): object =>
  Object.fromEntries(
    Object.entries(table).flatMap(([name, { isRequired, rule }]) =>
      isRequired ? [[name, valid(rule)]] : [],
    ),
  );

function valid(rule: string): unknown {
  if (rule === "a key of random numbers") return random.key(1);
  if (rule === "a list of integers of at least 0") return [1];
  return rule === "a tensor or a tree of tensors" ? tensor([1]) : 1;
}

/** A function has its options behind other arguments, which are not read first. */
const call = (fn: Described, options: object): unknown =>
  fn(...new Array(Math.max(fn.length - 1, 0)).fill(undefined), { ...required(fn.options), ...options });

/** Of no kind at all, or of a kind that the rule does not name. */
const strangers = ({ rule }: Option<unknown>): readonly unknown[] =>
  rule.includes("pattern") ? [null] : [null, "0.1"];

test("there are as many as the page of optimizers shows", () => {
  expect(functions.length).toBeGreaterThan(85);
});

describe.each(functions.map((fn) => [fn.name, fn] as const))("%s", (name, fn) => {
  test.each(Object.entries(fn.options))("%s", (option, described) => {
    const wrong = outside[described.rule] ?? [];
    if (!described.rule.includes(' or "')) expect(wrong).not.toEqual([]);
    for (const value of [...wrong, ...strangers(described)]) {
      expect(() => call(fn, { [option]: value })).toThrow(
        expect.objectContaining({
          where: `${name}({ ${option} })`,
          rule: expect.stringMatching(/^must be .+, got .+$/),
          code: "ARGUMENT",
        }),
      );
    }
  });

  test("numbers outside their range are shown with the rule", () => {
    for (const [option, { rule }] of Object.entries(fn.options)) {
      const value = outside[rule]?.find((each) => typeof each === "number");
      if (value === undefined) continue;
      const message = `${name}({ ${option} }): must be ${rule}, got ${value}.`;
      expect(() => call(fn, { [option]: value })).toThrow(expect.objectContaining({ message }));
    }
  });

  test("what is required must be given", () => {
    for (const [option, { isRequired, rule }] of Object.entries(fn.options)) {
      if (!isRequired) continue;
      const message = `${name}({ ${option} }): must be ${rule}, got undefined.`;
      expect(() => call(fn, { [option]: undefined })).toThrow(expect.objectContaining({ message }));
    }
  });
});

test.each([
  [
    "adam({ lr }): is not an option. The nearest is learningRate (known: learningRate, b1, b2, eps, epsRoot, epsHat, nesterov, biasCorrection).",
    () => optim.adam({ lr: 0.1 } as never),
  ],
  [
    'adam({ learningRate }): must be positive and finite, got "0.1".',
    () => optim.adam({ learningRate: "0.1" } as never),
  ],
  [
    "adam({ b1 }): must be a number or a scalar tensor, got shape [2].",
    () => optim.adam({ b1: tensor([0.9, 0.8]) }),
  ],
  ["adam({ b1 }): must be in [0, 1), got null.", () => optim.adam({ b1: null } as never)],
  ["adam(options): must be an object of options, got 0.1.", () => optim.adam(0.1 as never)],
  ["scaleByAdam({ b1 }): must be in [0, 1), got 1.", () => optim.scaleByAdam({ b1: 1 })],
  [
    "muon({ matrice }): is not an option. The nearest is matrices (known: learningRate, momentum, nesterov, biasCorrection, steps, coefficients, eps, consistentRms, weightDecay, mask, matrices, adamw).",
    () => optim.muon({ learningRate: 1, matrice: true } as never),
  ],
  [
    'amsgrad({ largest }): must be "corrected" or "raw", got "mean".',
    () => optim.amsgrad({ largest: "mean" } as never),
  ],
  ["inject: adam({ lr })", () => optim.inject(optim.adam as never, { lr: 0.1 })],
])("%s", (message, run) => {
  expect(run).toThrow(message.replace("inject: ", ""));
});
