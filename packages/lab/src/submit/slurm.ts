/** @file A job of Slurm: an array of tasks on machines that share a file system. */

import { quote } from "../shell.ts";
import { GRACE_SECONDS, type Job, nameOf, tasksOf } from "./job.ts";

interface Place {
  /** Where the tasks run, an absolute path. */
  readonly directory: string;
  /** How `glissade` is started there. */
  readonly program: readonly string[];
}

/** The script for `sbatch`. The store's address, which may hold a password, comes by the environment alone. */
export function slurmScript(job: Job, { directory, program }: Place): string {
  const { tasks, workers, memory, hours } = job;
  const name = nameOf(job);
  const options = [
    ...[`--job-name=${name}`, `--array=1-${tasks}`, `--cpus-per-task=${workers}`],
    ...(memory === undefined ? [] : [`--mem=${Math.ceil(memory * 1024)}M`]),
    ...(hours === undefined ? [] : [`--time=${Math.ceil(hours * 60)}`]),
    ...[`--signal=B:TERM@${GRACE_SECONDS}`, "--requeue"],
    ...[`--chdir=${quote(directory)}`, `--output=${name}-%A-%a.log`],
  ];
  return `#!/bin/bash
# ${tasksOf(job)}, which leave when no run is left; submitted again, it goes on with what is missing
${options.map((option) => `#SBATCH ${option}`).join("\n")}
: "\${GLISSADE_STORE:?must name the store, such as postgres://user:password@host/database}"
# Slurm's signals go to this process
exec ${[...program, ...job.command].map(quote).join(" ")}
`;
}
