/** @file `glissade stats`: two samples in .npy files, compared. */

import { Argument, Command, Option } from "commander";
import { readNpy } from "glissade/files";
import { ensureWritable, toJson, writeFileAtomic } from "../files.ts";
import { compareSamples } from "../stats/compare.ts";
import { describeSample } from "../stats/describe.ts";
import type { MannWhitneyMethod } from "../stats/mann-whitney.ts";
import { toSample } from "../stats/sample.ts";
import { formatStats, type StatsResult } from "../stats/table.ts";

interface StatsOptions {
  readonly json?: string;
  readonly method: MannWhitneyMethod;
}

const HELP = `
All p-values are two-sided. Where a statistic does not exist, such as a t test between
constant samples, the table shows - and the JSON null.

Examples:
  glissade stats with_momentum.npy without_momentum.npy
  glissade stats a.npy b.npy --method exact
  glissade stats a.npy b.npy --json - | jq .welch.p`;

/** The command: compares two samples and prints a table, or JSON. */
export function statsCommand(): Command {
  return new Command("stats")
    .description("compare two samples: means, t tests, Mann-Whitney, effect sizes, normality")
    .addArgument(new Argument("<A>", ".npy file with one number per run"))
    .addArgument(new Argument("<B>", ".npy file with one number per run"))
    .addOption(new Option("--json <file>", "write the result as JSON; - prints it instead of the table"))
    .addOption(
      new Option("--method <method>", "of Mann-Whitney; auto is exact for up to 8 untied values in a sample")
        .choices(["auto", "exact", "asymptotic"])
        .default("auto"),
    )
    .addHelpText("after", HELP)
    .action(runStats);
}

async function runStats(fileA: string, fileB: string, { json, method }: StatsOptions): Promise<void> {
  const isPiped = json === "-";
  if (json && !isPiped) await ensureWritable(json, "--json");
  const result = await compareFiles([fileA, fileB], method);
  if (json && !isPiped) await writeFileAtomic(json, toJson(result));
  process.stdout.write(isPiped ? toJson(result) : `${formatStats(result)}\n`);
}

async function compareFiles(
  [fileA, fileB]: readonly [string, string],
  method: MannWhitneyMethod,
): Promise<StatsResult> {
  const a = toSample(await readNpy(fileA), fileA);
  const b = toSample(await readNpy(fileB), fileB);
  return {
    a: { file: fileA, ...describeSample(a) },
    b: { file: fileB, ...describeSample(b) },
    ...compareSamples(a, b, { method }),
  };
}
