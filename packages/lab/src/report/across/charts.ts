/** @file Charts of several studies: ranks with their critical difference, and profiles of times. */

import { criticalDifference } from "../../charts/study/critical-difference.ts";
import { performanceProfile } from "../../charts/study/performance-profile.ts";
import { areTimes } from "../../results/across.ts";
import type { AcrossStudies } from "../../results/across-scores.ts";
import type { ReportChart } from "../charts/chart.ts";

export const acrossCharts = (across: AcrossStudies): readonly ReportChart[] => [
  ranks(across),
  ...(areTimes(across) ? [profiles(across)] : []),
];

const ranks = ({ arms, studies, nemenyi }: AcrossStudies): ReportChart => ({
  name: "average-ranks",
  title: "Average ranks",
  draw: (title = "Average ranks") =>
    criticalDifference({
      title,
      ranks: arms.map((name, index) => ({ name, rank: nemenyi.averageRanks[index]! })),
      distance: nemenyi.criticalDifference,
      test: `Nemenyi, α = 0.05, ${studies.length} studies`,
    }),
  caption: "The best at the left. A bar joins arms whose ranks are too near to one another to be told apart.",
});

const profiles = ({ arms, studies }: AcrossStudies): ReportChart => ({
  name: "performance-profiles",
  title: "Time to the target",
  draw: (title = "Time to the target") =>
    performanceProfile({
      title,
      cost: studies[0]!.statistic,
      solvers: arms.map((name, arm) => ({
        name,
        costs: studies.map(({ scores }) => scores[arm] ?? Number.POSITIVE_INFINITY),
      })),
    }),
  caption:
    "The share of studies in which an arm is within a factor of the fastest; below 100 % at the right end, it missed targets.",
});
