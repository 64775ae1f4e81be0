/** @file `glissade show`: the runs of a study, or what differs between runs. */

import { Command, Option } from "commander";
import { ArgumentError } from "glissade";
import { toJson } from "../files.ts";
import { formatNumber } from "../report/format.ts";
import { table, toText } from "../report/table.ts";
import { searchedOf, valuesInWords } from "../rows/configuration.ts";
import { type Description, descriptionOf } from "../rows/description.ts";
import { comparedBy, keyOf } from "../rows/keys.ts";
import { TUNING } from "../store/stages.ts";
import { RUN_STATES, type RunRecord, type RunState } from "../store/store.ts";
import { annotationColumns } from "./annotation-columns.ts";
import { toCount } from "./options.ts";
import { differencesBetween, differencesTable } from "./run-differences.ts";
import { say } from "./say.ts";
import { findStudy, type StoreFlags, storeOption, withStore } from "./store-option.ts";

interface ShowFlags extends StoreFlags {
  readonly arm?: readonly string[];
  readonly state?: RunState;
  readonly tag?: string;
  readonly limit: number;
  readonly json?: boolean;
}

const HELP = `
With several numbers of runs it prints what differs between them: study, values, seed, versions, machine, results.

Examples:
  glissade show quickstart
  glissade show 1 2
  glissade show quickstart --arm Adam --state failed
  glissade show quickstart --tag outlier
  glissade show 1 --json | jq '.[].metrics'`;

/** The command: a line for each run, or for each difference. */
export function showCommand(): Command {
  return new Command("show")
    .description("show the runs of a study of the store, or what differs between runs")
    .argument("<study>", "its name or its number in the list; with [runs...] the number of a run")
    .argument("[runs...]", "numbers of more runs, to compare")
    .addOption(storeOption())
    .option("--arm <names...>", "only these arms")
    .addOption(new Option("--state <state>", "only runs in this state").choices(RUN_STATES))
    .option("--tag <word>", "only runs with this tag")
    .option("--limit <n>", "at most so many runs", toCount("--limit"), 100)
    .option("--json", "print as JSON")
    .addHelpText("after", HELP)
    .action(runShow);
}

async function runShow(name: string, others: readonly string[], flags: ShowFlags): Promise<void> {
  if (others.length === 0) return showRuns(name, flags);
  const unread = ["arm", "state", "tag"].find((option) => Reflect.get(flags, option) !== undefined);
  if (unread !== undefined)
    throw new ArgumentError({ where: `--${unread}`, rule: "chooses runs of a study, got numbers of runs" });
  const ids = [name, ...others].map(toCount("run"));
  await withStore(flags, async (store) => {
    const differences = await differencesBetween(store, ids);
    if (flags.json) return void process.stdout.write(toJson({ runs: ids, differences }));
    const shown = differences.length > 0 ? toText(differencesTable(ids, differences)) : "Nothing differs";
    process.stdout.write(`${shown}\n`);
  });
}

const showRuns = (name: string, { arm, state, tag, limit, json, ...flags }: ShowFlags): Promise<void> =>
  withStore(flags, async (store) => {
    const study = await findStudy(store, name);
    const filter = {
      study: study.id,
      ...(arm && { arms: arm }),
      ...(state && { states: [state] }),
      ...(tag && { tag }),
    };
    const runs = await store.runs({ ...filter, limit });
    if (json) return void process.stdout.write(toJson(runs));
    process.stdout.write(`${toText(runTable(runs, descriptionOf(study)))}\n`);
    if (runs.length === limit) say(`The first ${limit} runs; --limit shows more`);
  });

/** What was searched of an arm, in words. */
const valuesOf = (configuration: RunRecord["configuration"]): string =>
  valuesInWords(searchedOf(configuration));

function runTable(runs: readonly RunRecord[], { study, facts }: Description) {
  const metric = String(study.metric);
  const compared = comparedBy(facts.scored, metric);
  const said = annotationColumns(runs);
  const areSearched = runs.some(({ configuration }) => valuesOf(configuration) !== "");
  const areTrials = runs.some(({ stage }) => stage === TUNING);
  const labels = ["arm", "state", "run", "seed", "step", metric, "s", "attempts", "error"];
  return table(
    [
      labels[0]!,
      ...(areSearched ? ["values"] : []),
      ...(areTrials ? ["stage"] : []),
      ...labels.slice(1),
      ...said.labels,
    ],
    2 + Number(areSearched) + Number(areTrials),
    runs.map(({ id, configuration, seed, state, step, metrics, seconds, attempt, error, ...run }) => [
      configuration.arm,
      ...(areSearched ? [valuesOf(configuration)] : []),
      ...(areTrials ? [run.stage === TUNING ? "trial, by validation" : run.stage] : []),
      ...[state, String(id), String(seed), String(step)],
      ...[formatNumber(metrics[keyOf(run, compared)] ?? null), formatNumber(seconds)],
      ...[String(attempt), error ?? ""],
      ...said.cellsOf(run),
    ]),
  );
}
