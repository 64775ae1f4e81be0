/** @file The progress of a study as its store tells it. */

import type { Progress } from "../progress.ts";
import { configurationKey } from "../rows/configuration.ts";
import { TRAINING_LOSS } from "../rows/keys.ts";
import { hasEnded } from "../store/endings.ts";
import { TUNING } from "../store/stages.ts";
import type { NewRun, RunRecord, Store } from "../store/store.ts";
import type { CrewOptions } from "../work/crew.ts";
import { nextRuns } from "./next-runs.ts";
import type { Plan } from "./plan.ts";

interface Watched {
  readonly store: Store;
  readonly study: number;
  readonly plan: Plan;
  readonly progress: Progress;
}

export interface Watch {
  /** For the workers. */
  readonly listeners: Required<Pick<CrewOptions, "onLog" | "onCrash">>;
  /** After a last look. */
  stop(): Promise<void>;
}

const INTERVAL_MILLISECONDS = 500;

/** Whether a run is one of these. */
export function runsAmong(runs: readonly NewRun[]): (run: RunRecord) => boolean {
  const keys = new Set(runs.map(keyOf));
  return (run) => keys.has(keyOf(run));
}

const keyOf = ({ configuration, seed }: Pick<RunRecord, "configuration" | "seed">): string =>
  `${seed} ${configurationKey(configuration)}`;

/** Looks into the store again and again, updates the bars, and says which run failed. */
export function createWatch({ store, study, plan, progress }: Watched): Watch {
  const told = new Set<number>();
  let names = namesOf(plan.runs);
  const nameOf = (run: RunRecord) => names.get(keyOf(run)) ?? `run ${run.id}`;
  let looking = Promise.resolve();
  const look = async () => {
    const all = await store.runs({ study });
    const wanted = nextRuns(plan.study, plan.facts, all);
    names = namesOf(wanted);
    const runs = all.filter(runsAmong(wanted));
    for (const run of runs) {
      if (run.state !== "failed" || told.has(run.id)) continue;
      told.add(run.id);
      progress.log(`${nameOf(run)}: failed: ${run.error}`);
    }
    for (const [arm, { name }] of plan.study.arms.entries())
      progress.update(
        arm,
        progressOf(
          runs.filter(({ configuration }) => configuration.arm === name),
          plan.facts.steps,
        ),
      );
  };
  const next = () => {
    looking = looking.then(look).catch(() => undefined);
  };
  const timer = setInterval(next, INTERVAL_MILLISECONDS);
  return {
    listeners: {
      onLog: (text) => progress.log(text),
      async onCrash(reason, ids) {
        for (const id of ids) {
          const run = await store.run(id);
          if (run)
            progress.log(`${nameOf(run)}: the worker process ended (${reason}), and the run starts again`);
        }
      },
    },
    async stop() {
      clearInterval(timer);
      next();
      await looking;
    },
  };
}

/** Runs as people count them: `momentum, run 2 of 5`, `momentum, trial 3 of 9`. */
function namesOf(runs: readonly NewRun[]): ReadonlyMap<string, string> {
  const word = ({ stage }: NewRun) => (stage === TUNING ? "trial" : "run");
  const groupOf = (run: NewRun) => `${run.configuration.arm}, ${word(run)}`;
  const totals = new Map<string, number>();
  for (const run of runs) totals.set(groupOf(run), (totals.get(groupOf(run)) ?? 0) + 1);
  const counts = new Map<string, number>();
  return new Map(
    runs.map((run) => {
      const group = groupOf(run);
      const count = (counts.get(group) ?? 0) + 1;
      counts.set(group, count);
      return [keyOf(run), `${group} ${count} of ${totals.get(group)}`];
    }),
  );
}

function progressOf(runs: readonly RunRecord[], steps: number) {
  const ended = runs.filter(hasEnded);
  // A run that diverged or failed takes no more steps: its part counts as complete.
  const taken = runs.reduce((sum, run) => sum + (hasEnded(run) ? steps : run.step), 0);
  const losses = ended.flatMap(({ metrics }) => metrics[TRAINING_LOSS] ?? []);
  return { runs: ended.length, steps: taken, ...(losses.length > 0 && { loss: losses.at(-1)! }) };
}
