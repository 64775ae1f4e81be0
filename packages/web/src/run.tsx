/** @file The page of a run: its configuration, numbers, curves, artifacts, and what it ran on. */

import type { WireRunPage } from "../../lab/src/serve/wire.ts";
import { stageInWords } from "../../lab/src/store/stages.ts";
import { Artifacts } from "./artifacts.tsx";
import { formatNumber, formatSeconds, formatTime } from "./format.ts";
import { Histograms, isHistogram } from "./histograms.tsx";
import { useLive } from "./live.ts";
import { Annotation, State, useTitle, When } from "./parts.tsx";
import { RunCurves } from "./run-curves.tsx";

export function Run({ id }: { readonly id: number }) {
  const loaded = useLive<WireRunPage>(`/api/runs/${id}`);
  return <When loaded={loaded} show={(run) => <Body key={id} run={run} />} />;
}

function Body({ run }: { readonly run: WireRunPage }) {
  const { id, study, studyName, configuration, seed, state, error } = run;
  useTitle(`Run ${id}`, studyName);
  return (
    <>
      <p>
        <a href={`#/study/${study}`}>← {studyName}</a>
      </p>
      <h1>
        Run {id}: {configuration.arm}, seed {seed} <State state={state} />
      </h1>
      <Annotation said={run} />
      {error !== null && <pre class="error">{error}</pre>}
      <Pairs title="Run" pairs={factsOf(run)} />
      <Pairs title="Configuration" pairs={Object.entries(configuration.values).map(toPair)} />
      <Pairs
        title="Numbers"
        pairs={Object.entries(run.metrics).map(([name, value]) => [name, formatNumber(value)])}
      />
      <RunCurves run={run} />
      <Histograms run={id} artifacts={run.artifacts} />
      <Artifacts run={id} artifacts={run.artifacts.filter((each) => !isHistogram(each))} />
      <Pairs title="Environment" pairs={entriesOf(run.environment).map(toPair)} />
    </>
  );
}

const factsOf = (run: WireRunPage): readonly Pair[] => [
  ["stage", stageInWords(run.stage)],
  ["step", String(run.step)],
  ["training", formatSeconds(run.seconds)],
  ["started", formatTime(run.started)],
  ["finished", formatTime(run.finished)],
  ["attempts", String(run.attempt)],
  ["worker", run.worker ?? "–"],
];

type Pair = readonly [name: string, value: string];

const entriesOf = (value: unknown): readonly [string, unknown][] =>
  typeof value === "object" && value !== null ? Object.entries(value) : [];

const toPair = ([name, value]: readonly [string, unknown]): Pair => [
  name,
  typeof value === "string" ? value : JSON.stringify(value),
];

function Pairs({ title, pairs }: { readonly title: string; readonly pairs: readonly Pair[] }) {
  if (pairs.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <dl>
        {pairs.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
