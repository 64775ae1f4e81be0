import { optim } from "glissade";
import { expect, test } from "vitest";
import { readFunction } from "./functions.ts";
import { minimize } from "./minimize.ts";
import { familiesOf, sensitivity } from "./sensitivity.ts";

const rates = [1e-3, 1e-2, 0.1, 0.3, 3];

test.each([
  ["rosenbrock", "sgd(0.5, momentum=0.9)"],
  ["beale", "adam(0.5)"],
  ["quadratic", 'sgd(0.5, momentum=0.6, nesterov="textbook")'],
  ["x-cos", "adam(0.5)"],
])("on %s, %s ends at every rate where it ends alone", async (name, text) => {
  const { expression, start } = readFunction(name);
  const options = { function: expression, start: start!, steps: 12, bound: 100 };
  const [family] = familiesOf([optim.parse(text)]);
  const found = await sensitivity({ ...options, family: family!, rates });
  expect(found).toMatchObject({ optimizer: family!.name, rates: [0.5] });
  expect(found.points.map(({ rate }) => rate)).toEqual([1e-3, 1e-2, 0.1, 0.3, 0.5, 3]);
  for (const { rate, value } of found.points) {
    const optimizer = optim.parse(text.replace("0.5", String(rate)));
    const { path, status } = await minimize({ ...options, optimizer });
    if (status === "diverged") expect(value).toBeNull();
    else expect(value).toBeCloseTo(path.at(-1)!.value, 10);
  }
});

test("optimizers that differ in their rate alone are one family", () => {
  const optimizers = ["sgd(0.1)", "adam", "sgd(2)", "sgd(0.1, momentum=0.5)"].map(optim.parse);
  expect(familiesOf(optimizers)).toMatchObject([
    { name: "sgd", rates: [0.1, 2] },
    { name: "adam", rates: [] },
    { name: "sgd(momentum=0.5)", rates: [0.1] },
  ]);
});

test("a rate beyond those tried is not tried", async () => {
  const { expression, start } = readFunction("quadratic");
  const [family] = familiesOf([optim.parse("sgd(50)")]);
  const options = { function: expression, start: start!, steps: 1, family: family! };
  const found = await sensitivity({ ...options, rates: [0.1, 0.2] });
  expect(found).toMatchObject({ rates: [], points: [{ rate: 0.1 }, { rate: 0.2 }] });
});
