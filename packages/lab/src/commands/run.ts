/** @file `glissade run`: trains the runs of a study that its store does not have. */

import { Command } from "commander";
import { toJson } from "../files.ts";
import { armTable } from "../report/rows.ts";
import { toText } from "../report/table.ts";
import { commandLine, planOf, type StudyFlags, withStudyOptions } from "./study-flags.ts";
import { sayWhere, toExitCode, trainPlan } from "./train.ts";

interface RunFlags extends StudyFlags {
  readonly json?: boolean;
}

const HELP = `
What the store has is not trained again. glissade compare does the same and then compares the arms; glissade report
does so later.

Examples:
  glissade run quickstart
  glissade run study.json --runs 20 --store results.db`;

/** The command: trains, and prints a line for each arm. */
export function runCommand(): Command {
  return withStudyOptions(new Command("run"))
    .description("train the runs of a study that the store does not have yet")
    .option("--json", "print the result as JSON")
    .addHelpText("after", HELP)
    .action(runRun);
}

async function runRun(nameOrPath: string, flags: RunFlags): Promise<void> {
  const { store, json } = flags;
  const plan = await planOf(nameOrPath, flags);
  const result = await trainPlan(plan, {
    store,
    retry: flags.retry,
    command: commandLine("run", nameOrPath, flags),
  });
  process.stdout.write(json ? toJson(result) : `${toText(armTable(result))}\n`);
  sayWhere(store, result);
  process.exitCode = toExitCode(result);
}
