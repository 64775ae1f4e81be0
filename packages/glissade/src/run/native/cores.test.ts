import { availableParallelism } from "node:os";
import { expect, it } from "vitest";
import { countCores } from "./cores.ts";

it("finds a core, and no more than there are", () => {
  expect(countCores()).toBeGreaterThanOrEqual(1);
  expect(countCores()).toBeLessThanOrEqual(availableParallelism());
});
