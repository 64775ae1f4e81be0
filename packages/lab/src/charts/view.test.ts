import { expect, test } from "vitest";
import { view } from "./view.ts";

const run = (status: string, ...values: readonly number[]) => ({
  optimizer: "sgd(1)",
  status,
  path: values.map((value, step) => ({ step, x: [value], value: 0 })),
});

test("without a box the paths fill the view, with room around", () => {
  expect(view([run("done", 0, 4), run("done", 2, 8)], { axis: 0 })).toEqual({ min: -2, max: 10 });
});

test("a path that diverges widens the view only as far as there is room around the others", () => {
  const settled = run("done", 0, 4);
  expect(view([settled, run("diverged", 0, -1, 50)], { axis: 0 })).toEqual({ min: -2.25, max: 5.25 });
  expect(view([run("diverged", 0, -4)], { axis: 0 })).toEqual({ min: -5, max: 1 });
});

test("a box is shown whole, and of paths what is near it", () => {
  const box = [0, 4] as const;
  expect(view([run("done", 1, 2)], { axis: 0, box })).toEqual({ min: 0, max: 4 });
  expect(view([run("done", 1, 4.5, 9)], { axis: 0, box })).toEqual({ min: 0, max: 4.5 });
});
