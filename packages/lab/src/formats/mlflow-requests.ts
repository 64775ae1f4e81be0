/** @file A run as requests to MLflow's REST interface, within its limits. */

import { hashJson } from "../store/json.ts";
import type { Json, RunRecord } from "../store/store.ts";
import { requireExported } from "./check-rows.ts";
import { type ExportedRun, toMilliseconds, withFinalNumbers } from "./rows.ts";

/** What one log-batch may hold, of MLflow's documentation of its REST interface. */
const MOST_METRICS = 1000;
const MOST_PARAMS = 100;
const MOST_BYTES = 1_000_000;

/** Characters of a key, of a parameter's value, and of a tag's. */
const LONGEST_KEY = 250;
const LONGEST_PARAM = 6000;
const LONGEST_TAG = 5000;

interface Pair {
  readonly key: string;
  readonly value: string;
}

interface Metric {
  readonly key: string;
  readonly value: number | string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}

/** Bodies of the requests of one run; the identities that the server gives are added by who sends them. */
export interface MlflowRequests {
  /** Of experiments/create. */
  readonly experiment: { readonly name: string };
  /** Of runs/create, without experiment_id. */
  readonly create: { readonly run_name: string; readonly start_time: number; readonly tags: readonly Pair[] };
  /** Of runs/log-batch, without run_id. */
  readonly batches: readonly { readonly params?: readonly Pair[]; readonly metrics?: readonly Metric[] }[];
  /** Of runs/update, without run_id. */
  readonly update: { readonly status: "FINISHED" | "FAILED"; readonly end_time: number };
  /** What the run is found by again: the value of the tag `glissade.run`. */
  readonly identity: string;
}

/** The tag by which an exported run is known. */
export const IDENTITY_TAG = "glissade.run";

/**
 * Writes a run that has ended as requests to MLflow: hyper-parameters, curves and final numbers. Names of parameters and
 * metrics keep the characters that MLflow takes, the others become `_`. A run that diverged is FAILED, with a tag that says so.
 *
 * @example
 * const run = {
 *   ...{ id: 1, study: 1, configuration: { arm: "adam", values: { lr: 0.01 } }, seed: 3, stage: "final" },
 *   ...{ state: "diverged" as const, attempt: 1, crashes: 0, worker: null, step: 2, seconds: 0.5, metrics: { loss: NaN } },
 *   ...{ started: "1970-01-01T00:00:01Z", finished: "1970-01-01T00:00:02Z" },
 *   ...{ extra: null, error: null, environment: null, tags: [], notes: "" },
 * };
 * const { batches, update } = toMlflow({ study: "rates", run, points: [] });
 * batches[1]; // { metrics: [{ key: "loss", value: "NaN", timestamp: 1500, step: 2 }] }
 * update; // { status: "FAILED", end_time: 2000 }
 */
export function toMlflow(exported: ExportedRun): MlflowRequests {
  requireExported("toMlflow(exported)", exported);
  const { study, run, points } = exported;
  const { configuration, seed, stage, state, attempt, started } = run;
  const start = toMilliseconds(run.started);
  const keyOf = keys();
  const metrics = Array.from(
    withFinalNumbers({ run, points }),
    ({ key, value, step, seconds }): Metric => ({
      ...{ key: keyOf(key), value: Number.isFinite(value) ? value : String(value), step },
      timestamp: Math.round(start + seconds * 1000),
    }),
  );
  const identity = hashJson("toMlflow", {
    study,
    configuration: { ...configuration },
    seed,
    stage,
    attempt,
    started,
  });
  return {
    experiment: { name: study },
    create: {
      run_name: `${configuration.arm}, seed ${seed}`,
      start_time: start,
      tags: toTags({
        [IDENTITY_TAG]: identity,
        "glissade.state": state,
        ...(run.error !== null && { "glissade.error": run.error }),
        ...(run.tags.length > 0 && { "glissade.tags": run.tags.join(", ") }),
        // Where MLflow's pages show it
        ...(run.notes !== "" && { "mlflow.note.content": run.notes }),
      }),
    },
    batches: [
      ...inBatches(toParams(run), MOST_PARAMS).map((params) => ({ params })),
      ...inBatches(metrics, MOST_METRICS).map((metrics) => ({ metrics })),
    ],
    update: {
      status: state === "done" ? "FINISHED" : "FAILED",
      end_time: run.finished === null ? Math.round(start + run.seconds * 1000) : toMilliseconds(run.finished),
    },
    identity,
  };
}

const toTags = (tags: Readonly<Record<string, string>>): Pair[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value: value.slice(0, LONGEST_TAG) }));

function toParams({ configuration, seed, stage }: RunRecord): Pair[] {
  const keyOf = keys();
  const values: readonly (readonly [string, Json])[] = [
    ...Object.entries({ arm: configuration.arm, seed, stage }),
    ...Object.entries(configuration.values),
  ];
  return values.map(([name, value]) => ({
    key: keyOf(name),
    value: (typeof value === "string" ? value : JSON.stringify(value)).slice(0, LONGEST_PARAM),
  }));
}

/** Gives names keys that MLflow takes, and different names different keys. */
function keys(): (name: string) => string {
  const known = new Map<string, string>();
  const taken = new Set<string>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const plain = toKey(name);
    let key = plain;
    for (let number = 2; taken.has(key); number++) key = `${plain.slice(0, LONGEST_KEY - 8)}_${number}`;
    taken.add(key);
    known.set(name, key);
    return key;
  };
}

/** Letters, digits and `_-./ `, as a path that is its own shortest form. */
const toKey = (name: string): string =>
  name
    .slice(0, LONGEST_KEY - 1)
    .replace(/[^\w./ -]/g, "_")
    .split("/")
    .map((piece) => (/^\.*$/.test(piece) ? "_" : piece))
    .join("/")
    .slice(0, LONGEST_KEY);

/** Items in lists of at most so many, each of which fits into one request. */
function inBatches<Item>(items: readonly Item[], most: number): Item[][] {
  const batches: Item[][] = [];
  // What stands around the items, the run's identity among it.
  const [around, between] = [200, 1];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item)) + between;
    const last = batches.at(-1);
    if (last && last.length < most && bytes + size <= MOST_BYTES) last.push(item);
    else {
      batches.push([item]);
      bytes = around;
    }
    bytes += size;
  }
  return batches;
}
