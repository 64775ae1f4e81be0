/** @file Work that Ctrl-C or SIGTERM brings to its end. */

/** What a terminal, and what Docker, Kubernetes and Slurm send. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Carries out work whose signal the first of them aborts; a second one ends the process. */
export async function untilTold<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const told = new AbortController();
  const stopListening = () => {
    for (const signal of SIGNALS) process.off(signal, abort);
  };
  const abort = () => {
    stopListening();
    told.abort();
  };
  for (const signal of SIGNALS) process.on(signal, abort);
  try {
    return await work(told.signal);
  } finally {
    stopListening();
  }
}
