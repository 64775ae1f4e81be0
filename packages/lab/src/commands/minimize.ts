/** @file `glissade minimize`: optimizers on a function given by name or as text. */

import { Command, Option } from "commander";
import { ArgumentError, optim } from "glissade";
import { ensureWritable, writeFileAtomic } from "../files.ts";
import type { Expression } from "../minimize/expression.ts";
import type { NamedFunction } from "../minimize/functions.ts";
import { DEFAULT_RATES, readRates } from "../minimize/rates.ts";
import { type MinimizeRuns, toMinimizeResult } from "../minimize/result.ts";
import { type RunOptions, runAll } from "../minimize/run.ts";
import { describeEnd, formatPath, formatRuns } from "../minimize/table.ts";
import { ensureJson, isPiped, type JsonFlags, jsonOption, printResult, writeJson } from "./json-option.ts";
import { minimizeHelp } from "./minimize-help.ts";
import { toCount, toPositive } from "./options.ts";
import { ensurePicture, writePicture } from "./picture.ts";
import { say } from "./say.ts";

interface MinimizeFlags extends JsonFlags {
  readonly function: string;
  readonly start?: readonly number[];
  readonly optimizer: readonly string[];
  readonly steps: number;
  readonly bound?: number;
  readonly rates: readonly number[];
  readonly plot?: string;
  readonly sensitivity?: string;
  readonly html?: string;
}

/** Every point of a path is kept. */
const MOST_STEPS = 1_000_000;

/** The command: follows optimizers over a function and prints where they went, or JSON. */
export function minimizeCommand(): Command {
  const rates = new Option("--rates <low,high,count>", "learning rates that the next two try");
  return new Command("minimize")
    .description("follow optimizers over a function of one or more variables")
    .requiredOption("--function <name|expression>", "what to minimize: a name from below, or x^2 + sin(y)")
    .requiredOption("--optimizer <optimizers...>", "one or more, such as sgd(0.03) or adam(0.1, b1=0.8)")
    .option("--start <numbers>", "one for each variable, separated by commas; names have one", readStart)
    .option(
      "--steps <number>",
      "updates to make; step 0 is the start",
      toCount("--steps", 0, MOST_STEPS),
      100,
    )
    .option("--bound <number>", "a path diverges where a variable is farther from 0", toPositive("--bound"))
    .addOption(jsonOption())
    .option("--plot <file>", "draw the function and the paths on it, as .svg or .png")
    .addOption(rates.argParser(readRates).default(readRates(DEFAULT_RATES), DEFAULT_RATES))
    .option("--sensitivity <file>", "draw the final value by learning rate, as .svg or .png")
    .option("--html <file>", "write a page that plays the paths and shows what optimizers remember")
    .addHelpText("after", minimizeHelp)
    .action(runMinimize);
}

function readStart(text: string): readonly number[] {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (numbers.every(Number.isFinite)) return numbers;
  throw new ArgumentError({
    where: `start "${text}"`,
    rule: "expected numbers separated by commas",
    fix: "Write for example --start=-0.9 or --start=-0.5,2.9",
  });
}

async function runMinimize(flags: MinimizeFlags): Promise<void> {
  await checkFiles(flags);
  // mathjs takes half a second to load, which other commands need not wait for.
  const { readFunction } = await import("../minimize/functions.ts");
  const named = readFunction(flags.function);
  const result = await runAll(toOptions(flags, named));
  await writeFiles(result, { flags, named });
  print(result, named.expression.variables, flags);
}

async function checkFiles(flags: MinimizeFlags): Promise<void> {
  const { plot, sensitivity, html } = flags;
  await ensureJson(flags);
  if (html) await ensureWritable(html, "--html");
  if (plot) await ensurePicture(plot, "--plot");
  if (sensitivity) await ensurePicture(sensitivity, "--sensitivity");
}

function toOptions(flags: MinimizeFlags, { name, expression, start: usual }: NamedFunction): RunOptions {
  const { steps, bound, rates } = flags;
  const optimizers = flags.optimizer.map(optim.parse);
  requireDistinct(optimizers.map(({ text }) => text));
  const start = flags.start ?? usual;
  if (!start) throw missingStart(expression);
  const isSensitive = flags.sensitivity !== undefined || flags.html !== undefined;
  return { name, function: expression, start, optimizers, steps, bound, ...(isSensitive && { rates }) };
}

function requireDistinct(optimizers: readonly string[]): void {
  const repeated = optimizers.find((text, index) => optimizers.indexOf(text) < index);
  if (repeated === undefined) return;
  throw new ArgumentError({ where: "--optimizer", rule: `${repeated} is given twice` });
}

function missingStart({ text, variables }: Expression): ArgumentError {
  return new ArgumentError({
    where: "--start",
    rule: `"${text}" needs one number for each variable (${variables.join(", ")}), got none`,
    fix: `Write for example --start=${variables.map(() => 1).join(",")}`,
  });
}

interface Outputs {
  readonly flags: MinimizeFlags;
  readonly named: NamedFunction;
}

/** Charts are loaded where one is asked for. */
async function writeFiles(result: MinimizeRuns, { flags, named }: Outputs): Promise<void> {
  const { plot, sensitivity, html, steps } = flags;
  await writeJson(flags, toMinimizeResult(result));
  const drawn = { ...named, ...named.expression };
  if (plot) {
    const { minimizePlot } = await import("../charts/minimize-plot.ts");
    await writePicture(plot, minimizePlot(result, drawn));
  }
  if (sensitivity) {
    const { sensitivityPicture } = await import("../minimize/sensitivity-picture.ts");
    await writePicture(sensitivity, sensitivityPicture(result, { drawn, steps }));
  }
  if (html) {
    const { renderMinimizePage } = await import("../minimize/page/page.ts");
    await writeFileAtomic(html, renderMinimizePage(result, { drawn, steps }));
  }
}

function print(result: MinimizeRuns, variables: readonly string[], flags: JsonFlags): void {
  const [first, ...others] = result.runs;
  const isAlone = others.length === 0;
  printResult(flags, toMinimizeResult(result), () =>
    isAlone ? formatPath({ ...result, ...first! }, variables) : formatRuns(result, variables),
  );
  if (!isAlone) return;
  const end = describeEnd(first!, variables);
  if (first!.status === "diverged") say(end);
  else if (!isPiped(flags)) process.stdout.write(`\n${end}\n`);
}
