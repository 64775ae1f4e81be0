import { describe, expect, test } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import cases from "../../data/fixtures/angle_axis.json" with { type: "json" };
import { evaluate, hessian, jacobian, type Tensor, tensor } from "../../index.ts";
import { rotate } from "./rotation.ts";

const float64 = (values: readonly number[]) => tensor(values, { dtype: "float64" });

describe.each(cases)("SciPy's rotation by $angleAxis", ({ angleAxis, point, rotated, beyond }) => {
  test("of a point", async () => {
    expectClose(await numbers(rotate(float64(angleAxis), float64(point))), rotated, 1e-14);
    expectClose(await numbers(rotate(float64(beyond.angleAxis), float64(point))), beyond.rotated, 1e-14);
  });
});

test("many points by many rotations, or by one", async () => {
  const [vectors, points, rotated] = (["angleAxis", "point", "rotated"] as const).map((name) =>
    tensor(
      cases.map((each) => each[name]),
      { dtype: "float64" },
    ),
  );
  expectClose(await numbers(rotate(vectors!, points!)), await numbers(rotated!), 1e-14);
  const one = await numbers(rotate(float64(cases[8]!.angleAxis), points!));
  expectClose(one.slice(24, 27), cases[8]!.rotated, 1e-14);
});

test("derivatives where there is no rotation: that of w is w×p, its own is ½(w×(w×p) symmetrised)", async () => {
  const point = float64([1, 2, 3]);
  const none = float64([0, 0, 0]);
  const first = jacobian((w: Tensor) => rotate(w, point))(none);
  expect(await numbers(first)).toEqual([0, 3, -2, -3, 0, 1, 2, -1, 0]);
  // The first component of w×(w×p) is w1(w·p) - p1(w·w).
  const second = hessian((w: Tensor) =>
    rotate(w, point)
      .mul(float64([1, 0, 0]))
      .sum(),
  )(none);
  expectClose(await numbers((await evaluate(second)) as Tensor), [0, 1, 1.5, 1, -1, 0, 1.5, 0, -1], 1e-15);
});

test("float32 keeps its digits", async () => {
  const { angleAxis, point, rotated } = cases[9]!;
  expectClose(await numbers(rotate(tensor(angleAxis), tensor(point))), rotated, 1e-6);
});
