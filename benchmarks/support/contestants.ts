/** @file Workloads in processes of their own, ours and PyTorch's, which are asked for their times. */

import { fileURLToPath } from "node:url";
import { type AskedProcess, startAsked } from "./asked-process.ts";
import type { Contestant } from "./rounds.ts";
import { startPython } from "./torch.ts";
import type { Opened } from "./workloads.ts";

/** What a process says of its first step. */
interface Greeting extends Pick<Opened, "weights"> {
  /** Milliseconds for parameters and the state of the optimizer. */
  readonly start: number;
  /** Milliseconds of the first step. */
  readonly ready: number;
}

interface Competitor<Facts = Greeting> {
  readonly name: string;
  readonly facts: Facts;
  readonly run: Contestant;
  /** The peak of resident memory so far, in bytes. */
  peak(): number;
  close(): void;
}

export type Ours = Competitor<Greeting & Omit<Opened, "step">>;

export type Torch = Competitor<Greeting & { readonly version: string }>;

/** The ways to run a workload that PyTorch has; the first is what users write without thought. */
export const variantsOf = (workload: string, compile: boolean): readonly string[] => [
  "default",
  ...(workload === "h-update-adam" ? ["foreach", "fused"] : compile ? ["compile"] : []),
];

async function startOurs(workload: string, threads: number): Promise<Ours> {
  const script = fileURLToPath(new URL("serve-workload.ts", import.meta.url));
  const command = [process.execPath, "--import", "jiti/register", script, workload, `${threads}`] as const;
  const asked = await startAsked(command, { stderr: "inherit" });
  if (!asked) throw new Error(`${workload}: the process did not come to its first step.`);
  return competitor("Glissade", asked);
}

/** `undefined` where PyTorch, or this variant of it, does not run. */
async function startTorch(workload: string, threads: number, variant: string): Promise<Torch | undefined> {
  const asked = await startPython("workloads.py", workload, `${threads}`, variant);
  if (!asked) return undefined;
  const found: Torch = competitor("PyTorch", asked);
  return { ...found, name: ["PyTorch", found.facts.version, variant].join(" ").replace(" default", "") };
}

function competitor<Facts>(name: string, asked: AskedProcess): Competitor<Facts> {
  let bytes = 0;
  return {
    name,
    facts: JSON.parse(asked.greeting),
    async run(steps) {
      const [milliseconds, peak] = (await asked.ask(`${steps}`)).split(" ").map(Number);
      bytes = peak!;
      return milliseconds!;
    },
    peak: () => bytes,
    close: asked.close,
  };
}

export const runOf = ({ run }: Competitor<unknown>): Contestant => run;

/** Ours and PyTorch's, started one after the other so that none disturbs the first step of another. */
export async function startAll(workload: string, threads: number, variants: readonly string[]) {
  const ours = await startOurs(workload, threads);
  const peers: Torch[] = [];
  for (const variant of variants) {
    const peer = await startTorch(workload, threads, variant);
    if (peer) peers.push(peer);
    else if (peers.length > 0) process.stderr.write(`PyTorch ${variant}: does not run ${workload} here\n`);
  }
  const close = () => {
    for (const each of [ours, ...peers]) each.close();
  };
  for (const { facts } of peers) {
    if (facts.weights === ours.facts.weights) continue;
    close();
    throw new Error(`${workload}: ${ours.facts.weights} weights here, ${facts.weights} in PyTorch.`);
  }
  return { ours, peers, close };
}
