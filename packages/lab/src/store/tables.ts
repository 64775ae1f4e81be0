/** @file The tables, as queries see them. Times are milliseconds since 1970, JSON is text. */

import type { Generated } from "kysely";

/** A state as it is stored: stale runs are running ones whose lease has expired. */
export type StoredState = "queued" | "running" | "failed" | "diverged" | "done";

interface StudyTable {
  readonly id: Generated<number>;
  readonly name: string;
  readonly hash: string;
  readonly description: string;
  readonly reading: Generated<string>;
  readonly source: string | null;
  readonly created: number;
  readonly tags: string;
  readonly notes: string;
  readonly archived: number;
}

interface ConfigurationTable {
  readonly id: Generated<number>;
  readonly study: number;
  readonly hash: string;
  readonly arm: string;
  readonly values: string;
}

interface RunTable {
  readonly id: Generated<number>;
  readonly study: number;
  readonly configuration: number;
  readonly seed: number;
  readonly stage: string;
  readonly state: StoredState;
  readonly attempt: number;
  readonly crashes: number;
  readonly worker: string | null;
  readonly lease: number | null;
  readonly step: number;
  readonly started: number | null;
  readonly finished: number | null;
  readonly updated: number;
  readonly seconds: number;
  readonly metrics: string;
  readonly extra: string;
  readonly error: string | null;
  /** The job of the queue that stands for it, where the queue is another engine. */
  readonly job: string | null;
  readonly tags: Generated<string>;
  readonly notes: Generated<string>;
}

interface AttemptTable {
  readonly run: number;
  readonly number: number;
  readonly worker: string;
  readonly started: number;
  readonly ended: number | null;
  /** A state of the run, `released` or `lost`. */
  readonly ending: string | null;
  /** The step of the checkpoint it went on from. */
  readonly resumed: number | null;
  readonly environment: string;
}

interface PointTable {
  readonly run: number;
  readonly key: string;
  readonly step: number;
  readonly attempt: number;
  /** `null` is NaN, for SQLite has none. */
  readonly value: number | null;
  readonly seconds: number;
}

interface OutlineTable {
  readonly run: number;
  readonly key: string;
  /** How many points the curve has. */
  readonly points: number;
  readonly bytes: Uint8Array;
}

interface CheckpointTable {
  readonly run: number;
  readonly attempt: number;
  readonly step: number;
  readonly seconds: number;
  readonly bytes: Uint8Array;
}

interface ArtifactTable {
  readonly run: number;
  readonly name: string;
  readonly attempt: number;
  readonly type: string;
  readonly size: number;
  readonly bytes: Uint8Array;
}

interface WorkerTable {
  readonly name: string;
  readonly machine: string;
  readonly seen: number;
  readonly run: number | null;
  readonly finished: number;
  readonly failed: number;
}

export interface Tables {
  readonly study: StudyTable;
  readonly configuration: ConfigurationTable;
  readonly run: RunTable;
  readonly attempt: AttemptTable;
  readonly point: PointTable;
  readonly outline: OutlineTable;
  readonly checkpoint: CheckpointTable;
  readonly artifact: ArtifactTable;
  readonly worker: WorkerTable;
}
