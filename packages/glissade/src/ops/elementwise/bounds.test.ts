/** @file Bounds and divisors of integers at the limits of their dtypes; right values are those of NumPy. */

import { afterEach, describe, expect, it } from "vitest";
import { numbers } from "../../../../../test/support/close.ts";
import { type ClipOptions, clip, configure, type Dtype, maximum, minimum, mod, tensor } from "../../index.ts";

const Inf = Number.POSITIVE_INFINITY;

const bytes = tensor([0, 128, 255], { dtype: "uint8" });
const signed = tensor([-5, 0, 1, 2, 5], { dtype: "int32" });

it.each<[ClipOptions, readonly number[]]>([
  [{ min: -5.5, max: 300 }, [0, 128, 255]],
  [{ min: 2.5 }, [3, 128, 255]],
  [{ max: 254.5 }, [0, 128, 254]],
  [{ min: 0, max: 255 }, [0, 128, 255]],
  [{ min: -Inf, max: Inf }, [0, 128, 255]],
  [{ min: 255 }, [255, 255, 255]],
])("clip of uint8 with %j", async (options, expected) => {
  expect(await numbers(clip(bytes, options))).toEqual(expected);
});

it("bounds of integers are rounded inwards", async () => {
  expect(await numbers(clip(signed, { min: 0.5, max: 2.5 }))).toEqual([1, 1, 1, 2, 2]);
  expect(await numbers(clip(signed, { min: -0.5, max: 0.5 }))).toEqual([0, 0, 0, 0, 0]);
  expect(await numbers(clip(signed, { min: -(2 ** 40), max: 1.5 }))).toEqual([-5, 0, 1, 1, 1]);
});

it("clip keeps integers beyond 2^53", async () => {
  const large = [2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n];
  const x = tensor(large);
  expect(await clip(x, { min: -(2 ** 63), max: 2 ** 63 }).data()).toEqual(BigInt64Array.from(large));
  expect(await clip(x, { min: -1.5 }).data()).toEqual(BigInt64Array.of(large[0]!, -1n, large[2]!));
  expect(await clip(x, { max: 2 ** 60 }).data()).toEqual(BigInt64Array.of(large[0]!, large[1]!, 2n ** 60n));
});

it.each<[string, () => unknown]>([
  ["clip({ min }): must be a number, got NaN. Leave it out for no bound.", () => clip(signed, { min: NaN })],
  [
    "clip({ max }): must be a number, got NaN. Leave it out for no bound.",
    () => clip(tensor([1]), { max: NaN }),
  ],
  [
    "clip({ min, max }): min must not be larger than max, got 5 and 1. Swap them.",
    () => clip(tensor([1]), { min: 5, max: 1 }),
  ],
  [
    "clip({ min, max }): no int32 lies between 1.2 and 1.8. Choose wider bounds.",
    () => clip(signed, { min: 1.2, max: 1.8 }),
  ],
  [
    "clip({ min }): must be at most 255 beside uint8, got 300. Cast the tensor to a wider dtype first.",
    () => clip(bytes, { min: 300 }),
  ],
  [
    "clip({ max }): must be at least 0 beside uint8, got -0.5. Cast the tensor to a wider dtype first.",
    () => clip(bytes, { max: -0.5 }),
  ],
  [
    "clip: dtypes must match, got uint8 and float32. Cast one of them with cast().",
    () => clip(bytes, { min: tensor(0) }),
  ],
  [
    "maximum: the number takes the dtype of the tensor beside it, got 3.5 beside uint8. Cast the tensor to float32 first.",
    () => maximum(bytes, 3.5),
  ],
  [
    "minimum: the number takes the dtype of the tensor beside it, got -1 beside uint8 (0 to 255). Cast the tensor to a wider dtype first.",
    () => minimum(bytes, -1),
  ],
])("%s", (message, act) => {
  expect(act).toThrow(message);
});

describe.each(["cpu", "wasm"] as const)("on %s", (provider) => {
  afterEach(() => configure({ provider: undefined }));

  it.each<Dtype>(["int32", "int64", "uint32", "uint8"])("%s has no remainder by 0", async (dtype) => {
    configure({ provider });
    const x = tensor([5, 0, 6], { dtype });
    for (const zero of [tensor([0, 0, 4], { dtype }), tensor(0, { dtype })])
      await expect(mod(x, zero).data()).rejects.toThrow("mod: an integer divisor must not be 0, got 0.");
  });

  it("the remainder of the least integer by -1 is 0", async () => {
    configure({ provider });
    const least = tensor([-(2n ** 63n), 7n]);
    expect(await numbers(mod(least, tensor([-1n, 4n])))).toEqual([0, 3]);
    expect(await numbers(mod(least, -1))).toEqual([0, 0]);
  });
});
