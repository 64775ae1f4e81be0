/** @file What a store of studies, runs and their results can do; SQLite and PostgreSQL are two of them. */

/** Whatever JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** `stale` is a run whose worker has been silent for longer than its lease: it is taken over by the next claim. */
export const RUN_STATES = ["queued", "running", "stale", "failed", "diverged", "done"] as const;
export type RunState = (typeof RUN_STATES)[number];

export interface NewStudy {
  readonly name: string;
  /** What repeats the study; its hash is part of the study's identity. */
  readonly description: Json;
  /** How its runs are read: no part of the identity, and replaced where the study is added again. */
  readonly reading?: Json;
  /** How a worker finds it: a ready study's name or the path of a module; none where the description is all. */
  readonly source?: string;
}

export interface AddStudyOptions {
  /** Whether one that is there keeps what it is read by and where it comes from; `false` by default. */
  readonly keep?: boolean;
}

export interface StudyRecord extends NewStudy {
  readonly id: number;
  readonly hash: string;
  /** ISO 8601. */
  readonly created: string;
  readonly runs: Readonly<Record<RunState, number>>;
  /** When a run last changed. */
  readonly updated: string;
  readonly tags: readonly string[];
  readonly notes: string;
  readonly archived: boolean;
}

/** An arm with the values of its hyper-parameters. */
export interface Configuration {
  readonly arm: string;
  readonly values: Readonly<Record<string, Json>>;
}

export interface NewRun {
  readonly configuration: Configuration;
  readonly seed: number;
  /** `tune`, `final`, or a word of the user's. */
  readonly stage: string;
}

/** What people say of a study or a run; it is part of no identity. */
export interface Annotation {
  /** Words to find it by; they take the place of those before. */
  readonly tags?: readonly string[];
  readonly notes?: string;
}

export interface RunRecord extends NewRun, Required<Annotation> {
  readonly id: number;
  readonly study: number;
  readonly state: RunState;
  /** How often it was claimed. */
  readonly attempt: number;
  /** How often its worker ended without a word. */
  readonly crashes: number;
  readonly worker: string | null;
  readonly step: number;
  readonly started: string | null;
  readonly finished: string | null;
  /** Of training alone, over all attempts. */
  readonly seconds: number;
  /** Final numbers by name; NaN and infinities survive. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Results that are no single numbers, such as a confusion matrix; JSON, so NaN in it becomes null. */
  readonly extra: Json;
  readonly error: string | null;
  /** Versions, commit, machine, threads. */
  readonly environment: Json;
}

/** One number of a curve. */
export interface Point {
  readonly key: string;
  readonly step: number;
  readonly value: number;
  /** Since the start of the training. */
  readonly seconds: number;
}

/** The state of a training, from which another worker goes on. */
export interface Checkpoint {
  readonly step: number;
  /** Of training until then, over all attempts. */
  readonly seconds: number;
  readonly bytes: Uint8Array;
}

/** How a run ended. */
export interface Ending {
  readonly state: "done" | "diverged" | "failed";
  readonly step: number;
  readonly seconds: number;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly extra?: Json;
  readonly error?: string;
}

/** A run that ended elsewhere, with its curves. */
export interface EndedRun extends NewRun, Annotation {
  readonly ending: Ending;
  readonly points: readonly Point[];
  /** ISO 8601. */
  readonly started?: string | null;
  readonly finished?: string | null;
  readonly worker?: string;
  readonly environment?: Json;
  /** Takes the place of the run of this configuration and seed, where the study has one that has ended. */
  readonly replace?: boolean;
}

/** A run in the hands of one worker. */
export interface Claim {
  readonly run: RunRecord;
  /** Extends the lease, as all that is written does; false where another worker has taken the run over. */
  heartbeat(step?: number): Promise<boolean>;
  /**
   * Never blocks: points are written in one transaction a second, or per thousand. Of two at the same step the later
   * one counts. What could not be written is tried again, and `finish` throws where it still cannot.
   */
  log(points: readonly Point[]): void;
  /** Writes what is buffered, and replaces the run's checkpoint, in one transaction; `seconds` as `Point` has them. */
  checkpoint(step: number, seconds: number, bytes: Uint8Array): Promise<boolean>;
  /** The newest checkpoint of any attempt; points after its step are dropped. Without it a run starts anew. */
  resume(): Promise<Checkpoint | undefined>;
  artifact(name: string, type: string, bytes: Uint8Array): Promise<boolean>;
  /**
   * Writes what is buffered and the result in one transaction; false where another worker has taken the run over. A
   * run that is done or diverged needs its checkpoint no more, so that goes.
   */
  finish(ending: Ending): Promise<boolean>;
  /** Puts the run back into the queue, as on SIGTERM. */
  release(): Promise<boolean>;
}

export interface ClaimBy {
  /** The worker's name, such as its machine and process. */
  readonly worker: string;
  /** After this silence another worker takes over; 20 by default. */
  readonly leaseSeconds?: number;
  readonly environment?: Json;
}

