/** @file Workloads in processes of their own, ours and those of others, which are asked for their times. */

import { fileURLToPath } from "node:url";
import { type AskedProcess, startAsked } from "./asked-process.ts";
import { denseNetworks } from "./dense-networks.ts";
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

export type Other = Competitor<Greeting & { readonly version: string }>;

/** Another framework that runs a workload. */
export interface Peer {
  readonly name: string;
  /** How, where there are several ways. */
  readonly variant: string;
  /** `undefined` where it does not run here. */
  start(workload: string, threads: number): Promise<AskedProcess | undefined>;
}

const torch = (variant: string): Peer => ({
  ...{ name: "PyTorch", variant },
  start: (workload, threads) =>
    startPython("../contestants/pytorch.py", workload, `${threads}`, variant || "default"),
});

const javascript = (name: string, script: string): Peer => ({
  ...{ name, variant: "" },
  start: (workload) => startAsked(scriptCommand(script, workload)),
});

/** What users of PyTorch write without thought. */
export const plainTorch: Peer = torch("");

/** Those beside whom a workload is measured. */
export function peersOf(
  workload: string,
  { pytorch, compile, javascript: others }: PeerOptions,
): readonly Peer[] {
  const update = workload === "h-update-adam";
  const variants = update ? ["foreach", "fused"] : compile ? ["compile"] : [];
  return [
    ...(pytorch ? [plainTorch, ...variants.map(torch)] : []),
    ...(others && workload in denseNetworks ? javascriptPeers : []),
  ];
}

export interface PeerOptions {
  /** Whether PyTorch is there. */
  readonly pytorch: boolean;
  /** PyTorch's torch.compile, which needs a C++ compiler. */
  readonly compile?: boolean;
  /** Frameworks of JavaScript. */
  readonly javascript?: boolean;
}

const javascriptPeers = [javascript("jax-js", "jax-js.ts"), javascript("TensorFlow.js", "tensorflow-js.ts")];

/** A script of ours in a process of its own. */
export function scriptCommand(script: string, ...args: readonly string[]) {
  const path = fileURLToPath(new URL(`../contestants/${script}`, import.meta.url));
  return [process.execPath, "--import", "jiti/register", path, ...args] as const;
}

async function startOurs(workload: string, threads: number, provider?: string): Promise<Ours> {
  const command = scriptCommand("ours.ts", workload, `${threads}`, ...(provider ? [provider] : []));
  const asked = await startAsked(command, { stderr: "inherit" });
  if (!asked) throw new Error(`${workload}: the process did not come to its first step.`);
  return competitor("Glissade", asked);
}

async function startOther(peer: Peer, workload: string, threads: number): Promise<Other | undefined> {
  const asked = await peer.start(workload, threads);
  if (!asked) return undefined;
  const found: Other = competitor(peer.name, asked);
  return { ...found, name: `${peer.name} ${found.facts.version} ${peer.variant}`.trim() };
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

/** Ours and the others, started one after the other so that none disturbs the first step of another. */
export async function startAll(
  workload: string,
  { threads, provider }: { readonly threads: number; readonly provider?: string },
  peers: readonly Peer[],
) {
  const ours = await startOurs(workload, threads, provider);
  const others: Other[] = [];
  for (const peer of peers) {
    const other = await startOther(peer, workload, threads);
    if (other) others.push(other);
    else
      process.stderr.write(`${peer.name} ${peer.variant || "as it comes"}: does not run ${workload} here\n`);
  }
  const close = () => {
    for (const each of [ours, ...others]) each.close();
  };
  for (const { name, facts } of others) {
    if (facts.weights === ours.facts.weights) continue;
    close();
    throw new Error(`${workload}: ${ours.facts.weights} weights here, ${facts.weights} in ${name}.`);
  }
  return { ours, others, close };
}
