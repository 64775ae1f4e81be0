/** @file What the server says, read again whenever it says that something has changed. */

import { useEffect, useState } from "preact/hooks";
import type { WireChange } from "../../lab/src/serve/wire.ts";

export type Loaded<Value> =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly reason: string }
  | { readonly state: "ready"; readonly value: Value };

/** Of what has changed; of all that may have, where nothing is said. */
type Listener = (change?: WireChange) => void;

const listeners = new Set<Listener>();

/** Opens the stream of changes; `onOpen` is told whether the server can be reached. */
export function openChanges(onOpen: (isOpen: boolean) => void): () => void {
  const source = new EventSource("/api/events");
  source.onopen = () => {
    onOpen(true);
    // What changed while there was no stream is not told again
    for (const listener of listeners) listener();
  };
  source.onerror = () => onOpen(false);
  source.onmessage = ({ data }) => {
    const change: WireChange = JSON.parse(data);
    for (const listener of listeners) listener(change);
  };
  return () => source.close();
}

/** What an address under `/api` answers; with a study it is read again after that study's changes alone. */
export function useLive<Value>(path: string, study?: number): Loaded<Value> {
  const held = useHeld<Value>(path, study);
  return held?.path === path ? held.loaded : { state: "loading" };
}

/** The same, where the answer of the address before stays until the next is there. */
export function useLatest<Value>(path: string, study?: number): Loaded<Value> {
  return useHeld<Value>(path, study)?.loaded ?? { state: "loading" };
}

interface Held<Value> {
  readonly path: string;
  readonly loaded: Loaded<Value>;
}

function useHeld<Value>(path: string, study?: number): Held<Value> | undefined {
  const [held, setHeld] = useState<Held<Value>>();
  useEffect(() => {
    let isLeft = false;
    const read = async () => {
      const loaded = await load<Value>(path);
      if (!isLeft) setHeld({ path, loaded });
    };
    const hear: Listener = (change) => {
      if (!change || study === undefined || change.studies.includes(study)) void read();
    };
    listeners.add(hear);
    void read();
    return () => {
      isLeft = true;
      listeners.delete(hear);
    };
  }, [path, study]);
  return held;
}

async function load<Value>(path: string): Promise<Loaded<Value>> {
  try {
    const response = await fetch(path);
    if (!response.ok) return { state: "failed", reason: (await response.text()).trim() };
    return { state: "ready", value: await response.json() };
  } catch {
    return { state: "failed", reason: "The server does not answer. Start it again: glissade serve" };
  }
}
