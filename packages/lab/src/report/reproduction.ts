/** @file What it takes to get a result again: the study, the command, the seeds, the software and the machine. */

import { count } from "../plural.ts";
import type { Environment, StudyResult, StudySetup } from "../results/result.ts";
import { formatDuration } from "./durations.ts";
import { EMPTY, type Html, html } from "./html.ts";
import { criterionLabel } from "./labels.ts";
import { note } from "./parts.ts";

interface Ending {
  /** Before the command. */
  readonly before: string;
  readonly after: string;
  /** What is known of runs besides the study. */
  entries(result: StudyResult): Entries;
}

/** Names with what is known; what is not is left out. */
type Entries = Readonly<Record<string, string | undefined>>;

const ENDINGS: Readonly<Record<StudySetup["origin"], Ending>> = {
  trained: {
    before: "",
    after:
      "The same seed gives the same metrics to the last bit on the same platform with the same versions; times are those of the machine.",
    entries: (result) => ({ Seeds: seedsOf(result), ...environmentEntries(result) }),
  },
  recorded: {
    before:
      "A program of its own trained these runs and recorded them: it alone trains them again. This reads what is kept:",
    after: "Whether the same seed gives the same numbers is up to that program.",
    entries: (result) => ({ Seeds: seedsOf(result), ...environmentEntries(result) }),
  },
  imported: {
    before:
      "These runs were imported from files of another program, which alone trains them again. This reads what is kept:",
    after: "Their seeds, software and machine are those of that program.",
    entries: () => ({}),
  },
};

/** The block at the end of a report. */
export function reproduction(result: StudyResult): Html {
  const { before, after, entries } = ENDINGS[result.setup?.origin ?? "trained"];
  const known = Object.entries({ ...studyEntries(result), ...entries(result) });
  const rows = known.flatMap(([name, value]) =>
    value === undefined ? [] : [html`<dt>${name}</dt><dd>${value}</dd>`],
  );
  return html`${before ? note(before) : EMPTY}
<pre>${result.command}</pre>
<dl>${rows}</dl>
${note(after)}
${description(result)}`;
}

function studyEntries(result: StudyResult): Entries {
  const { problem, setup, arms } = result;
  const counts = arms.map(({ runs }) => runs.length).toSorted((a, b) => a - b);
  const [least = 0, most = 0] = [counts[0], counts.at(-1)];
  return {
    "Compared by": criterionLabel(result),
    Runs: `${least === most ? most : `${least} to ${most}`} of each arm`,
    Steps: setup?.steps ? `${setup.steps} of each run` : undefined,
    "Batch size": problem.batchSize === null ? undefined : String(problem.batchSize),
  };
}

function environmentEntries({ environment, setup }: StudyResult): Entries {
  const { started, seconds, commit } = environment;
  const search = setup && setup.seconds.search > 0 ? setup.seconds : undefined;
  return {
    ...softwareEntries(environment),
    Commit: commit,
    Started: started,
    Took: `${formatDuration(seconds)} for the final runs`,
    Training:
      search &&
      `${formatDuration(search.search)} of trials, ${formatDuration(search.final)} of final runs, one after another`,
  };
}

function softwareEntries({ glissade, onnxruntime, node, ...machine }: Environment): Entries {
  if (glissade === "unknown") return {};
  const { platform, cpu, cores, workers } = machine;
  const side = workers > 0 ? `, ${count(workers, "worker")}` : "";
  return {
    Software: `glissade ${glissade}, onnxruntime ${onnxruntime}, Node ${node}`,
    Machine: `${platform}, ${cpu}, ${count(cores, "core")}${side}`,
  };
}

/** The study with all its keys, for readers who do not have its file. */
function description({ study, setup }: StudyResult): Html {
  if (setup?.origin !== "trained") return EMPTY;
  const text = JSON.stringify({ name: study, ...setup.description }, null, 2);
  return html`<details><summary>The study with all its keys</summary><pre>${text}</pre></details>`;
}

/** More of them are not listed. */
const MOST_SEEDS = 12;

function seedsOf({ arms }: StudyResult): string {
  const seeds = [...new Set(arms.flatMap(({ runs }) => runs.map(({ seed }) => seed)))];
  if (seeds.length === 0) return "none yet";
  const more = seeds.length > MOST_SEEDS ? ` and ${seeds.length - MOST_SEEDS} more` : "";
  return `${seeds.slice(0, MOST_SEEDS).join(", ")}${more}`;
}
