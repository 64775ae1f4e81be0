/** @file Signs of zeros; right values are those of NumPy. */

import { afterEach, describe, expect, it } from "vitest";
import { numbers } from "../../../../../test/support/close.ts";
import {
  asin,
  asinh,
  atan,
  atanh,
  type ConfigureOptions,
  ceil,
  compile,
  configure,
  type Dtype,
  erf,
  expm1,
  floor,
  log1p,
  mod,
  round,
  sign,
  sin,
  sinh,
  sqrt,
  tan,
  tanh,
  tensor,
} from "../../index.ts";

const modes: Readonly<Record<string, ConfigureOptions>> = {
  "with kernels": { fuse: true },
  "without kernels": { fuse: false },
  "as WebAssembly": { provider: "wasm" },
};

const odd = {
  ...{ expm1, log1p, sin, tan, asin, atan, sinh, asinh, atanh, tanh, erf },
  ...{ sqrt, round, floor, ceil },
};

/** ONNX Runtime's kernels take eight elements at once and the rest one by one. */
const LENGTH = 37;

describe.each(Object.entries(modes))("%s", (_mode, options) => {
  afterEach(() => configure({ fuse: true, provider: undefined }));

  describe.each<Dtype>(["float32", "float64"])("%s", (dtype) => {
    const filled = (value: number) => tensor(Array<number>(LENGTH).fill(value), { dtype });

    it.each(Object.entries(odd))("%s keeps the sign", async (_name, f) => {
      configure(options);
      for (const zero of [-0, 0])
        expect(await numbers(await compile(f)(filled(zero)))).toEqual(Array(LENGTH).fill(zero));
    });

    it("the sign of both is 0", async () => {
      configure(options);
      for (const zero of [-0, 0])
        expect(await numbers(await compile(sign)(filled(zero)))).toEqual(Array(LENGTH).fill(0));
    });

    it.each([
      [-0, 3, 0],
      [-3, 3, 0],
      [0, -3, -0],
      [3, -3, -0],
      [-0, -3, -0],
    ])("mod(%d, %d) is %d", async (x, y, expected) => {
      configure(options);
      expect(await numbers(await compile(mod)(filled(x), filled(y)))).toEqual(Array(LENGTH).fill(expected));
    });

    it("expm1 and log1p reach their limits", async () => {
      configure(options);
      const at = (...values: number[]) => tensor(values, { dtype });
      const { NaN: missing, POSITIVE_INFINITY: Inf } = Number;
      const powers = await numbers(await compile(expm1)(at(-Inf, Inf, missing, 2000, -2000)));
      expect(powers).toEqual([-1, Inf, missing, Inf, -1]);
      const logarithms = await numbers(await compile(log1p)(at(-1, Inf, missing, -1.5, -Inf)));
      expect(logarithms).toEqual([-Inf, Inf, missing, missing, missing]);
    });
  });
});
