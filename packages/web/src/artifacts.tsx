/** @file The artifacts of a run: pictures and texts are shown, others can be kept. */

import { useEffect, useState } from "preact/hooks";
import { SHOWN } from "../../lab/src/serve/wire.ts";
import type { ArtifactRecord } from "../../lab/src/store/store.ts";
import { setQuery, useAddress } from "./address.ts";
import { type ArtifactSeries, toSeries } from "./artifact-series.ts";

interface ArtifactsProps {
  readonly run: number;
  readonly artifacts: readonly ArtifactRecord[];
}

export function Artifacts({ run, artifacts }: ArtifactsProps) {
  if (artifacts.length === 0) return null;
  return (
    <section>
      <h2>Artifacts</h2>
      {toSeries(artifacts).map((series) => (
        <Series key={series.name} run={run} series={series} />
      ))}
    </section>
  );
}

interface SeriesProps {
  readonly run: number;
  readonly series: ArtifactSeries;
}

/** One artifact, of the step that is chosen where there are several. */
function Series({ run, series: { name, artifacts, steps } }: SeriesProps) {
  const { query } = useAddress();
  const [moved, setMoved] = useState<number>();
  const last = artifacts.length - 1;
  const wanted = steps.indexOf(Number(query.get(`step of ${name}`) ?? Number.NaN));
  const index = Math.min(moved ?? (wanted < 0 ? last : wanted), last);
  const choose = (at: number) => {
    setQuery({ [`step of ${name}`]: at === last ? "" : String(steps[at]) });
    setMoved(undefined);
  };
  return (
    <figure>
      {last > 0 && (
        <label class="controls">
          {name}, step {steps[index]}
          <input
            type="range"
            max={last}
            value={index}
            onInput={({ currentTarget }) => setMoved(Number(currentTarget.value))}
            onChange={({ currentTarget }) => choose(Number(currentTarget.value))}
          />
        </label>
      )}
      <Artifact run={run} artifact={artifacts[index]!} />
    </figure>
  );
}

function Artifact({ run, artifact }: { readonly run: number; readonly artifact: ArtifactRecord }) {
  const { name, type, bytes } = artifact;
  const address = `/api/runs/${run}/artifacts/${encodeURIComponent(name)}`;
  const isPicture = SHOWN.picture.test(type);
  const isText = SHOWN.text.test(type) && bytes <= LARGEST_TEXT;
  return (
    <>
      <figcaption>
        <a href={address} download={name}>
          {name}
        </a>{" "}
        <span class="note">
          {type}, {bytes} bytes
        </span>
      </figcaption>
      {isPicture && <img src={address} alt={name} />}
      {isText && <Text address={address} />}
    </>
  );
}

const LARGEST_TEXT = 200_000;

function Text({ address }: { readonly address: string }) {
  const [text, setText] = useState("");
  useEffect(() => {
    fetch(address)
      .then((response) => response.text())
      .then(setText, () => setText("It could not be read"));
  }, [address]);
  return <pre>{text}</pre>;
}
