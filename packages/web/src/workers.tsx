/** @file The page of the workers. */

import type { WireWorker } from "../../lab/src/serve/wire.ts";
import { formatTime } from "./format.ts";
import { useLive } from "./live.ts";
import { useTitle, When } from "./parts.tsx";

export function Workers() {
  useTitle("Workers");
  const loaded = useLive<readonly WireWorker[]>("/api/workers");
  return (
    <>
      <h1>Workers</h1>
      <When
        loaded={loaded}
        show={(workers) => (workers.length > 0 ? <List workers={workers} /> : <Empty />)}
      />
    </>
  );
}

const Empty = () => (
  <p class="note">
    No worker has asked this store for a run. Start one: <code>glissade worker</code>
  </p>
);

const List = ({ workers }: { readonly workers: readonly WireWorker[] }) => (
  <div class="wide">
    <table>
      <thead>
        <tr>
          <th>worker</th>
          <th>machine</th>
          <th>last seen</th>
          <th class="number">run</th>
          <th class="number">finished</th>
          <th class="number">failed</th>
        </tr>
      </thead>
      <tbody>
        {workers.map(({ name, machine, seen, run, finished, failed }) => (
          <tr key={name}>
            <td class="name">{name}</td>
            <td>{machine}</td>
            <td>{formatTime(seen)}</td>
            <td class="number">{run === null ? "–" : <a href={`#/run/${run}`}>{run}</a>}</td>
            <td class="number">{finished}</td>
            <td class="number">{failed}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
