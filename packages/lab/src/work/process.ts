/** @file The worker process of `glissade run`: its studies come as arguments, its store as GLISSADE_STORE. */

import { GlissadeError } from "glissade";
import { openStore } from "../store/open.ts";
import { work } from "./worker.ts";

/** What the process tells its parent. */
export interface WorkerMessage {
  /** Why it left before the queue was empty. */
  readonly gaveUp?: string;
  /** What is wrong with the store, such as a full disk. */
  readonly error?: string;
}

const studies = process.argv.slice(2);
const stop = new AbortController();
process.on("disconnect", () => process.exit());
process.on("SIGTERM", () => stop.abort());
// Ctrl-C reaches the whole process group; what becomes of the runs is the parent's decision.
process.on("SIGINT", () => {});

const tell = (message: WorkerMessage) => process.send?.(message);
try {
  const store = await openStore(process.env.GLISSADE_STORE);
  const { reason } = await work(store, { studies: studies.map(Number), signal: stop.signal }).finally(() =>
    store.close(),
  );
  if (reason && !stop.signal.aborted) tell({ gaveUp: reason });
} catch (error) {
  if (!(error instanceof GlissadeError)) throw error;
  tell({ error: error.message });
}
process.disconnect?.();
