/** @file The page of all studies. */

import type { WireStudy } from "../../lab/src/serve/wire.ts";
import { formatTime } from "./format.ts";
import { useLive } from "./live.ts";
import { Annotation, Counts, Progress, useTitle, When } from "./parts.tsx";

export function Studies() {
  useTitle("Studies");
  const loaded = useLive<readonly WireStudy[]>("/api/studies");
  return (
    <>
      <h1>Studies</h1>
      <When
        loaded={loaded}
        show={(studies) => (studies.length > 0 ? <List studies={studies} /> : <Empty />)}
      />
    </>
  );
}

const Empty = () => (
  <p class="note">
    This store has no studies yet. Fill it: <code>glissade run quickstart</code>. They appear here as they
    run.
  </p>
);

const List = ({ studies }: { readonly studies: readonly WireStudy[] }) => (
  <ul class="cards">
    {studies.map((study) => (
      <li key={study.id}>
        <a href={`#/study/${study.id}`}>{study.name}</a> <span class="note">no. {study.id}</span>
        <Progress runs={study.runs} />
        <Counts runs={study.runs} />
        <span class="note"> changed {formatTime(study.updated)}</span>
        <Annotation said={study} />
      </li>
    ))}
  </ul>
);
