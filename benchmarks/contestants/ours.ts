/** @file A workload of ours in a process of its own: WORKLOAD THREADS. */

import { configure } from "glissade";
import { serve } from "../support/serve.ts";
import { limits, workloads } from "../support/workloads.ts";

const [name = "", threads] = process.argv.slice(2);
configure({ threads: Number(threads) });
await serve({ ...workloads, ...limits }[name]!.open);
