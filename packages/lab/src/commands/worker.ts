/** @file `glissade worker`: takes runs from a store until none is left. */

import { Command } from "commander";
import { count } from "../plural.ts";
import { type WorkEvent, work } from "../work/worker.ts";
import { toCount } from "./options.ts";
import { say } from "./say.ts";
import { findStudy, type StoreFlags, storeOption, withNewStore } from "./store-option.ts";
import { untilTold } from "./until-told.ts";

interface WorkerFlags extends StoreFlags {
  readonly study?: readonly string[];
  readonly failures: number;
  readonly wait: number;
}

const HELP = `
A worker trains one run after another, one thread each, and leaves when nothing has been queued for --wait seconds, since
what a search needs next is queued by "glissade run" when its trials have ended. SIGTERM and Ctrl-C put its
run back with a checkpoint; a worker that is killed loses its run to another within 30 seconds. It ends with code 1
after --failures failed runs in a row, since its machine may be at fault.

Examples:
  glissade worker
  glissade worker --store results.db --study quickstart`;

/** The command: one worker in this process. */
export function workerCommand(): Command {
  return new Command("worker")
    .description("train runs that are queued in a store")
    .addOption(storeOption())
    .option("--study <names...>", "only runs of these studies")
    .option("--failures <n>", "failed runs in a row after which the worker ends", toCount("--failures"), 3)
    .option("--wait <seconds>", "how long it looks for work before it leaves", toCount("--wait", 0), 10)
    .addHelpText("after", HELP)
    .action(runWorker);
}

const runWorker = ({ study: names = [], failures, wait, ...flags }: WorkerFlags): Promise<void> =>
  withNewStore(flags, async (store) => {
    const studies: number[] = [];
    for (const name of names) studies.push((await findStudy(store, name)).id);
    const { reason, wasTold, ...runs } = await untilTold(async (signal) => {
      const options = { ...(studies.length > 0 && { studies }), failures, waitSeconds: wait };
      const worked = await work(store, { ...options, signal, onEvent: sayEvent });
      return { ...worked, wasTold: signal.aborted };
    });
    const why = reason ? `; the worker left because ${reason}` : "";
    say(`${count(runs.ended, "run")} ended, ${runs.failed} of them failed${why}`);
    if (reason && !wasTold) process.exitCode = 1;
  });

function sayEvent(event: WorkEvent): void {
  say(`run ${event.run}: ${wordOf(event)}`);
}

function wordOf(event: WorkEvent): string {
  if (event.type !== "ended") return event.type;
  return event.late ? "taken over by another worker" : event.ending.state;
}
