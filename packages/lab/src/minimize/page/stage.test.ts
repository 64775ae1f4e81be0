import { expect, test } from "vitest";
import { readFunction } from "../functions.ts";
import { frameSteps, runFrames } from "./frames.ts";
import { stage } from "./stage.ts";

/** A run that stays at its start. */
function rest(text: string, start: readonly number[]) {
  const named = readFunction(text);
  const value = named.expression.evaluate(start);
  const path = [0, 1].map((step) => ({ step, x: start, value, gradient: start.map(() => 0) }));
  const runs = [{ optimizer: "sgd(1)", path, status: "done" as const }];
  return { result: { function: text, runs }, drawn: { ...named, ...named.expression } };
}

test.each([
  ["one variable", "x-cos", [0.3]],
  ["two variables", "canyon", [-0.5, 2.3]],
  ["two variables, no box", "x^2 + y^2", [3, 4]],
  ["value by step", "x^2 + y^2 + z^2", [3, 4, 5]],
])("a point of %s lies where the picture has it", (_, text, start) => {
  const { result, drawn } = rest(text, start);
  const { figure, toPixel } = stage(result, drawn);
  // the circle of the start, the second in the picture after that of the legend
  const circles = [
    ...figure.markup.matchAll(/d="M1 0A1 1[^"]*" transform="[a-z]+\(([^)]*)\)"[^>]*stroke="#1b1f24"/g),
  ];
  const [x, y] = circles.at(-1)![1]!.split(",").slice(-2).map(Number);
  const [across, up] = toPixel(result.runs[0]!.path[0]!);
  expect(across).toBeCloseTo(x!, 0);
  expect(up).toBeCloseTo(y!, 0);
});

test("frames are all steps, or an even sample of a thousand with both ends", () => {
  expect(frameSteps(0)).toEqual([0]);
  expect(frameSteps(3)).toEqual([0, 1, 2, 3]);
  const many = frameSteps(5000);
  expect([many.length, many[0], many[1], many.at(-1)]).toEqual([1001, 0, 5, 5000]);
});

test("a run has frames up to its own end", () => {
  const { result } = rest("x-cos", [0.3]);
  const { points, cells } = runFrames(result.runs[0]!, frameSteps(4), ({ step }) => [step, 0]);
  expect(points).toEqual([
    [0, 0],
    [1, 0],
  ]);
  expect(cells.map((row) => row.slice(2))).toEqual([
    ["-", "0.3", "0", "-", "-"],
    ["0", "0.3", "0", "0", "-"],
  ]);
});
