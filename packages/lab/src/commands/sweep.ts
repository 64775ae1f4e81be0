/** @file `glissade sweep`: the searches of a study, without its final runs. */

import { Command } from "commander";
import { ArgumentError } from "glissade";
import { count } from "../plural.ts";
import { sweepTable } from "../report/sweep-table.ts";
import type { StudyResult } from "../results/result.ts";
import { sweep } from "../run/compare.ts";
import { trialRuns } from "../run/next-runs.ts";
import { describeSearch, type Plan } from "../run/plan.ts";
import { defaultSpace } from "../search/default-space.ts";
import { completed } from "../search/optimizer-text.ts";
import type { Arm, Study } from "../study/study.ts";
import { validateStudy } from "../study/validate.ts";
import { ensureJson, type JsonFlags, jsonOption, printResult, writeJson } from "./json-option.ts";
import { say } from "./say.ts";
import { commandLine, planOf, type StudyFlags, withStudyOptions } from "./study-flags.ts";
import { type SearchFlags, searchOf, withSearchKeys } from "./study-keys.ts";
import { sayWhere, toExitCode, trainPlan } from "./train.ts";

interface SweepFlags extends Omit<StudyFlags, "looks" | "runs">, SearchFlags, JsonFlags {
  readonly charts?: string;
}

const HELP = `
Arms that search nothing in the study search their learning rates, in the usual ranges of their optimizers. Values are
chosen by the mean of the validation at the end; a search whose best stands at an end of a range goes on beyond it.
glissade compare takes the trials from the store, where its study searches the same, and trains the final runs.

Examples:
  glissade sweep quickstart
  glissade sweep quickstart --method sobol --trials 4 --charts rates
  glissade sweep study.json --runs 2 --json - | jq '.arms[].trials'`;

/** The command: trains trials, and shows them with the best. */
export function sweepCommand(): Command {
  return withSearchKeys(withStudyOptions(new Command("sweep"), ["data", "steps", "seed"]))
    .description("search the rates and other options of a study's optimizers, without final runs")
    .addOption(jsonOption())
    .option("--charts <folder>", "write charts of the trials as SVG and PNG")
    .addHelpText("after", HELP)
    .action(runSweep);
}

async function runSweep(nameOrPath: string, flags: SweepFlags): Promise<void> {
  const { charts, store } = flags;
  await ensureJson(flags);
  const { runs, method, trials, ...others } = flags;
  const plan = await planOf(nameOrPath, others, (study) => toSearch(study, { runs, method, trials }));
  const command = commandLine("sweep", nameOrPath, flags);
  const result = await trainPlan(plan, { store, retry: flags.retry, command }, work);
  await writeJson(flags, result);
  if (charts) await writeAll(charts, result);
  printResult(flags, result, () => sweepTable(result));
  sayWhere(store, result);
  process.exitCode = toExitCode(result);
}

async function writeAll(folder: string, result: StudyResult): Promise<void> {
  const [{ searchCharts }, { writeCharts }] = await Promise.all([
    import("../report/charts/search.ts"),
    import("./write-charts.ts"),
  ]);
  await writeCharts(folder, searchCharts(result));
  say(`Charts: ${folder}`);
}

const work = {
  carryOut: sweep,
  describe({ study, facts, workers }: Plan): string {
    const arms = study.arms.map((arm) => `  ${arm.name}: ${describeSearch(study, arm)}`);
    return [
      `${study.name}: ${facts.about}`,
      ...arms,
      `${count(facts.steps, "step")} each, on ${count(workers, "worker")}`,
    ].join("\n");
  },
  runsOf: ({ study }: Plan, arm: Arm) => trialRuns(study, arm),
};

/** The study with a space for every arm that can be searched, and no other arms. */
function toSearch(study: Study, flags: SearchFlags): Study {
  const canSearch = (arm: Arm) => arm.space !== undefined || typeof arm.optimizer === "string";
  const arms = study.arms.filter(canSearch).map(withSpace);
  for (const { name } of study.arms.filter((arm) => !canSearch(arm)))
    say(`${name} is left out: its optimizer is a function, and it has no space`);
  if (arms.length === 0)
    throw new ArgumentError({
      where: `${study.name}: arms`,
      rule: "search nothing, and their optimizers are functions",
      fix: "Give an arm a space of the values that its function takes",
    });
  const { validation: share, ...rest } = study;
  const search = searchOf(study, flags);
  return validateStudy({ ...rest, ...(share > 0 && { validation: share }), search, arms }, study.name);
}

/** The rate, in the usual range of the optimizer, where the study has no space. */
function withSpace(arm: Arm): Arm {
  if (arm.space) return arm;
  const usual = defaultSpace(completed(String(arm.optimizer)).name);
  const { learningRate } = usual;
  return { ...arm, space: learningRate ? { learningRate } : usual };
}