export interface ClaimOptions extends ClaimBy {
  /** Only runs of these studies. */
  readonly studies?: readonly number[];
}

/** What runs can be ordered by, besides their final numbers. */
export const RUN_COLUMNS = ["run", "arm", "seed", "stage", "state", "step", "seconds", "attempt"] as const;
export type RunColumn = (typeof RUN_COLUMNS)[number];

/** Which of their final numbers is meant of runs. */
export interface FinalNumber {
  readonly metric: string;
  /** Of runs of these stages it is another one. */
  readonly ofStage?: Readonly<Record<string, string>>;
}

export interface RunOrder {
  /** `run`, the order in which they were added, by default. */
  readonly column?: RunColumn;
  /** A final number instead; runs that lack it, and NaN, come last. */
  readonly number?: FinalNumber;
  /** From the largest down. */
  readonly isDown?: boolean;
}

export interface RunFilter {
  readonly study?: number;
  readonly states?: readonly RunState[];
  readonly arms?: readonly string[];
  readonly stage?: string;
  /** Those that have this tag. */
  readonly tag?: string;
  /** Letters in its arm, values, seed, number, worker, error, tags or notes. */
  readonly find?: string;
  readonly order?: RunOrder;
  /** At most so many, in their order, after the first `offset`. */
  readonly limit?: number;
  readonly offset?: number;
}

/** A final number of a run. */
export interface RunScore {
  readonly id: number;
  readonly arm: string;
  readonly stage: string;
  readonly state: RunState;
  /** None where the run has not got the number. */
  readonly value: number | null;
}

export interface CurveFilter {
  readonly runs: readonly number[];
  readonly key: string;
  readonly from?: number;
  readonly to?: number;
  /** At most so many points of each run: the lowest and highest of equal parts, the first and the last; all by default. */
  readonly most?: number;
}

export interface Curve {
  readonly run: number;
  readonly points: readonly Omit<Point, "key">[];
  /** Whether points were left out. */
  readonly downsampled: boolean;
}

export interface ArtifactRecord {
  readonly name: string;
  /** A media type, such as `image/png`. */
  readonly type: string;
  /** Its size. */
  readonly bytes: number;
}

export interface StudyChange extends Annotation {
  readonly archived?: boolean;
}

export interface Store {
  /** The same name and description give the same study again. */
  addStudy(study: NewStudy, options?: AddStudyOptions): Promise<StudyRecord>;
  /** Adds the runs that are new, and says how many. */
  addRuns(study: number, runs: readonly NewRun[]): Promise<number>;
  /** Adds a run with all that it has, in one transaction; false where the study has its configuration and seed. */
  addEnded(study: number, run: EndedRun): Promise<boolean>;
  claim(options: ClaimOptions): Promise<Claim | undefined>;
  /** Adds a run that this worker takes at once; nothing where the study has its configuration and seed. */
  startRun(study: number, run: NewRun, options: ClaimBy): Promise<Claim | undefined>;
  /** Puts the runs of a worker that is known to have died back into the queue, and says which. */
  abandon(worker: string, options?: { readonly isCrash?: boolean }): Promise<readonly number[]>;
  /** Failed runs go back into the queue, diverged ones where `states` asks for them; gives their number. */
  retry(filter: RunFilter): Promise<number>;
  /** The newest first; archived ones only where they are asked for. */
  studies(options?: { readonly archived?: boolean }): Promise<readonly StudyRecord[]>;
  /** By its id, or the newest of a name. */
  study(nameOrId: string | number): Promise<StudyRecord | undefined>;
  runs(filter?: RunFilter): Promise<readonly RunRecord[]>;
  /** How many runs a filter means, whatever its limit. */
  countRuns(filter?: RunFilter): Promise<number>;
  /** A final number of each run, without the rest of its record. */
  scores(filter: RunFilter, number: FinalNumber): Promise<readonly RunScore[]>;
  run(id: number): Promise<RunRecord | undefined>;
  /** Names of the curves of these runs. */
  keys(runs: readonly number[]): Promise<readonly string[]>;
  curves(filter: CurveFilter): Promise<readonly Curve[]>;
  artifacts(run: number): Promise<readonly ArtifactRecord[]>;
  readArtifact(run: number, name: string): Promise<Uint8Array | undefined>;
  workers(): Promise<readonly WorkerRecord[]>;
  annotate(study: number, change: StudyChange): Promise<void>;
  annotateRun(run: number, annotation: Annotation): Promise<void>;
  /** Removes a study with all that belongs to it, and gives the space back. */
  remove(study: number): Promise<void>;
  close(): Promise<void>;
}

export interface WorkerRecord {
  readonly name: string;
  readonly machine: string;
  /** ISO 8601: when it last gave a sign of life. */
  readonly seen: string;
  readonly run: number | null;
  readonly finished: number;
  readonly failed: number;
}
