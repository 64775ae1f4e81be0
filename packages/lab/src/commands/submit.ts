/** @file `glissade submit`: a study as a job of Slurm or Kubernetes. */

import { Command } from "commander";
import { ArgumentError } from "glissade";
import { isShared } from "../store/open.ts";
import { showAddress } from "../store/show-address.ts";
import { loadStudy } from "../study/load.ts";
import { handOver } from "../submit/hand-over.ts";
import type { Job } from "../submit/job.ts";
import { kubernetesManifest } from "../submit/kubernetes.ts";
import { slurmScript } from "../submit/slurm.ts";
import { toCount, toPositive } from "./options.ts";
import { type StoreFlags, storeOption } from "./store-option.ts";
import { withStudy } from "./study-flags.ts";
import { argumentsOf, type KeyFlags, override, withStudyKeys } from "./study-keys.ts";

interface JobFlags extends KeyFlags, Omit<Job, "study" | "command"> {}

interface SubmitFlags extends JobFlags, StoreFlags {
  readonly slurm?: boolean;
  readonly kubernetes?: boolean;
  readonly image?: string;
  readonly go?: boolean;
}

const HELP = `
Prints the job's file, or with --go hands it to sbatch or kubectl. Every task runs glissade run STUDY on the same store,
a PostgreSQL database: they share the runs, the last one to end completes the study, and a task that is cancelled,
killed or out of time loses nothing. On Slurm the machines share this folder, and the tasks get GLISSADE_STORE from the
environment; on Kubernetes the image holds this folder, and a secret holds the address.

Examples:
  glissade submit quickstart --slurm --tasks 4 --hours 2
  glissade submit study.json --kubernetes --image registry.example/project:1 --tasks 4 --memory 2
  glissade submit study.json --slurm --workers 2 --memory 4`;

/** The command: the file on standard output, or what the scheduler says to it. */
export function submitCommand(): Command {
  return withStudyKeys(withStudy(new Command("submit")))
    .description("write a study as a job of Slurm or Kubernetes, or submit it")
    .option("--slurm", "a script for sbatch, with an array of tasks")
    .option("--kubernetes", "a Job manifest for kubectl, with a pod for each task")
    .option("--tasks <n>", "tasks at a time", toCount("--tasks"), 2)
    .option("--workers <n>", "workers of each task, one core each", toCount("--workers"), 1)
    .option("--memory <gibibytes>", "memory of each task", toPositive("--memory"))
    .option("--hours <n>", "time of a task, or of the Job on Kubernetes", toPositive("--hours"))
    .option("--image <name>", "the image of the pods, on Kubernetes")
    .option("--go", "submit it")
    .addOption(storeOption())
    .addHelpText("after", HELP)
    .action(runSubmit);
}

async function runSubmit(
  nameOrPath: string,
  { slurm = false, kubernetes = false, image, store, go = false, ...flags }: SubmitFlags,
  command: Command,
): Promise<void> {
  if (slurm === kubernetes) throw needsOne(slurm);
  if (slurm && image !== undefined)
    throw new ArgumentError({
      where: "--image",
      rule: "is for --kubernetes, got --slurm",
      fix: "Leave it out",
    });
  if (command.getOptionValueSource("store") === "cli" && !(slurm && go)) throw unreadStore(kubernetes);
  const job = await jobOf(nameOrPath, flags);
  const file = slurm ? slurmScript(job, here()) : kubernetesManifest(job, requireImage(image));
  if (!go) return void process.stdout.write(file);
  if (slurm) requireShared(store);
  const answer = slurm
    ? await handOver(file, { command: ["sbatch"], env: { GLISSADE_STORE: store } })
    : await handOver(file, { command: ["kubectl", "create", "-f", "-"] });
  process.stdout.write(`${answer}\n`);
}

/** The study is read here, so that its mistakes show before it waits in a queue. */
async function jobOf(nameOrPath: string, { tasks, workers, memory, hours, ...keys }: JobFlags): Promise<Job> {
  const { name } = override(await loadStudy(nameOrPath), keys);
  return {
    ...{ study: name, tasks, workers },
    ...(memory !== undefined && { memory }),
    ...(hours !== undefined && { hours }),
    command: ["run", nameOrPath, ...argumentsOf(keys), "--workers", String(workers)],
  };
}

const here = () => ({ directory: process.cwd(), program: [process.execPath, process.argv[1]!] });

const needsOne = (both: boolean): ArgumentError =>
  new ArgumentError({
    where: "submit",
    rule: `needs one of --slurm and --kubernetes, got ${both ? "both" : "none"}`,
    fix: "Each has a file of its own",
  });

const unreadStore = (kubernetes: boolean): ArgumentError =>
  new ArgumentError({
    where: "--store",
    rule: `is read with --slurm --go, got ${kubernetes ? "--kubernetes" : "--slurm without --go"}`,
    fix: `Leave it out: the tasks get the address from ${kubernetes ? "the secret that the manifest names" : "GLISSADE_STORE of the environment"}`,
  });

function requireImage(image: string | undefined): string {
  if (image !== undefined) return image;
  throw new ArgumentError({
    where: "--image",
    rule: "is needed with --kubernetes: the image that holds this folder with its node_modules",
    fix: "For example --image registry.example/project:1",
  });
}

function requireShared(store: string): void {
  if (isShared(store)) return;
  throw new ArgumentError({
    where: "--store",
    rule: `must be a PostgreSQL database, which several machines can write to, got ${showAddress(store)}`,
    fix: "Name it by --store or GLISSADE_STORE: postgres://user:password@host/database",
  });
}
