/** @file What the server of the dashboard sends, for the server and its pages. */

import type {
  ArtifactRecord,
  FinalNumber,
  Json,
  RunRecord,
  RunScore,
  StudyRecord,
  WorkerRecord,
} from "../store/store.ts";

/** Types of artifacts that pages show; others, which could hold a page or a script, are files to keep. */
export const SHOWN = {
  picture: /^image\/(png|jpeg|gif|webp|svg\+xml)$/,
  text: /^(text\/(plain|csv)|application\/json)$/,
} as const;

/** JSON lacks NaN and infinities: they are texts, as `String` writes them. */
export type WireNumber = number | string;

export interface WireStudy extends Omit<StudyRecord, "description" | "reading" | "hash"> {
  /** The final number that runs are compared by. */
  readonly scored: FinalNumber;
  readonly metric: string;
  /** Which values of the metric are. */
  readonly better: "higher" | "lower";
  readonly steps: number;
}

export interface WireRun extends Omit<RunRecord, "metrics" | "extra" | "environment"> {
  readonly metrics: Readonly<Record<string, WireNumber>>;
  /** What was searched, such as `learningRate=0.1 momentum=0.9`. */
  readonly searched: string;
}

/** Some of the runs that a filter means. */
export interface WireRuns {
  /** How many it means. */
  readonly total: number;
  readonly runs: readonly WireRun[];
}

/** The number of a run that its study compares; none where it has not got it. */
export interface WireScore extends Omit<RunScore, "value"> {
  readonly value: WireNumber | null;
}

/** A run with what its own page shows. */
export interface WireRunPage extends WireRun {
  readonly studyName: string;
  readonly extra: Json;
  readonly environment: Json;
  readonly keys: readonly string[];
  readonly artifacts: readonly ArtifactRecord[];
}

/** The trials of an arm. */
export interface WireTrials {
  readonly name: string;
  readonly trials: readonly WireTrial[];
}

/** A configuration that was tried. */
interface WireTrial {
  readonly values: Readonly<Record<string, number | string | boolean | null>>;
  readonly score: number | null;
  /** Of each run; none where it was lost. */
  readonly scores: readonly (number | null)[];
  /** How many of its runs were stopped early. */
  readonly stopped: number;
  /** Whether all its runs have ended. */
  readonly isComplete: boolean;
}

export interface WireCurve {
  readonly run: number;
  readonly key: string;
  readonly points: readonly (readonly [step: number, value: WireNumber])[];
  readonly downsampled: boolean;
}

export type WireWorker = WorkerRecord;

/** What has changed since the last event. */
export interface WireChange {
  readonly studies: readonly number[];
}
