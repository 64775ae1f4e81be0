/** @file `glissade annotate`: tags and notes of a study or a run, and whether lists show the study. */

import { Command } from "commander";
import { ArgumentError } from "glissade";
import type { Annotation } from "../store/store.ts";
import { toCount } from "./options.ts";
import { say } from "./say.ts";
import { findStudy, requireRun, type StoreFlags, storeOption, withStore } from "./store-option.ts";

interface AnnotateFlags extends StoreFlags {
  readonly run?: number;
  readonly tags?: readonly string[];
  readonly notes?: string;
  readonly archive?: boolean;
}

type Said = Required<Annotation> & { readonly archived?: boolean };

const HELP = `
They change no result. glissade list --tag and show --tag find by them; lists leave archived studies out.

Examples:
  glissade annotate quickstart --tags baseline paper --notes "before the new schedule"
  glissade annotate quickstart --run 3 --tags outlier
  glissade annotate quickstart --tags
  glissade annotate quickstart --archive`;

/** The command: what is given takes the place of what was there. */
export function annotateCommand(): Command {
  return new Command("annotate")
    .description("tag a study or a run, write notes on it, or put the study into the archive")
    .argument("<study>", "its name or its number in the list")
    .addOption(storeOption())
    .option("--run <n>", "one of its runs, as glissade show numbers them", toCount("--run"))
    .option("--tags [words...]", "words to find it by, instead of those it had; without words none")
    .option("--notes <text>", "instead of the notes it had")
    .option("--archive", "leave the study out of lists")
    .option("--no-archive", "show the study in lists again")
    .addHelpText("after", HELP)
    .action(runAnnotate);
}

const runAnnotate = (name: string, { run, archive, notes, tags, ...flags }: AnnotateFlags): Promise<void> => {
  const said: Annotation = {
    ...(tags !== undefined && { tags: Array.isArray(tags) ? tags : [] }),
    ...(notes !== undefined && { notes }),
  };
  const isEmpty = tags === undefined && notes === undefined && archive === undefined;
  if (isEmpty)
    throw new ArgumentError({
      where: "annotate",
      rule: "needs --tags, --notes or --archive, got none",
      fix: "--help has examples",
    });
  if (run !== undefined && archive !== undefined)
    throw new ArgumentError({
      where: "--archive",
      rule: "is for studies, got a run",
      fix: "Leave out --run",
    });
  return withStore(flags, async (store) => {
    const study = await findStudy(store, name);
    if (run === undefined) {
      await store.annotate(study.id, { ...said, ...(archive !== undefined && { archived: archive }) });
      return sayAnnotation(study.name, (await store.study(study.id))!);
    }
    const { id } = await requireRun(store, run, study);
    await store.annotateRun(id, said);
    sayAnnotation(`run ${id} of ${study.name}`, (await store.run(id))!);
  });
};

function sayAnnotation(what: string, { tags, notes, archived = false }: Said): void {
  const parts = [
    tags.length > 0 ? `tags ${tags.join(", ")}` : "no tags",
    notes === "" ? "no notes" : `notes ${JSON.stringify(notes)}`,
    ...(archived ? ["archived"] : []),
  ];
  say(`${what}: ${parts.join("; ")}`);
}
