import { expect, test } from "vitest";
import { toSeries } from "./artifact-series.ts";

test("artifacts of one name and kind go together, by their steps", () => {
  const names = [
    ...["chart 1000000000.svg", "chart 000000100.svg", "chart 000000100.png"],
    ...["chart.svg.txt", "chart 5.svg"],
  ];
  const artifacts = names.map((name) => ({ name, type: "image/svg+xml", bytes: 1 }));
  const found = toSeries(artifacts).map(({ name, steps }) => [name, steps]);
  expect(found).toEqual([
    ["chart.svg", [100, 1_000_000_000]],
    ["chart.png", [100]],
    ["chart.svg.txt", [undefined]],
    ["chart 5.svg", [undefined]],
  ]);
});
