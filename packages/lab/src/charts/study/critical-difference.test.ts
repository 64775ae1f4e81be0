import { describe, expect, test } from "vitest";
import { criticalDifference, joinedGroups } from "./critical-difference.ts";
import { description, words } from "./fixtures/svg.ts";

/** Table 6 of Demšar 2006: C4.5 with and without its parameters on 14 problems, whose CD is 1.25 at α = 0.05. */
const ranks = [
  { name: "C4.5", rank: 3.143 },
  { name: "C4.5+m", rank: 2.0 },
  { name: "C4.5+cf", rank: 2.893 },
  { name: "C4.5+m+cf", rank: 1.964 },
];
const draw = (changes: object = {}) => criticalDifference({ ranks, distance: 1.25, ...changes });

describe("criticalDifference", () => {
  test("joins no groups but the largest of those that are close enough", () => {
    expect(joinedGroups([1, 1.5, 2, 4], 1)).toEqual([[0, 2]]);
    expect(joinedGroups([1, 2, 3, 4], 1)).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(joinedGroups([1, 3, 5], 1)).toEqual([]);
    expect(joinedGroups([1.964, 2, 2.893, 3.143], 1.25)).toEqual([[0, 3]]);
  });

  test("shows names, ranks and the distance, in order", () => {
    const svg = draw({ test: "Nemenyi, α = 0.05" });
    expect(words(svg)).toEqual(
      expect.arrayContaining([
        ...ranks.map(({ name }) => name),
        ...["average rank (1 is best)", "1", "2", "3", "4", "CD = 1.25", "no significant difference"],
        "CD = 1.25, critical difference (Nemenyi, α = 0.05)",
      ]),
    );
    expect(description(svg)).toBe(
      "Average ranks: C4.5+m+cf 1.964, C4.5+m 2, C4.5+cf 2.893, C4.5 3.143. Critical difference 1.25, Nemenyi, α = 0.05; not told apart: C4.5+m+cf, C4.5+m, C4.5+cf, C4.5.",
    );
    expect(description(draw({ distance: 0.01 }))).toContain("; all are told apart.");
  });

  test.each([
    [
      "criticalDifference({ ranks })[1].rank: must be from 1 to 2, the number of ranks, got 0.5. Average the ranks of each problem, with the mean rank for ties, and failures last.",
      {
        ranks: [
          { name: "a", rank: 1 },
          { name: "b", rank: 0.5 },
        ],
      },
    ],
    [
      "criticalDifference({ ranks })[0].rank: must be from 1 to 1, the number of ranks, got NaN. Average the ranks of each problem, with the mean rank for ties, and failures last.",
      { ranks: [{ name: "a", rank: Number.NaN }] },
    ],
    [
      "criticalDifference({ distance }): must be a positive number, got NaN. Nemenyi's is q √(k (k + 1) / (6 n)) for k names and n problems.",
      { distance: Number.NaN },
    ],
  ])("%s", (message, changes) => expect(() => draw(changes)).toThrow(message));
});
