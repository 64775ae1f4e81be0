/** @file Names of workers: who holds a run. */

import { hostname } from "node:os";

/** The name of a process as a worker: its machine and its number there. */
export const workerName = (pid: number): string => `${hostname()} ${pid}`;
