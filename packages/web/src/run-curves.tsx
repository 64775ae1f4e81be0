/** @file The curves of a run: those that are chosen, in a picture for each quantity. */

import { lineChart } from "@glissade/lab/charts";
import { useCallback } from "preact/hooks";
import type { WireCurve, WireRunPage } from "../../lab/src/serve/wire.ts";
import { setQuery, useAddress } from "./address.ts";
import { groupBy, partOf, quantityOf, sortCurves, usualCurves } from "./curve-names.ts";
import { useLatest } from "./live.ts";
import { Chart, When } from "./parts.tsx";

export function RunCurves({ run }: { readonly run: WireRunPage }) {
  const { query } = useAddress();
  const keys = sortCurves(run.keys);
  const wanted = query.getAll("key").filter((key) => keys.includes(key));
  const chosen = wanted.length > 0 ? keys.filter((key) => wanted.includes(key)) : usualCurves(keys);
  return (
    <section>
      <h2>Curves</h2>
      {keys.length === 0 && <p class="note">This run has written no points yet.</p>}
      {keys.length > 1 && <Choices keys={keys} chosen={chosen} />}
      {groupBy(chosen, quantityOf).map(([quantity, own]) => (
        <Curves key={quantity} run={run} quantity={quantity} keys={own} />
      ))}
    </section>
  );
}

interface ChoicesProps {
  readonly keys: readonly string[];
  readonly chosen: readonly string[];
}

/** A row of boxes for each part. */
const Choices = ({ keys, chosen }: ChoicesProps) => (
  <>
    {groupBy(keys, partOf).map(([part, own]) => (
      <div key={part} class="controls">
        {part !== "" && <span class="note">{part}</span>}
        {own.map((key) => (
          <label key={key}>
            <input
              type="checkbox"
              aria-label={key}
              checked={chosen.includes(key)}
              onChange={() => setQuery({ key: toggled(chosen, key) })}
            />{" "}
            {part === "" ? key : key.slice(part.length + 1)}
          </label>
        ))}
      </div>
    ))}
  </>
);

const toggled = (chosen: readonly string[], key: string): readonly string[] =>
  chosen.includes(key) ? chosen.filter((each) => each !== key) : [...chosen, key];

interface CurvesProps {
  readonly run: WireRunPage;
  readonly quantity: string;
  readonly keys: readonly string[];
}

function Curves({ run, quantity, keys }: CurvesProps) {
  const query = new URLSearchParams(keys.map((key) => ["key", key]));
  const loaded = useLatest<readonly WireCurve[]>(`/api/runs/${run.id}/curves?${query}`, run.study);
  return <When loaded={loaded} show={(curves) => <Picture quantity={quantity} curves={curves} />} />;
}

interface PictureProps {
  readonly quantity: string;
  readonly curves: readonly WireCurve[];
}

function Picture({ quantity, curves }: PictureProps) {
  const draw = useCallback(() => {
    const lines = curves.map(({ key, points }) => ({
      name: key,
      points: points.map(([step, value]) => [step, Number(value)] as const),
    }));
    return lineChart({ x: "step", y: quantity, lines });
  }, [curves, quantity]);
  const isThinned = curves.some(({ downsampled }) => downsampled);
  return (
    <>
      <Chart draw={draw} name={`${quantity} by step`} />
      {isThinned && <p class="note">Curves are down-sampled to their lowest and highest points.</p>}
    </>
  );
}
