/** @file `glissade stats`: two samples, of files or of arms of a study, compared; or the statistics of a study. */

import { Argument, Command, Option } from "commander";
import { ArgumentError } from "glissade";
import { readNpy } from "glissade/files";
import { STATISTICS } from "../results/statistics.ts";
import { toSample } from "../stats/sample.ts";
import { formatStats } from "../stats/table.ts";
import { ensureJson, jsonOption, printResult, writeJson } from "./json-option.ts";
import { toPositive } from "./options.ts";
import { say } from "./say.ts";
import { readArms } from "./stats-arms.ts";
import { type NamedSample, type Questions, statsResult } from "./stats-result.ts";
import { storeOption, withStore } from "./store-option.ts";
import { type StudyStatsFlags, studyStats } from "./study-stats.ts";

interface StatsOptions extends Omit<Questions, "paired">, StudyStatsFlags {
  readonly study?: string;
  readonly paired?: boolean;
}

const HELP = `
All p-values are two-sided. Where a statistic does not exist, such as a t test between
constant samples, the table shows - and the JSON null.
--paired compares runs that share a seed, by their differences: paired t, Wilcoxon, permutation.
With --study A and B are two of its arms, compared by their final numbers: as pairs where the report of the study does,
unless --paired or --no-paired says otherwise.
--margin asks whether A and B are equally good: p below 0.05 shows a difference smaller than this.

With the name of a study: n, mean, standard deviation and error, interval, median and quartiles of every statistic of a
metric (--metric, --statistic), for each arm.

Examples:
  glissade stats quickstart --metric mcc
  glissade stats with_momentum.npy without_momentum.npy
  glissade stats a.npy b.npy --paired --margin 0.005
  glissade stats a.npy b.npy --method exact --json - | jq .welch.p
  glissade stats SGD Adam --study quickstart`;

/** The command: compares two samples and prints a table, or JSON. */
export function statsCommand(): Command {
  return new Command("stats")
    .description(
      "compare two samples (means, t tests, rank and permutation tests, effect sizes, equivalence, normality), or summarise a study",
    )
    .addArgument(new Argument("<A>", ".npy file with one number per run, an arm, or a study of the store"))
    .addArgument(new Argument("[B]", ".npy file with one number per run, or an arm"))
    .option("--study <name>", "A and B are arms of this study")
    .addOption(jsonOption())
    .addOption(new Option("--paired", "the values at the same place of both are a pair"))
    .addOption(new Option("--no-paired", "of arms of a study: all their runs are independent"))
    .addOption(
      new Option("--margin <value>", "test that the means differ by less than this").argParser(
        toPositive("--margin"),
      ),
    )
    .addOption(
      new Option("--method <method>", "of Mann-Whitney; auto is exact for up to 8 untied values in a sample")
        .choices(["auto", "exact", "asymptotic"])
        .default("auto"),
    )
    .addOption(new Option("--metric <name>", "of a study, instead of its own"))
    .addOption(new Option("--statistic <name>", "of a study; all by default").choices(STATISTICS))
    .addOption(storeOption())
    .addHelpText("after", HELP)
    .action(runStats);
}

const PAIRED = "Runs that share a seed are compared as pairs; --no-paired compares all as independent";
const INDEPENDENT = "Runs are compared as independent; --paired compares those that share a seed as pairs";

async function runStats(
  nameA: string,
  nameB: string | undefined,
  { study, metric, statistic, store, ...options }: StatsOptions,
): Promise<void> {
  if (nameB === undefined) return studyStats(nameA, { metric, statistic, store, ...options });
  await ensureJson(options);
  const { samples, paired } =
    study === undefined
      ? {
          samples: [await readSample(nameA), await readSample(nameB)] as const,
          paired: options.paired === true,
        }
      : await withStore({ store }, (opened) =>
          readArms(opened, [nameA, nameB], { study, metric, paired: options.paired }),
        );
  if (paired) requireSameLength(...samples);
  if (study !== undefined && options.paired === undefined) say(paired ? PAIRED : INDEPENDENT);
  const result = statsResult(...samples, { ...options, paired });
  await writeJson(options, result);
  printResult(options, result, () => formatStats(result));
}

const readSample = async (file: string): Promise<NamedSample> => ({
  file,
  values: toSample(await readNpy(file), file),
});

function requireSameLength(a: NamedSample, b: NamedSample): void {
  if (a.values.length === b.values.length) return;
  throw new ArgumentError({
    where: "--paired",
    rule: `pairs need as many values in both files, got ${a.values.length} in ${a.file} and ${b.values.length} in ${b.file}`,
    fix: "Leave out the partners of runs that diverged, or compare without --paired",
  });
}
