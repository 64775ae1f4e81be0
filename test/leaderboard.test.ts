/** @file The pages of the leaderboard and of the claims are what their commands write from the numbers that are kept. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { claimsPage } from "../docs/claims/page.ts";
import { figures } from "../docs/leaderboard/figures.ts";
import { leaderboardPage } from "../docs/leaderboard/page.ts";
import { published } from "../docs/leaderboard/results.ts";
import { allScores } from "../docs/leaderboard/scores.ts";
import { tight } from "./support/tight.ts";

const read = (path: string) => readFileSync(path, "utf8");
const leaderboard = published()!;
const scores = allScores(leaderboard);

test("docs/leaderboard.md is what npm run leaderboard writes", () =>
  expect(tight(read("docs/leaderboard.md"))).toBe(tight(leaderboardPage(leaderboard))));

/** Versions of Node differ in the last digit of some functions. */
const rounded = (svg: string) => svg.replaceAll(/\d+\.\d{7,}/g, (digits) => Number(digits).toFixed(6));

test.each(Object.entries(figures(scores)))("the picture %s is up to date", (name, svg) =>
  expect(rounded(read(`docs/images/leaderboard/${name}.svg`))).toBe(rounded(`${svg}\n`)),
);

test("docs/claims.md is what npm run claims writes", () =>
  expect(tight(read("docs/claims.md"))).toBe(tight(claimsPage())));

test("every claim has been tested", () => expect(claimsPage()).not.toContain("not tested yet"));

test("targets and ranks follow the rules that the page states", () => {
  for (const { target, guess, arms } of scores) {
    const reference = arms.find(({ name }) => name === "AdamW")!;
    expect(reference.effect).toBeNull();
    expect(target).toBeGreaterThan(0);
    // 1.6 of ten classes, 2.9 of 65 characters
    expect(Math.min(...arms.map(({ loss }) => loss))).toBeLessThan(0.7 * guess);
    for (const { losses, loss } of arms)
      expect(loss).toBeCloseTo(losses.reduce((sum, value) => sum + value, 0) / losses.length, 12);
  }
});
