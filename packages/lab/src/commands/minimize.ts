/** @file `glissade minimize`: an optimizer on a function given as text. */

import { Command } from "commander";
import { ArgumentError, optim } from "glissade";
import { ensureWritable, toJson, writeFileAtomic } from "../files.ts";
import type { Expression } from "../minimize/expression.ts";
import { type MinimizeResult, minimize } from "../minimize/minimize.ts";
import { describeEnd, formatPath } from "../minimize/table.ts";
import { toCount } from "./options.ts";

interface MinimizeCommandOptions {
  readonly function: string;
  readonly start: readonly number[];
  readonly optimizer: string;
  readonly steps: number;
  readonly json?: string;
  readonly plot?: string;
}

const HELP = `
Variables are x, y, z or x1, x2, ...; y^2 is a function of x and y. The gradient comes from
automatic differentiation, in float64. A path that leaves the finite numbers ends there as
diverged, which is a result and no failure; JSON has null for such numbers.

Examples:
  glissade minimize --function "6x^2 - 12x + 3" --start=-0.9 --optimizer "sgd(0.03)" --steps 15
  glissade minimize --function "x * cos(0.15pi * x)" --start=10 --optimizer "adam(0.1)" --steps 200 --plot path.svg
  glissade minimize --function "6x^2 + 40y^2 - 12x - 30y + 3" --start=-0.5,2.3 \\
    --optimizer 'sgd(0.02, momentum=0.5, nesterov="textbook")' --steps 14 --json - | jq '.path[-1].x'`;

/** The command: follows an optimizer over a function and prints its path, or JSON. */
export function minimizeCommand(): Command {
  return new Command("minimize")
    .description("follow an optimizer over a function of one or more variables")
    .requiredOption("--function <expression>", "what to minimize, such as x^2 + sin(y)")
    .requiredOption("--start <numbers>", "one for each variable, separated by commas", readStart)
    .requiredOption("--optimizer <optimizer>", "such as sgd(0.03) or adam(0.1, b1=0.8)")
    .requiredOption("--steps <number>", "updates to make; step 0 is the start", toCount("--steps", 0))
    .option("--json <file>", "write the result as JSON; - prints it instead of the table")
    .option("--plot <file.svg>", "draw the function and the path on it")
    .addHelpText("after", HELP)
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

async function runMinimize(options: MinimizeCommandOptions): Promise<void> {
  const { json, plot } = options;
  const file = json === "-" ? undefined : json;
  if (file) await ensureWritable(file, "--json");
  if (plot) await ensureWritable(plot, "--plot");
  // mathjs and, in draw, echarts take half a second to load, which other commands need not wait for.
  const { readExpression } = await import("../minimize/expression.ts");
  const expression = readExpression(options.function);
  const optimizer = optim.parse(options.optimizer);
  const result = await minimize({ ...options, function: expression, optimizer });
  if (file) await writeFileAtomic(file, toJson(result));
  if (plot) await writeFileAtomic(plot, await draw(result, expression));
  print(result, { variables: expression.variables, isPiped: json === "-" });
}

async function draw(result: MinimizeResult, expression: Expression): Promise<string> {
  const { minimizePlot } = await import("../charts/minimize-plot.ts");
  return minimizePlot(result, expression);
}

interface PrintOptions {
  readonly variables: readonly string[];
  /** JSON alone goes to the standard output. */
  readonly isPiped: boolean;
}

function print(result: MinimizeResult, { variables, isPiped }: PrintOptions): void {
  process.stdout.write(isPiped ? toJson(result) : `${formatPath(result, variables)}\n`);
  const end = `${describeEnd(result, variables)}\n`;
  if (result.status === "diverged") process.stderr.write(end);
  else if (!isPiped) process.stdout.write(`\n${end}`);
}
