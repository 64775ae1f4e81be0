/** @file Makers of the options that optimizers, transforms and schedules have. */

import { ArgumentError } from "../../errors.ts";
import { requireOperand } from "../../graph/operand-checks.ts";
import { type Operand, Tensor } from "../../graph/tensor.ts";
import { describe, either } from "../../options/describe.ts";
import {
  counts,
  decays,
  finites,
  fractions,
  nonNegatives,
  numbersFrom,
  positives,
  type Range,
  requireNumber,
  wholes as wholeNumbers,
} from "../../options/ranges.ts";
import * as random from "../../random/index.ts";
import type { Tree } from "../../tree.ts";
import type { LearningRate, Schedule } from "../schedules/schedule.ts";
import type { Mask } from "./mask.ts";
import type { Option, TextForm } from "./option.ts";

/** Makes an option: required where no default is given. */
export interface OptionMaker<Value> {
  (): Option<Value>;
  (byDefault: Value): Option<Value | undefined, Value>;
}

interface OptionSpec {
  readonly rule: string;
  /** Throws unless the option takes the value. */
  check(where: string, value: unknown): void;
  readonly takesTensor?: boolean;
  readonly text?: TextForm;
}

function makerOf<Value>({ check, takesTensor = false, ...spec }: OptionSpec): OptionMaker<Value> {
  return ((...defaults: [] | [Value]): Option<Value | undefined, Value> => ({
    ...spec,
    takesTensor,
    isRequired: defaults.length === 0,
    default: defaults[0],
    read(where, value = defaults[0]) {
      check(where, value);
      return value as Value;
    },
  })) as OptionMaker<Value>;
}

/** An option without a default that may be left out. */
export const optional = <Value>(make: OptionMaker<Value>): Option<Value | undefined> => {
  const option = make();
  const read = (where: string, value: Value | undefined) =>
    value === undefined ? value : option.read(where, value);
  return { ...option, isRequired: false, read };
};

const NUMBER: TextForm = { kind: "number" };

/** A number of the range that may be a tensor, so that `vmap` goes over it. */
const operand = (range: Range): OptionMaker<Operand> =>
  makerOf({
    rule: range.rule,
    takesTensor: true,
    text: NUMBER,
    check: (where, value) => requireOperand(range, where, value),
  });

/** A number of the range, which shapes the graph. */
const fixed = (range: Range): OptionMaker<number> =>
  makerOf({ rule: range.rule, text: NUMBER, check: (where, value) => requireNumber(range, where, value) });

/** A number of the range, a tensor, or a function of the step. */
const scheduled = (range: Range): OptionMaker<Operand | Schedule> =>
  makerOf({
    rule: range.rule,
    takesTensor: true,
    text: NUMBER,
    check: (where, value) => (typeof value === "function" ? undefined : requireOperand(range, where, value)),
  });

/** A learning rate: positive, a tensor, or a schedule. */
export const rate: OptionMaker<LearningRate> = scheduled(positives);

/** A decay rate or momentum in [0, 1). */
export const decay = operand(decays);
export const scheduledDecay = scheduled(decays);
export const positive = operand(positives);
export const nonNegative = operand(nonNegatives);
export const scheduledNonNegative = scheduled(nonNegatives);
export const finite = operand(finites);
/** Between 0 and 1, both excluded. */
export const fraction = operand(fractions);
export const atLeast = (least: number): OptionMaker<Operand> => operand(numbersFrom(least));

export const fixedPositive = fixed(positives);
export const fixedNonNegative = fixed(nonNegatives);
export const fixedFraction = fixed(fractions);
export const fixedAtLeast = (least: number): OptionMaker<number> => fixed(numbersFrom(least));
export const whole = fixed(wholeNumbers);
export const count = fixed(counts);

/** An option whose values pass a test. */
function tested<Value>(
  rule: string,
  holds: (value: unknown) => boolean,
  text?: TextForm,
): OptionMaker<Value> {
  const check = (where: string, value: unknown): void => {
    if (!holds(value)) throw new ArgumentError({ where, rule: `must be ${rule}, got ${describe(value)}` });
  };
  return makerOf({ rule, check, ...(text && { text }) });
}

/** One of the listed values. */
export const oneOf = <const Value extends string | boolean>(values: readonly Value[]): OptionMaker<Value> =>
  tested(either(values), (value) => values.includes(value as Value), { kind: values });

/** Off or on. */
export const flag = tested<boolean>("true or false", (value) => typeof value === "boolean", {
  kind: [false, true],
});

const isObjectOrArray = (value: unknown): boolean => typeof value === "object" && value !== null;

/** Which leaves are concerned. */
export const mask = tested<Mask>(
  "a boolean, a tree of booleans, a pattern of paths or a function of path and leaf",
  (value) =>
    ["boolean", "string", "function"].includes(typeof value) ||
    (isObjectOrArray(value) && !(value instanceof Tensor)),
);

/** A key of random numbers; in text its seed. */
export const key = tested<Tensor>("a key of random numbers", (value) => value instanceof Tensor, {
  name: "seed",
  kind: "number",
  make: (seed: number) => random.key(seed),
  fallback: 0,
});

/** A tensor or a tree of them. */
export const tree = tested<Tree>("a tensor or a tree of tensors", isObjectOrArray);

/** A number or tensor for all leaves, or a tree like theirs. */
export const numberOrTree = tested<number | Tree>(
  "a number, a tensor or a tree of tensors",
  (value) => (typeof value === "number" && !Number.isNaN(value)) || isObjectOrArray(value),
);

/** A list of steps. */
export const wholes = tested<readonly number[]>(
  "a list of integers of at least 0",
  (value) => Array.isArray(value) && value.every((each) => Number.isInteger(each) && each >= 0),
);

/** As many numbers as the default has. */
export const numbers = <const Values extends readonly number[]>(byDefault: Values) =>
  tested<Values>(
    `${byDefault.length} finite numbers`,
    (value) =>
      Array.isArray(value) &&
      value.length === byDefault.length &&
      value.every((each) => Number.isFinite(each)),
  )(byDefault);

export const functionOf = <Value>(what: string): OptionMaker<Value> =>
  tested(`a function of ${what}`, (value) => typeof value === "function");

/** Options of another function, which checks them itself. */
export const optionsFor = <Value>(name: string): OptionMaker<Value> =>
  tested(`options of ${name}`, isObjectOrArray);
