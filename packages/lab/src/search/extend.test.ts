import { describe, expect, it, test } from "vitest";
import { numericOf } from "./axis.ts";
import { type Edge, edges, extend } from "./extend.ts";
import type { Range, Value } from "./space.ts";

const edgeOf = (range: Range, value: Value): Edge | undefined => edges({ x: range }, { x: value })[0];
const ends = (range: Range, values: readonly number[]) => values.map((value) => edgeOf(range, value)?.end);

describe("edges", () => {
  it("of a grid are its ends alone", () => {
    expect(ends({ log: [1e-4, 1], points: 9 }, [1e-4, 0.000316228, 0.01, 0.316228, 1])).toEqual([
      "lowest",
      undefined,
      undefined,
      undefined,
      "highest",
    ]);
    expect(ends({ integer: [1, 4], limits: [0, 9] }, [1, 2, 3, 4])).toEqual([
      "lowest",
      undefined,
      undefined,
      "highest",
    ]);
  });

  it("of a range are 5 % of it, on its scale", () => {
    expect(ends({ linear: [1, 2] }, [1.04, 1.06, 1.94, 1.96])).toEqual([
      "lowest",
      undefined,
      undefined,
      "highest",
    ]);
    // 5 % of four factors of ten is a factor of 1.58
    expect(ends({ log: [1e-4, 1] }, [1.5e-4, 1.7e-4, 0.6, 0.7])).toEqual([
      "lowest",
      undefined,
      undefined,
      "highest",
    ]);
    // and of two factors of 1 - x one of 1.26
    expect(ends({ complement: [0.5, 0.995] }, [0.52, 0.61, 0.993, 0.9945])).toEqual([
      "lowest",
      undefined,
      undefined,
      "highest",
    ]);
  });

  it("are none at limits, and of lists", () => {
    expect(ends({ complement: [0, 0.99] }, [0, 0.99])).toEqual([undefined, "highest"]);
    expect(ends({ linear: [0, 0.5], limits: [0, 0.5] }, [0, 0.5])).toEqual([undefined, undefined]);
    expect(ends({ integer: [1, 3] }, [1, 3])).toEqual([undefined, "highest"]);
    expect(ends({ linear: [-2, 2] }, [-2, 2])).toEqual(["lowest", "highest"]);
    expect(edgeOf({ choices: [1, 2] }, 1)).toBeUndefined();
    expect(edgeOf({ fixed: 1 }, 1)).toBeUndefined();
  });

  it("say so in words", () => {
    expect(edgeOf({ log: [1e-4, 1] }, 1)?.sentence).toBe(
      "x 1 is the highest of its range, 0.0001 to 1: a higher one may be better",
    );
    expect(edgeOf({ log: [4.64158883361e-5, 1] }, 5e-5)?.sentence).toBe(
      "x 0.00005 is close to the lowest of its range, 0.00004642 to 1: a lower one may be better",
    );
  });

  it("need a number for each range", () => {
    expect(() => edges({ x: { log: [1, 2] } }, { y: 1 })).toThrow(
      "edges(best).x: must be a number of its range, got undefined.",
    );
  });
});

const widened = (range: Range, end: Edge["end"], by?: number): Range | undefined =>
  extend({ x: range }, [{ name: "x", end }], by === undefined ? {} : { by }).x;

describe("extend", () => {
  test.each<[Range, Edge["end"], Range]>([
    [{ log: [1e-4, 1] }, "highest", { log: [1e-4, 100], points: 13 }],
    [{ log: [1e-4, 1] }, "lowest", { log: [1e-6, 1], points: 13 }],
    [{ log: [0.01, 1], points: 3 }, "highest", { log: [0.01, 10], points: 4 }],
    [{ linear: [1, 2] }, "highest", { linear: [1, 2.5], points: 7 }],
    [{ linear: [0.5, 2.5], points: 5 }, "lowest", { linear: [0, 2.5], points: 6 }],
    [{ complement: [0, 0.99] }, "highest", { complement: [0, 0.999], points: 7 }],
    [{ complement: [0.5, 0.99], points: 3 }, "lowest", { complement: [0.5, 0.99], points: 3 }],
    [{ integer: [1, 5] }, "highest", { integer: [1, 7], points: 7 }],
    [{ integer: [3, 5] }, "lowest", { integer: [2, 5], points: 4 }],
    [{ integer: [16, 256], log: true }, "lowest", { integer: [4, 256], log: true, points: 7 }],
    [{ log: [0.1, 1], limits: [0.01, 2] }, "highest", { log: [0.1, 1], limits: [0.01, 2] }],
    [
      { log: [0.1, 1], limits: [0.01, 5] },
      "highest",
      { log: [0.1, 3.16227766017], points: 4, limits: [0.01, 5] },
    ],
  ])("%j at its %s end is %j", (range, end, wider) => expect(widened(range, end)).toEqual(wider));

  it("by a part of the range, in whole steps", () => {
    expect(widened({ log: [1e-4, 1] }, "highest", 0.01)).toEqual({ log: [1e-4, 3.16227766017], points: 10 });
    expect(widened({ log: [1e-4, 1] }, "highest", 1)).toEqual({ log: [1e-4, 1e4], points: 17 });
  });

  it("again and again keeps the values of the grid", () => {
    let range: Range = { log: [0.0003, 0.7], points: 6 };
    const step = (0.7 / 0.0003) ** (1 / 5);
    for (let round = 1; round <= 10; round++) {
      range = widened(range, "lowest", 0.01)!;
      expect(numericOf(range)!.interval[0] / (0.0003 / step ** round)).toBeCloseTo(1, 9);
    }
  });

  it("says whether there is room", () => {
    expect(edgeOf({ log: [0.1, 1], limits: [0.01, 2] }, 1)?.canExtend).toBe(false);
    expect(edgeOf({ log: [0.1, 1], limits: [0.01, 4] }, 1)?.canExtend).toBe(true);
  });

  it("needs names of the space", () => {
    expect(() => extend({ x: { log: [1, 2] } }, [{ name: "y", end: "lowest" }])).toThrow(
      'extend(edges): must be edges of the space, got "y".',
    );
  });
});
