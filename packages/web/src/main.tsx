/** @file The dashboard: which page an address shows, under one heading. */

import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useAddress } from "./address.ts";
import { openChanges } from "./live.ts";
import { Run } from "./run.tsx";
import { Studies } from "./studies.tsx";
import { Study } from "./study.tsx";
import { Workers } from "./workers.tsx";

function Dashboard() {
  const [isOpen, setIsOpen] = useState(true);
  useEffect(() => openChanges(setIsOpen), []);
  return (
    <>
      <header>
        <strong>Glissade</strong>
        <nav>
          <a href="#/">Studies</a> <a href="#/workers">Workers</a>
        </nav>
        {!isOpen && <span class="note">The server does not answer; what is shown may be old</span>}
      </header>
      <main>
        <Page />
      </main>
    </>
  );
}

function Page() {
  const [kind, id = ""] = useAddress().path;
  if (kind === undefined) return <Studies />;
  if (kind === "workers") return <Workers />;
  if (kind === "study" && /^\d+$/.test(id)) return <Study key={id} id={Number(id)} />;
  if (kind === "run" && /^\d+$/.test(id)) return <Run key={id} id={Number(id)} />;
  return <p class="note">There is no such page. Studies and workers are listed above.</p>;
}

render(<Dashboard />, document.body);
