/** @file What it takes to get a result again: the command, the seeds, the software and the machine. */

import { shorten } from "../charts/numbers.ts";
import { count } from "../plural.ts";
import type { StudyResult } from "../results/result.ts";
import { type Html, html } from "./html.ts";

/** The block at the end of a report. */
export function reproduction(result: StudyResult): Html {
  const { glissade, onnxruntime, node, platform, cpu, cores, workers, started, seconds } = result.environment;
  const side = workers > 0 ? `, ${count(workers, "worker")}` : "";
  const entries = {
    Seeds: seedsOf(result),
    Software: `glissade ${glissade}, onnxruntime ${onnxruntime}, Node ${node}`,
    Machine: `${platform}, ${cpu}, ${count(cores, "core")}${side}`,
    Started: started,
    Took: `${shorten(seconds)} s`,
  };
  return html`<pre>${result.command}</pre>
<dl>${Object.entries(entries).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<p class="muted">The same seed gives the same metrics to the last bit on the same platform with the same versions; times are those of the machine.</p>`;
}

/** More of them are not listed. */
const MOST_SEEDS = 12;

function seedsOf({ arms }: StudyResult): string {
  const seeds = [...new Set(arms.flatMap(({ runs }) => runs.map(({ seed }) => seed)))];
  if (seeds.length === 0) return "none yet";
  const more = seeds.length > MOST_SEEDS ? ` and ${seeds.length - MOST_SEEDS} more` : "";
  return `${seeds.slice(0, MOST_SEEDS).join(", ")}${more}`;
}
