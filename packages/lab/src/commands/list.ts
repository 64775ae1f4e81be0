/** @file `glissade list`: the studies of a store. */

import { Command } from "commander";
import { toJson } from "../files.ts";
import { ago } from "../report/ago.ts";
import { table, toText } from "../report/table.ts";
import type { StudyRecord } from "../store/store.ts";
import { type StoreFlags, storeOption, withStore } from "./store-option.ts";

interface ListFlags extends StoreFlags {
  readonly all?: boolean;
  readonly json?: boolean;
}

/** The command: a line for each study, the last one to change first. */
export function listCommand(): Command {
  return new Command("list")
    .description("list the studies of a store")
    .addOption(storeOption())
    .option("--all", "archived studies too")
    .option("--json", "print as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  glissade list\n  glissade list --store results.db --json | jq '.[].name'",
    )
    .action(runList);
}

const runList = (flags: ListFlags): Promise<void> =>
  withStore(flags, async (store) => {
    const studies = await store.studies({ archived: flags.all ?? false });
    if (flags.json) process.stdout.write(toJson(studies));
    else
      process.stdout.write(
        studies.length > 0 ? `${toText(listTable(studies))}\n` : "No studies yet: glissade run STUDY\n",
      );
  });

function listTable(studies: readonly StudyRecord[]) {
  const labels = ["study", "id", "updated", "done", "diverged", "failed", "running", "stale", "queued"];
  return table(
    labels,
    1,
    studies.map(({ id, name, archived, updated, runs }) => {
      const { done, diverged, failed, running, stale, queued } = runs;
      const counts = [done, diverged, failed, running, stale, queued].map(String);
      return [archived ? `${name} (archived)` : name, String(id), ago(updated), ...counts];
    }),
  );
}
