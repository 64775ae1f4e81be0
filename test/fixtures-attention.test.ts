/** @file Normalisation and attention against PyTorch: values, first and second gradients. */

import { equal, evaluate, grad, type Nested, nn, type Tensor, tensor } from "glissade";
import { expect, test } from "vitest";
import * as functions from "../packages/glissade/src/ops/functions.ts";
import cases from "./fixtures/attention.json" with { type: "json" };
import { expectClose, numbers } from "./support/close.ts";

const double = (values: unknown) => tensor(values as Nested, { dtype: "float64" });

type Leaves = Readonly<Record<string, Tensor>>;
type Options = Readonly<Record<string, unknown>>;
type Program = (leaves: Leaves, options: Options) => Tensor;

/** Arrays of numbers among the options are tensors. */
const toOptions = (options: Options): Options =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      Array.isArray(value) && name !== "normalizedShape" ? double(value) : value,
    ]),
  );

const programs: Readonly<Record<string, Program>> = {
  layerNorm: ({ x, ...leaves }, options) => functions.layerNorm(x!, { ...leaves, ...options }),
  rmsNorm: ({ x, ...leaves }, options) => functions.rmsNorm(x!, { ...leaves, ...options }),
  groupNorm: ({ x, ...leaves }, { groups, ...options }) =>
    functions.groupNorm(x!, groups as number, { ...leaves, ...options }),
  batchNorm: ({ x, ...leaves }, options) => functions.batchNorm(x!, { ...leaves, ...options }),
  scaledDotProductAttention: ({ query, key, value }, { allowed, ...options }) =>
    functions.scaledDotProductAttention(query!, key!, value!, {
      ...(allowed ? { mask: equal(allowed as Tensor, 1) } : {}),
      ...options,
    }),
  multiHeadAttention: ({ x, ...leaves }, { heads, causal }) => {
    const part = (name: string) => ({ weight: leaves[`${name}.weight`]!, bias: leaves[`${name}.bias`]! });
    const params = {
      query: part("query"),
      key: part("key"),
      value: part("value"),
      output: part("output"),
    };
    return nn.multiHeadAttention(heads as number, { causal: causal as boolean }).apply(params, x!);
  },
};

const title = (each: (typeof cases)[number], index: number) =>
  `${index}: ${each.name} of ${Object.keys(each.inputs)}, ${JSON.stringify(each.options).slice(0, 60)}`;

test.each(cases.map((each, index) => [title(each, index), each] as const))(
  "%s is PyTorch's",
  async (_, each) => {
    const options = toOptions(each.options);
    const leaves = Object.fromEntries(Object.entries(each.inputs).map(([name, x]) => [name, double(x)]));
    const f = (inputs: Leaves) => programs[each.name]!(inputs, options);
    const first = grad((inputs: Leaves) => f(inputs).mul(double(each.dy)).sum());
    const second = grad((inputs: Leaves) =>
      Object.values(first(inputs))
        .map((slope) => slope.square().sum())
        .reduce((a, b) => a.add(b)),
    );
    const results = await evaluate({ y: f(leaves), first: first(leaves), second: second(leaves) });
    expectClose(await numbers(results.y), each.y, 1e-9);
    for (const [index, name] of Object.keys(leaves).entries()) {
      expect(results.first[name]!.shape).toEqual(leaves[name]!.shape);
      expectClose(await numbers(results.first[name]!), each.gradients[index]!, 1e-9);
      expectClose(await numbers(results.second[name]!), each.second[index]!, 1e-9);
    }
  },
);
