import { expect, test } from "vitest";
import { holm } from "./holm.ts";

// By hand: (m - k + 1) p of the k-th smallest, then the running maximum; the first is the published example.
test.each([
  { ps: [0.01, 0.04, 0.03, 0.005], adjusted: [0.03, 0.06, 0.06, 0.02] },
  { ps: [0.01, 0.02, 0.03, 0.04, 0.05], adjusted: [0.05, 0.08, 0.09, 0.09, 0.09] },
  { ps: [0.6, 0.9, 0.6], adjusted: [1, 1, 1] },
  { ps: [0.2], adjusted: [0.2] },
  { ps: [], adjusted: [] },
])("holm($ps)", ({ ps, adjusted }) => {
  const ours = holm(ps);
  expect(ours).toHaveLength(adjusted.length);
  for (const [index, p] of adjusted.entries()) expect(ours[index]).toBeCloseTo(p, 12);
});
