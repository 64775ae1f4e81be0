import { expect, test } from "vitest";
import fixture from "./fixtures/pca.json" with { type: "json" };
import { principalPlane, project } from "./principal-plane.ts";

const points = fixture.points.map((point) => new Float32Array(point));
const near = (values: readonly number[], digits: number) =>
  values.map((value) => expect.closeTo(value, digits));

test("the plane is that of NumPy's singular value decomposition", async () => {
  const { directions, explained } = await principalPlane(points);
  expect(explained).toEqual(near(fixture.explained, 12));
  for (const [index, direction] of directions.entries()) {
    expect([...direction]).toEqual(near(fixture.directions[index]!, 6));
  }
  const coordinates = points.map((point) => project(point, points.at(-1)!, directions));
  expect(coordinates).toEqual(fixture.coordinates.map((each) => near(each, 5)));
});

test("refuses points on a line", async () => {
  const line = [0, 1, 2, 5].map((t) => new Float32Array([t, 2 * t, -t]));
  const message =
    "landscape: the 4 points of the path lie on a line, which gives no plane. Train for more steps, or use --plane random.";
  await expect(principalPlane(line)).rejects.toThrow(expect.objectContaining({ message }));
});
