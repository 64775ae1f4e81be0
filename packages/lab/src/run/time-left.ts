/** @file How long the runs that a study has still take, as far as those that have ended tell. */

import { LEAST_SECONDS } from "../progress.ts";
import { descriptionOf } from "../rows/description.ts";
import type { RunRecord, Store, StudyRecord } from "../store/store.ts";

/** The last runs that have ended are asked. */
const SAMPLE = 50;

/**
 * The seconds until all runs that the study has now have ended, if as many workers as now go on. Undefined while no worker
 * runs, and before they have trained long enough to tell. Runs that a search adds later are not counted.
 */
export async function secondsLeft(
  store: Store,
  study: StudyRecord,
  held: readonly RunRecord[],
): Promise<number | undefined> {
  const working = held.filter(({ state }) => state === "running");
  const { steps } = descriptionOf(study).facts;
  if (working.length === 0 || steps === 0) return undefined;
  const { done, queued } = study.runs;
  const filter = { study: study.id, states: ["done"] as const };
  const ended = await store.runs({ ...filter, limit: SAMPLE, offset: Math.max(0, done - SAMPLE) });
  const each = secondsOfRun([...ended.map(asEnded), ...working.map(asWorking)], steps);
  if (each === undefined) return undefined;
  const shares = held.map(({ step }) => 1 - step / steps);
  const runs = queued + shares.reduce((sum, share) => sum + share, 0);
  return (each * runs) / working.length;
}

interface Taken {
  readonly seconds: number;
  readonly steps: number;
}

/** From its start to its end, with what is not training; of several attempts the training alone. */
const asEnded = ({ attempt, started, finished, seconds, step }: RunRecord): Taken => ({
  seconds: attempt === 1 ? (Date.parse(finished!) - Date.parse(started!)) / 1000 : seconds,
  steps: step,
});

const asWorking = ({ attempt, started, step }: RunRecord): Taken => ({
  seconds: attempt === 1 ? (Date.now() - Date.parse(started!)) / 1000 : 0,
  steps: attempt === 1 ? step : 0,
});

function secondsOfRun(taken: readonly Taken[], steps: number): number | undefined {
  const told = taken.filter((each) => each.steps > 0);
  const sum = (of: keyof Taken) => told.reduce((total, each) => total + each[of], 0);
  return sum("seconds") >= LEAST_SECONDS ? (sum("seconds") / sum("steps")) * steps : undefined;
}
