/** @file The artifacts of a run: images and texts are shown, others can be kept. */

import { useEffect, useState } from "preact/hooks";
import type { ArtifactRecord } from "../../lab/src/store/store.ts";

interface ArtifactsProps {
  readonly run: number;
  readonly artifacts: readonly ArtifactRecord[];
}

export function Artifacts({ run, artifacts }: ArtifactsProps) {
  if (artifacts.length === 0) return null;
  return (
    <section>
      <h2>Artifacts</h2>
      {artifacts.map((artifact) => (
        <Artifact key={artifact.name} run={run} artifact={artifact} />
      ))}
    </section>
  );
}

function Artifact({ run, artifact }: { readonly run: number; readonly artifact: ArtifactRecord }) {
  const { name, type, bytes } = artifact;
  const address = `/api/runs/${run}/artifacts/${encodeURIComponent(name)}`;
  const isImage = /^image\/(png|jpeg|gif|webp)$/.test(type);
  const isText = /^(text\/(plain|csv)|application\/json)$/.test(type) && bytes <= LARGEST_TEXT;
  return (
    <figure>
      <figcaption>
        <a href={address} download={name}>
          {name}
        </a>{" "}
        <span class="note">
          {type}, {bytes} bytes
        </span>
      </figcaption>
      {isImage && <img src={address} alt={name} />}
      {isText && <Text address={address} />}
    </figure>
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
