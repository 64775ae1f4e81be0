/** @file Artifacts as they are read. */

import type { Home } from "./home.ts";
import { requireInteger, requireName } from "./names.ts";
import type { ArtifactRecord } from "./store.ts";

export function listArtifacts(home: Home, run: number): Promise<readonly ArtifactRecord[]> {
  requireInteger("artifacts(run)", run);
  return home.read((db) =>
    db
      .selectFrom("artifact")
      .select(["name", "type", "size as bytes"])
      .where("run", "=", run)
      .orderBy("name")
      .execute(),
  );
}

export async function readArtifact(home: Home, run: number, name: string): Promise<Uint8Array | undefined> {
  requireInteger("readArtifact(run)", run);
  requireName("readArtifact(name)", name);
  const row = await home.read((db) =>
    db
      .selectFrom("artifact")
      .select("bytes")
      .where("run", "=", run)
      .where("name", "=", name)
      .executeTakeFirst(),
  );
  return row && new Uint8Array(row.bytes);
}
