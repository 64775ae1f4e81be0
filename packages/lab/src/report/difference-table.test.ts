import { expect, test } from "vitest";
import { differenceNotes } from "./difference-table.ts";
import { arm, study } from "./fixtures/study.ts";
import { verdict } from "./verdict.ts";

const noisy = (mean: number) => [mean - 0.01, mean, mean + 0.011, mean + 0.003, mean - 0.004];
const arms = [arm("good", noisy(0.9)), arm("bad", noisy(0.1))];
const at = (reached: number, level: number) =>
  study(arms, { looks: { planned: [5, 10], reached, level } }, { design: "independent" });

test("a look has its level, and what ends early is warned of", () => {
  expect(differenceNotes(at(1, 0.00305))).toContain(
    "Look 1 of 2, after 5 of 10 runs of each arm: p-values are held against 0.0031, so that all looks together find a difference in no more than 5 % of studies that have none (O'Brien and Fleming's alpha spending). A study that ends early finds differences larger than they are.",
  );
  expect(verdict(at(1, 0.00305))).toMatch(/^good beats bad on MCC/);
});

test("between looks nothing is judged, however small p is", () => {
  expect(differenceNotes(at(1, 0))).toContain(
    "The next look comes after 10 of 10 runs of each arm: nothing is judged before.",
  );
  expect(verdict(at(0, 0))).toMatch(/^No difference shown between good and bad on MCC/);
});
