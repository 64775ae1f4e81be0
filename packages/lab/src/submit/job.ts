/** @file A study as a job of several tasks, each of which runs the same command. */

import { count } from "../plural.ts";

/** What a scheduler is asked for. */
export interface Job {
  /** The study's name. */
  readonly study: string;
  /** The arguments of `glissade`, as each task runs it. */
  readonly command: readonly string[];
  /** Machines, or parts of them, at a time. */
  readonly tasks: number;
  /** Of each task; each takes one core. */
  readonly workers: number;
  /** Gibibytes of each task. */
  readonly memory?: number;
  /** After which a task has to put its runs back. */
  readonly hours?: number;
}

/** Seconds before the end in which a task puts its runs back. */
export const GRACE_SECONDS = 60;

const LONGEST_NAME = 40;

/** A name that every scheduler takes: lower-case letters, digits and hyphens. */
export function nameOf({ study }: Job): string {
  const words = study.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return `glissade-${words.slice(0, LONGEST_NAME)}`.replaceAll(/-+/g, "-").replace(/-$/, "");
}

export const tasksOf = ({ tasks, workers }: Job): string =>
  `${count(tasks, "task")} of ${count(workers, "worker")}`;
