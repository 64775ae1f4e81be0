/** @file `glissade landscape`: the loss of a trained network on a plane. */

import { Command, Option } from "commander";
import { ArgumentError, nearestOrAll } from "glissade";
import { type LandscapePlan, planLandscape } from "../landscape/plan.ts";
import { type LandscapeResult, PLANES, type PlaneName, toLandscapeJson } from "../landscape/result.ts";
import { formatLandscape } from "../landscape/table.ts";
import { createLateProgress } from "../late-progress.ts";
import { loadStudy } from "../study/load.ts";
import type { Study } from "../study/study.ts";
import { ensureJson, type JsonFlags, jsonOption, printResult, writeJson } from "./json-option.ts";
import { toCount } from "./options.ts";
import { ensurePicture, writePicture } from "./picture.ts";
import { withStudy } from "./study-flags.ts";
import { type KeyFlags, override, withStudyKeys } from "./study-keys.ts";

interface LandscapeFlags extends JsonFlags, Pick<KeyFlags, "data" | "steps" | "seed"> {
  readonly arm?: readonly string[];
  readonly plane: PlaneName;
  readonly grid: number;
  readonly samples: number;
  readonly plot?: string;
}

const HELP = `
The study is one of glissade compare: the name of a ready one (quickstart, book-momentum) or a file. The network is that of
the first run of the arm, trained anew. The loss is averaged over training images. The plane of the principal
components is the one in which the training moved most, or the trainings of several arms, which start from the same
network; the share of its variance is printed, and what it does not show may look different. A random plane goes
through the end of one arm, in two random directions in which each filter, the weights into one unit, is as long as
the network's own; biases stay.

Examples:
  glissade landscape quickstart --arm SGD momentum Adam --steps 500 --plot landscape.svg
  glissade landscape quickstart --arm Adam --steps 500 --plane random --grid 25 --plot landscape.png
  glissade landscape study.json --steps 300 --json - | jq '.explained'`;

/** The command: trains networks, evaluates the loss on a plane, and writes what was asked for. */
export function landscapeCommand(): Command {
  const plane = new Option("--plane <name>", "principal components of the training, or random directions");
  return withStudyKeys(withStudy(new Command("landscape")), ["data", "seed"])
    .description("train a network with one optimizer or several, and show its loss on a plane")
    .option("--steps <n>", "training steps", toCount("--steps", 2))
    .option("--arm <names...>", "arms to train (default: the first)")
    .addOption(plane.choices(PLANES).default("pca"))
    .option("--grid <n>", "points along each axis", toCount("--grid", 3, 500), 41)
    .option("--samples <n>", "training images to average the loss over", toCount("--samples"), 1000)
    .addOption(jsonOption())
    .option("--plot <file>", "draw the loss and the path, as .svg or .png")
    .addHelpText("after", HELP)
    .action(runLandscape);
}

async function runLandscape(nameOrPath: string, flags: LandscapeFlags): Promise<void> {
  const { plot } = flags;
  await ensureJson(flags);
  if (plot) await ensurePicture(plot, "--plot");
  const study = override(await loadStudy(nameOrPath), flags);
  const arms = findArms(study, flags);
  const result = await survey(await planLandscape(study), { ...flags, arms });
  const content = toLandscapeJson(result);
  await writeJson(flags, content);
  if (plot) {
    const { landscapePlot } = await import("../charts/landscape-plot.ts");
    await writePicture(plot, landscapePlot(result));
  }
  printResult(flags, content, () => formatLandscape(result));
}

/** The positions of the arms that are named, each once. */
function findArms({ name: study, arms }: Study, { arm = [], plane }: LandscapeFlags): readonly number[] {
  const names = arms.map(({ name }) => name);
  const found = new Set(arm.length === 0 ? [0] : arm.map((each) => findArm(each, names, study)));
  if (found.size === 1 || plane === "pca") return [...found];
  throw new ArgumentError({
    where: "--plane",
    rule: `random goes through the end of one arm, got ${found.size} arms`,
    fix: "Name one arm, or use --plane pca",
  });
}

function findArm(name: string, names: readonly string[], study: string): number {
  const index = names.findIndex((each) => each.toLowerCase() === name.toLowerCase());
  if (index >= 0) return index;
  throw new ArgumentError({
    where: "--arm",
    rule: `${study} has no arm "${name}"`,
    fix: nearestOrAll(name, names),
  });
}

interface SurveyOptions extends Omit<LandscapeFlags, "arm"> {
  readonly arms: readonly number[];
}

async function survey(
  plan: LandscapePlan,
  { arms, plane, grid, samples }: SurveyOptions,
): Promise<LandscapeResult> {
  // Charts and matrices take a while to load, which a mistake in the command need not wait for.
  const { landscape } = await import("../landscape/landscape.ts");
  const { study } = plan;
  const progress = createLateProgress([
    ...arms.map((arm) => ({ name: `training ${study.arms[arm]!.name}`, runs: 1, steps: plan.steps })),
    { name: "loss on the plane", runs: 1, steps: grid ** 2 },
  ]);
  try {
    return await landscape(plan, { arms, plane, grid, samples, progress });
  } finally {
    progress.stop();
  }
}
