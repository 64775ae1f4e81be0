/** @file `glissade list`: the studies of a store. */

import { Command } from "commander";
import { toJson } from "../files.ts";
import { ago } from "../report/ago.ts";
import { table, toText } from "../report/table.ts";
import type { StudyRecord } from "../store/store.ts";
import { annotationColumns } from "./annotation-columns.ts";
import { type StoreFlags, storeOption, withStore } from "./store-option.ts";

interface ListFlags extends StoreFlags {
  readonly all?: boolean;
  readonly tag?: string;
  readonly json?: boolean;
}

/** The command: a line for each study, the last one to change first. */
export function listCommand(): Command {
  return new Command("list")
    .description("list the studies of a store")
    .addOption(storeOption())
    .option("--all", "archived studies too")
    .option("--tag <word>", "only studies with this tag")
    .option("--json", "print as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  glissade list\n  glissade list --tag paper\n  glissade list --store results.db --json | jq '.[].name'",
    )
    .action(runList);
}

const runList = ({ all = false, tag, json, ...flags }: ListFlags): Promise<void> =>
  withStore(flags, async (store) => {
    const listed = await store.studies({ archived: all });
    const studies = listed.filter(({ tags }) => tag === undefined || tags.includes(tag));
    if (json) return void process.stdout.write(toJson(studies));
    const none = tag === undefined ? "No studies yet: glissade run STUDY" : `No study has the tag ${tag}`;
    process.stdout.write(`${studies.length > 0 ? toText(listTable(studies)) : none}\n`);
  });

function listTable(studies: readonly StudyRecord[]) {
  const labels = ["study", "id", "updated", "done", "diverged", "failed", "running", "stale", "queued"];
  const said = annotationColumns(studies);
  return table(
    [...labels, ...said.labels],
    1,
    studies.map(({ id, name, archived, updated, runs, ...study }) => {
      const { done, diverged, failed, running, stale, queued } = runs;
      const counts = [done, diverged, failed, running, stale, queued].map(String);
      const label = archived ? `${name} (archived)` : name;
      return [label, String(id), ago(updated), ...counts, ...said.cellsOf(study)];
    }),
  );
}
