/** @file The worker processes of one machine; one that dies is replaced, and its run starts again. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { StoreError } from "../store/errors.ts";
import type { Store } from "../store/store.ts";
import { workerName } from "./name.ts";
import type { WorkerMessage } from "./process.ts";

export interface CrewOptions {
  readonly store: Store;
  /** Of the store, for the processes. */
  readonly address: string;
  readonly studies: readonly number[];
  readonly workers: number;
  /** Aborting has the workers put their runs back. */
  readonly signal?: AbortSignal;
  /** Gets whatever a process prints. */
  readonly onLog?: (text: string) => void;
  /** A process has died; the runs start again. */
  readonly onCrash?: (reason: string, runs: readonly number[]) => void;
}

const GRACE_MILLISECONDS = 5000;

/**
 * Resolves when every worker has left: the queue is empty, or the signal aborted; with the reasons of those that gave up, since
 * run after run failed.
 */
export async function runCrew(options: CrewOptions): Promise<readonly string[]> {
  const crew = Array.from({ length: options.workers }, () => keepWorking(options));
  return (await Promise.all(crew)).filter((reason) => reason !== undefined);
}

/** One worker after another, until one leaves by itself; why, where it gave up. */
async function keepWorking(options: CrewOptions): Promise<string | undefined> {
  const { store, signal, onCrash } = options;
  for (let idle = 0; !signal?.aborted; ) {
    const child = start(options);
    let told: WorkerMessage = {};
    child.on("message", (message: WorkerMessage) => {
      told = message;
    });
    const reason = await endOf(child, signal);
    // One that was told to leave, and killed since it took too long, is not at fault
    const runs = await store.abandon(workerName(child.pid!), { isCrash: !signal?.aborted });
    if (told.error !== undefined)
      throw new StoreError({ where: "worker", rule: told.error.replace(/\.$/, "") });
    if (!reason || signal?.aborted) return told.gaveUp;
    onCrash?.(reason, runs);
    // A worker that dies without a run would die for ever.
    if (runs.length === 0 && ++idle > 1)
      throw new StoreError({ where: "worker", rule: `ends as soon as it starts (${reason})` });
  }
  return undefined;
}

function start({ address, studies, onLog }: CrewOptions): ChildProcess {
  const script = new URL("./worker.js", import.meta.url);
  const child = fork(script, studies.map(String), {
    execArgv: [],
    // Other users of the machine see arguments, and the address may hold a password
    env: { ...process.env, GLISSADE_STORE: address },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding("utf8").on("data", (text: string) => onLog?.(text));
  return child;
}

/** Waits for the end of a process, asking for it where the signal is aborted; the reason where it was not its own wish. */
async function endOf(child: ChildProcess, signal: AbortSignal | undefined): Promise<string | undefined> {
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill("SIGTERM");
    killing = setTimeout(() => child.kill("SIGKILL"), GRACE_MILLISECONDS);
  };
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  const [code, by] = await once(child, "close");
  clearTimeout(killing);
  signal?.removeEventListener("abort", stop);
  return code === 0 ? undefined : by ? `signal ${by}` : `exit code ${code}`;
}
