import { describe, expect, test } from "vitest";
import golden from "../../../../../test/fixtures/projections.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { descend } from "../../../../../test/support/descend.ts";
import { type Dtype, evaluate, flatten, optim, type Tensor, type Tree, tensor, vmap } from "../../index.ts";

const { projections } = optim;

type Values = { readonly w: readonly (readonly number[])[]; readonly b: readonly number[] };
type Point = { readonly w: Tensor; readonly b: Tensor };

const toPoint = ({ w, b }: Values, dtype: Dtype = "float64"): Point => ({
  w: tensor(w, { dtype }),
  b: tensor(b, { dtype }),
});
/** All numbers of a tree, from one program. */
const values = async (tree: Tree) =>
  (await Promise.all(flatten(await evaluate(tree)).leaves.map(numbers))).flat();

const plane = { normal: toPoint(golden.normal), offset: 0.4 };
const [lower, upper] = golden.bounds.map((bound) => toPoint(bound)) as [Point, Point];

const ours = {
  nonNegative: projections.nonNegative,
  box: projections.box({ lower: -0.5, upper: 0.25 }),
  boxTree: projections.box({ lower, upper }),
  simplex: projections.simplex(1.5),
  l1Ball: projections.l1Ball(1.5),
  l1Sphere: projections.l1Sphere(1.5),
  l2Ball: projections.l2Ball(1.5),
  l2Sphere: projections.l2Sphere(1.5),
  linfBall: projections.linfBall(0.7),
  hyperplane: projections.hyperplane(plane),
  halfspace: projections.halfspace(plane),
} satisfies Record<keyof typeof golden.projected, optim.projections.Projection>;

describe.each(Object.entries(ours))("%s", (name, projection) => {
  const expected = golden.projected[name as keyof typeof ours].map(({ w, b }) => [...w.flat(), ...b]);

  test("of a tree is optax's", async () => {
    const found = await values(golden.points.map((point) => projection(toPoint(point))));
    expectClose(found, expected, 1e-14);
  });

  test("maps over points", async () => {
    const stacked = {
      w: tensor(
        golden.points.map(({ w }) => w),
        { dtype: "float64" },
      ),
      b: tensor(
        golden.points.map(({ b }) => b),
        { dtype: "float64" },
      ),
    };
    const found = await values(vmap((point: Point) => projection(point))(stacked));
    const each = golden.projected[name as keyof typeof ours];
    expectClose(found, [each.flatMap(({ w }) => w.flat()), each.flatMap(({ b }) => b)].flat(), 1e-14);
  });

  test("of its own result changes nothing, in float32 as well", async () => {
    const once = projection(toPoint(golden.points[0]!, "float32"));
    expect(once.w.dtype).toBe("float32");
    expectClose(await values(projection(once)), await values(once), 1e-6);
  });
});

test("a point inside stays, bit for bit", async () => {
  const inside = tensor([0.1, -0.2, 0.05]);
  for (const ball of [projections.l1Ball, projections.l2Ball, projections.linfBall]) {
    expect(await numbers(ball(1)(inside))).toEqual(await numbers(inside));
  }
});

test("an end of the box may be left open", async () => {
  expect(await numbers(projections.box({ upper: 1 })(tensor([-9, 9])))).toEqual([-9, 1]);
  expect(await numbers(projections.box({ lower: tensor([0, 1]) })(tensor([-9, -9])))).toEqual([0, 1]);
});

test("the portfolio of least variance is found on the simplex", async () => {
  const double = (value: number) => tensor(value, { dtype: "float64" });
  const start = { a: double(1), b: double(0), c: double(0) };
  // On Σx = 1 the minimum of Σ cᵢxᵢ² is in proportion to 1/c.
  const f = ({ a, b, c }: typeof start) => a.square().add(b.square().mul(2)).add(c.square().mul(4));
  const optimizer = optim.chain(optim.sgd({ learningRate: 0.1 }), optim.project(projections.simplex()));
  const { path, programs } = await descend({ f, start, optimizer, steps: 60 });
  expectClose(await values(path.at(-1)!), [4 / 7, 2 / 7, 1 / 7], 1e-8);
  expect(programs).toBe(1);
});
