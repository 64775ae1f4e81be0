/** @file The page of a run: its configuration, numbers, curves, artifacts, and what it ran on. */

import { lineChart } from "@glissade/lab/charts";
import { useCallback } from "preact/hooks";
import type { WireCurve, WireRunPage } from "../../lab/src/serve/wire.ts";
import { stageInWords } from "../../lab/src/store/stages.ts";
import { setQuery, useAddress } from "./address.ts";
import { Artifacts } from "./artifacts.tsx";
import { formatNumber, formatSeconds, formatTime } from "./format.ts";
import { Histograms, isHistogram } from "./histograms.tsx";
import { useLive } from "./live.ts";
import { Annotation, Chart, Choice, State, useTitle, When } from "./parts.tsx";

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
      <Curves run={run} />
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

function Curves({ run }: { readonly run: WireRunPage }) {
  const { query } = useAddress();
  const { keys } = run;
  const wanted = query.get("key");
  const key = wanted !== null && keys.includes(wanted) ? wanted : keys[0];
  return (
    <section>
      <h2>Curves</h2>
      {key === undefined ? (
        <p class="note">This run has written no points yet.</p>
      ) : (
        <>
          <Choice label="Curve" value={key} options={keys} onChoose={(value) => setQuery({ key: value })} />
          <Curve run={run} name={key} />
        </>
      )}
    </section>
  );
}

interface CurveProps {
  readonly run: WireRunPage;
  readonly name: string;
}

function Curve({ run, name }: CurveProps) {
  const path = `/api/runs/${run.id}/curves?key=${encodeURIComponent(name)}`;
  const loaded = useLive<readonly WireCurve[]>(path, run.study);
  return (
    <When loaded={loaded} show={([curve]) => curve && <Picture curve={curve} run={run} name={name} />} />
  );
}

function Picture({ curve, run, name }: CurveProps & { readonly curve: WireCurve }) {
  const line = `${run.configuration.arm}, seed ${run.seed}`;
  const draw = useCallback(() => {
    const points = curve.points.map(([step, value]) => [step, Number(value)] as const);
    return lineChart({ x: "step", y: name, lines: [{ name: line, points }] });
  }, [curve, name, line]);
  return (
    <>
      <Chart draw={draw} name={`${name} by step`} />
      {curve.downsampled && <p class="note">The curve is down-sampled to its lowest and highest points.</p>}
    </>
  );
}
