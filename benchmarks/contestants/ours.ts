/** @file A workload of ours in a process of its own: WORKLOAD THREADS [PROVIDER]. */

import { configure, type Provider } from "glissade";
import { serve } from "../support/serve.ts";
import { limits, workloads } from "../support/workloads.ts";

const [name = "", threads, provider] = process.argv.slice(2);
configure({ threads: Number(threads), ...(provider && { provider: provider as Provider }) });
await serve({ ...workloads, ...limits }[name]!.open);
