import {
  add,
  arange,
  clip,
  compile,
  concat,
  conv,
  eye,
  flip,
  full,
  maxPool,
  mean,
  oneHot,
  pad,
  random,
  scan,
  scatterAdd,
  slice,
  softmax,
  sort,
  split,
  sum,
  type Tensor,
  tensor,
  unsqueeze,
  vmap,
  zeros,
} from "glissade";
import { expect, it } from "vitest";
import { kind } from "./kinds.ts";
import { fractions } from "./ranges.ts";

/** As from plain JavaScript, where no compiler refuses the call. */
const js =
  (fn: unknown, ...args: readonly unknown[]) =>
  () =>
    (fn as (...args: unknown[]) => unknown)(...args);

const x = zeros([2, 3]);
const int = tensor([1n, 0n]);

it.each([
  // names
  ["mean({ axs }): is not an option. The nearest is axis (known: axis, keepDims).", js(mean, x, { axs: 1 })],
  ["sum({ axes }): is not an option. The nearest is axis (known: axis, keepDims).", js(sum, x, { axes: 1 })],
  [
    "sum({ keepdims }): is not an option. The nearest is keepDims (known: axis, keepDims).",
    js(sum, x, { keepdims: true }),
  ],
  [
    "mean({ axs }): is not an option. The nearest is axis (known: axis, keepDims).",
    () => x.mean({ axs: 1 } as never),
  ],
  ["sum(options): must be an object of options, got a Tensor.", js(sum, x, x)],
  // other forms
  ["mean(options): must be an object of options, got 1. Write { axis: 1 }.", js(mean, x, 1)],
  ["softmax(options): must be an object of options, got -1. Write { axis: -1 }.", js(softmax, x, -1)],
  ["flip(options): must be an object of options, got [0, 1]. Write { axis: [0, 1] }.", js(flip, x, [0, 1])],
  ["concat(options): must be an object of options, got 1. Write { axis: 1 }.", js(concat, [x, x], 1)],
  ["split(options): must be an object of options, got 1. Write { axis: 1 }.", js(split, x, 3, 1)],
  ["unsqueeze(options): must be an object of options, got 0. Write { axis: 0 }.", js(unsqueeze, x, 0)],
  [
    'zeros(options): must be an object of options, got "int32". Write { dtype: "int32" }.',
    js(zeros, [2], "int32"),
  ],
  [
    'full(options): must be an object of options, got "int32". Write { dtype: "int32" }.',
    js(full, [2], 1, "int32"),
  ],
  [
    'arange(options): must be an object of options, got "int32". Write { dtype: "int32" }.',
    js(arange, 2, "int32"),
  ],
  ['eye(options): must be an object of options, got "int32". Write { dtype: "int32" }.', js(eye, 2, "int32")],
  [
    'oneHot(options): must be an object of options, got "int32". Write { dtype: "int32" }.',
    js(oneHot, int, 2, "int32"),
  ],
  [
    'normal(options): must be an object of options, got "float64". Write { dtype: "float64" }.',
    js(random.normal, random.key(1), [2], "float64"),
  ],
  [
    'tensor(options): must be an object of options, got "float64". Write { dtype: "float64" }.',
    js(tensor, [1], "float64"),
  ],
  ["maxPool(options): must be an object of options, got 2. Write { stride: 2 }.", js(maxPool, x, 2, 2)],
  ["scan(options): must be an object of options, got 5. Write { length: 5 }.", js(scan, () => [], [], [], 5)],
  // kinds
  ['sum({ axis }): must be an integer or a list of integers, got "0".', js(sum, x, { axis: "0" })],
  ["sum({ keepDims }): must be true or false, got 1.", js(sum, x, { keepDims: 1 })],
  ["sort({ axis }): must be an integer, got [0].", js(sort, x, { axis: [0] })],
  ["sort({ axis }): must be an integer, got null.", js(sort, x, { axis: null })],
  ["sort({ axis }): must be an integer, got 0.5.", js(sort, x, { axis: 0.5 })],
  ["sort({ axis }): must be an integer, got NaN.", js(sort, x, { axis: Number.NaN })],
  ["sum({ axis }): must be an integer or a list of integers, got [0.5].", js(sum, x, { axis: [0.5] })],
  ["compile({ donate }): must be a list of integers, got [NaN].", js(compile, sum, { donate: [Number.NaN] })],
  ["compile({ threads }): must be an integer from 1 to 256, got 1.5.", js(compile, sum, { threads: 1.5 })],
  ["compile({ threads }): must be an integer from 1 to 256, got 0.", js(compile, sum, { threads: 0 })],
  ["compile({ threads }): must be an integer from 1 to 256, got 1000.", js(compile, sum, { threads: 1000 })],
  [
    'pad({ mode }): must be "constant", "reflect", "edge" or "wrap", got "mirror".',
    js(
      pad,
      x,
      [
        [0, 1],
        [0, 0],
      ],
      { mode: "mirror" },
    ),
  ],
  ["conv({ bias }): must be a tensor, got [1, 2].", js(conv, x, x, { bias: [1, 2] })],
  [
    "clip({ min }): must be a tensor or a number, got a Float32Array.",
    js(clip, x, { min: new Float32Array(2) }),
  ],
  ["slice({ starts }): must be a list of integers, got 1.", js(slice, x, { starts: 1 })],
  ["scatterAdd({ length }): must be an integer, got undefined.", js(scatterAdd, int, x, {})],
  ["unsqueeze({ axis }): must be an integer, got undefined.", js(unsqueeze, x)],
  [
    'zeros({ dtype }): must be "float32", "float64", "int32", "int64", "uint32", "uint8" or "bool", got "float16".',
    js(zeros, [2], { dtype: "float16" }),
  ],
  [
    'vmap({ inAxes }): must be an integer or a list of axes, one for each argument, got "0".',
    js(vmap, (y: Tensor) => y, { inAxes: "0" }),
  ],
  ["compile({ donate }): must be a list of integers, got 0.", js(compile, (y: Tensor) => y, { donate: 0 })],
] as const)("%s", (message, call) => expect(call).toThrow(expect.objectContaining({ message })));

