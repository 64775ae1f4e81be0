/** @file `glissade rm`: removes a study from its store. */

import { Command } from "commander";
import { ArgumentError } from "glissade";
import { count } from "../plural.ts";
import { say } from "./say.ts";
import { findStudy, type StoreFlags, storeOption, withStore } from "./store-option.ts";

interface RemoveFlags extends StoreFlags {
  readonly yes?: boolean;
}

/** The command: removes what cannot be had again, so that it asks for a word. */
export function removeCommand(): Command {
  return new Command("rm")
    .description("remove a study with its runs, curves and artifacts from the store")
    .argument("<study>", "its name or its number in the list")
    .addOption(storeOption())
    .option("--yes", "remove without asking")
    .addHelpText(
      "after",
      "\nExamples:\n  glissade rm quickstart --yes\n  glissade rm 1 --yes --store results.db",
    )
    .action(runRemove);
}

const runRemove = (name: string, { yes, ...flags }: RemoveFlags): Promise<void> =>
  withStore(flags, async (store) => {
    const { id, name: found, runs } = await findStudy(store, name);
    const total = Object.values(runs).reduce((sum, each) => sum + each, 0);
    const all = count(total, "run");
    if (!yes) {
      const rule = `removes ${found} (${id}) with ${all} for ever`;
      throw new ArgumentError({ where: "rm", rule, fix: "Say so with --yes" });
    }
    await store.remove(id);
    say(`Removed ${found} (${id}) with ${all}`);
  });
