/** @file The options that say what arms are compared by. */

import { type Command, Option } from "commander";
import { ADJUSTMENTS, type Adjustment } from "../results/adjustments.ts";
import type { ComparisonChoice } from "../results/choice.ts";
import type { Design } from "../results/result.ts";
import { type RunStatistic, STATISTICS } from "../results/statistics.ts";
import { PAIRINGS } from "../study/study.ts";

export interface ComparisonFlags {
  readonly metric?: string;
  readonly statistic?: RunStatistic;
  readonly pairing?: Design;
  readonly adjust?: Adjustment;
}

/** Adds them to a command. */
export const withComparisonOptions = (command: Command): Command =>
  command
    .option("--metric <name>", "compare by this metric instead of the study's")
    .addOption(
      new Option(
        "--statistic <name>",
        "the score at the end; of the validation the best, the mean of the last five, or the area; steps or seconds to the target",
      ).choices(STATISTICS),
    )
    .addOption(
      new Option(
        "--pairing <design>",
        "whether runs with the same seed are pairs (default: where arms share seeds)",
      ).choices(PAIRINGS),
    )
    .addOption(
      new Option("--adjust <method>", "of p-values of several pairs of arms (default: holm)").choices(
        ADJUSTMENTS,
      ),
    );

/** What they choose. */
export const choiceOf = ({ metric, statistic, pairing, adjust }: ComparisonFlags): ComparisonChoice => ({
  ...(metric !== undefined && { metric }),
  ...(statistic !== undefined && { statistic }),
  ...(pairing !== undefined && { design: pairing }),
  ...(adjust !== undefined && { adjustment: adjust }),
});
