/** @file Type tests of options: axes and dtypes are options everywhere, and unknown names do not compile. */

import {
  argmax,
  concat,
  flip,
  mean,
  random,
  softmax,
  squeeze,
  sum,
  type Tensor,
  unsqueeze,
  zeros,
} from "../index.ts";

declare const x: Tensor;

sum(x, { axis: [0, 1], keepDims: true }) satisfies Tensor;
mean(x, { axis: -1 }) satisfies Tensor;
x.min({ axis: 0 }) satisfies Tensor;
// @ts-expect-error: the option is called axis
sum(x, { axes: 0 });
// @ts-expect-error: an axis is an option
softmax(x, 1);
// @ts-expect-error: an axis is an option
concat([x, x], 1);
// @ts-expect-error: one axis
argmax(x, { axis: [0, 1] });
flip(x, { axis: [0, 1] }) satisfies Tensor;
squeeze(x, { axis: 0 }) satisfies Tensor;
// @ts-expect-error: the axis has no default
unsqueeze(x, {});
zeros([2], { dtype: "float64" }) satisfies Tensor;
// @ts-expect-error: a dtype is an option
zeros([2], "float64");
// @ts-expect-error: no such dtype
zeros([2], { dtype: "float16" });
// @ts-expect-error: a dtype is an option
random.normal(random.key(1), [2], "float64");
