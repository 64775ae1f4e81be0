/** @file Parts that several pages share. */

import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { RunState, Annotation as Said } from "../../lab/src/store/store.ts";
import type { Loaded } from "./live.ts";

/** A picture in a document of its own: no name in it can be markup of the page. */
export function Chart({ draw, name }: { readonly draw: () => string; readonly name: string }) {
  const drawn = useMemo(() => attempt(draw), [draw]);
  if ("reason" in drawn) return <p class="note">{drawn.reason}</p>;
  return <img class="chart" alt={name} src={`data:image/svg+xml,${encodeURIComponent(drawn.svg)}`} />;
}

function attempt(draw: () => string): { readonly svg: string } | { readonly reason: string } {
  try {
    return { svg: draw() };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

export const State = ({ state }: { readonly state: RunState }) => (
  <span class={`state ${state}`}>{state}</span>
);

export const Tags = ({ tags }: { readonly tags: readonly string[] }) => (
  <>
    {tags.map((tag) => (
      <span key={tag} class="tag">
        {tag}
      </span>
    ))}
  </>
);

/** Names the page in the browser's tabs and history. */
export function useTitle(...words: readonly string[]): void {
  const title = [...words, "Glissade"].join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** What people say of a study or a run. */
export function Annotation({ said: { tags, notes } }: { readonly said: Required<Said> }) {
  if (tags.length === 0 && notes === "") return null;
  return (
    <p class="notes">
      <Tags tags={tags} /> {notes}
    </p>
  );
}

interface WhenProps<Value> {
  readonly loaded: Loaded<Value>;
  readonly show: (value: Value) => ComponentChildren;
}

/** What was loaded, or why it is not there. */
export function When<Value>({ loaded, show }: WhenProps<Value>) {
  if (loaded.state === "loading") return <p class="note">Loading …</p>;
  if (loaded.state === "failed") return <p class="note">{loaded.reason}</p>;
  return <>{show(loaded.value)}</>;
}

export function Counts({ runs }: { readonly runs: Readonly<Record<RunState, number>> }) {
  const counts = Object.entries(runs).filter(([, count]) => count > 0);
  if (counts.length === 0) return <span class="note">no runs</span>;
  return (
    <span class="counts">
      {counts.map(([state, count]) => (
        <span key={state} class={`state ${state}`}>{`${count} ${state}`}</span>
      ))}
    </span>
  );
}

export function Progress({ runs }: { readonly runs: Readonly<Record<RunState, number>> }) {
  const all = Object.values(runs).reduce((sum, count) => sum + count, 0);
  const ended = runs.done + runs.failed + runs.diverged;
  return <progress aria-label="runs that have ended" value={ended} max={Math.max(all, 1)} />;
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly onChoose: (value: string) => void;
  /** An option as people read it. */
  readonly words?: (option: string) => string;
  /** What stands for none. */
  readonly all?: string;
}

export function Choice({ label, value, options, onChoose, words = String, all }: ChoiceProps) {
  return (
    <label>
      {label}{" "}
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {all !== undefined && <option value="">{all}</option>}
        {options.map((option) => (
          <option key={option} value={option}>
            {words(option)}
          </option>
        ))}
      </select>
    </label>
  );
}