it.each([
  ["sum: needs a tensor, got [1, 2]. Wrap numbers and arrays with tensor().", js(sum, [1, 2])],
  ["softmax: needs a tensor, got [1, 2]. Wrap numbers and arrays with tensor().", js(softmax, [1, 2])],
  [
    "mean: needs a tensor, got a Float32Array. Wrap numbers and arrays with tensor().",
    js(mean, new Float32Array(2)),
  ],
  ["add: needs a tensor, got [1, 2]. Wrap numbers and arrays with tensor().", js(add, x, [1, 2])],
  ['add: needs a tensor, got "1". Wrap numbers and arrays with tensor().', () => x.add("1" as never)],
  ["add: needs a tensor, got undefined. Wrap numbers and arrays with tensor().", js(add, x)],
] as const)("%s", (message, call) => expect(call).toThrow(expect.objectContaining({ message })));

it("takes options that are undefined as left out", async () => {
  expect(await sum(tensor([1, 2]), { axis: undefined }).item()).toBe(3);
  expect(zeros([2], undefined).dtype).toBe("float32");
});

it.each([
  [kind.whole, [0, 3], [-1, 0.5, Number.NaN, "1"]],
  [kind.count, [1, 3], [0, 1.5, Number.NaN, true]],
  [kind.within(fractions), [0.5], [0, 1, Number.NaN, "0.5"]],
  [kind.strings, [[], ["a"]], ["a", [1]]],
  [kind.choice<false | "a">(false, "a"), [false, "a"], [true, "b", undefined]],
] as const)("holds what its rule says: $expected", ({ holds }, right, wrong) => {
  expect(right.filter((value) => !holds(value))).toEqual([]);
  expect(wrong.filter((value) => holds(value))).toEqual([]);
});
