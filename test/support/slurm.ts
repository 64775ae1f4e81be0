/** @file Slurm on this machine alone: Debian's daemons, in a temporary folder, on ports of their own. */

import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { availableParallelism, hostname, tmpdir } from "node:os";
import { join } from "node:path";

const programs = ["munged", "slurmctld", "slurmd"].map((name) => `/usr/sbin/${name}`);

/** Why it cannot start here. */
export const lacking: string | undefined =
  process.getuid?.() !== 0
    ? "root, as whom Slurm's daemons run"
    : programs.every((path) => existsSync(path))
      ? undefined
      : "Slurm: apt-get install slurm-wlm munge";

export interface Slurm {
  /** What its commands need in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The output of one of its commands. */
  run(program: string, ...args: readonly string[]): string;
  /** Ends the daemons, and removes what they wrote. */
  stop(): Promise<void>;
}

/** Starts it, and waits until its one machine takes jobs. */
export async function startSlurm(): Promise<Slurm> {
  const folder = mkdtempSync(join(tmpdir(), "glissade-slurm-"));
  const at = (name: string) => join(folder, name);
  for (const name of ["state", "spool"]) mkdirSync(at(name));
  writeFileSync(at("munge.key"), randomBytes(1024), { mode: 0o400 });
  const settings = await settingsOf(at);
  writeFileSync(at("slurm.conf"), settings);
  const env = { SLURM_CONF: at("slurm.conf") };
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(program, args, { env: { ...process.env, ...env }, encoding: "utf8", stdio: "pipe" });
  const stop = async () => {
    const daemons = ["slurmd", "slurmctld", "munged"].map((name) => processOf(at(`${name}.pid`)));
    for (const id of daemons) signal(id, "SIGTERM");
    await waitUntil(() => !daemons.some((id) => signal(id, 0)));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const files = { key: "munge.key", socket: "munge.socket", pid: "munged.pid", log: "munged.log" };
    const { key, socket, pid, log } = files;
    const seed = [`--key-file=${at(key)}`, `--seed-file=${at("munged.seed")}`];
    run(
      programs[0]!,
      ...seed,
      `--socket=${at(socket)}`,
      `--pid-file=${at(pid)}`,
      `--log-file=${at(log)}`,
      "--force",
    );
    run(programs[1]!);
    run(programs[2]!);
    await waitUntil(() => run("sinfo", "--noheader", "--format=%T").trim() === "idle");
  } catch (error) {
    await stop();
    throw error;
  }
  return { env, run, stop };
}

async function settingsOf(at: (name: string) => string): Promise<string> {
  const [controller, machine] = [await freePort(), await freePort()];
  const host = hostname().split(".")[0];
  return `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${controller}
SlurmdPort=${machine}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${at("munge.socket")}
StateSaveLocation=${at("state")}
SlurmdSpoolDir=${at("spool")}
SlurmctldPidFile=${at("slurmctld.pid")}
SlurmdPidFile=${at("slurmd.pid")}
SlurmctldLogFile=${at("slurmctld.log")}
SlurmdLogFile=${at("slurmd.log")}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
KillWait=20
EnforcePartLimits=ALL
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Nothing where it has not started. */
const processOf = (file: string): number | undefined =>
  existsSync(file) ? Number(readFileSync(file, "utf8")) : undefined;

/** Whether the process was there. */
function signal(id: number | undefined, name: NodeJS.Signals | 0): boolean {
  try {
    return id !== undefined && process.kill(id, name);
  } catch {
    return false;
  }
}

async function waitUntil(holds: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error("Slurm's daemons neither started nor ended in 30 seconds");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
