/** @file File systems on which SQLite cannot work: its locks and shared memory need one machine. */

import { statfsSync } from "node:fs";
import { StoreError } from "../errors.ts";

/** Linux' numbers of them. */
const remote: Readonly<Record<number, string>> = {
  26985: "NFS",
  20859: "SMB",
  4283649346: "CIFS",
  4266872130: "SMB",
  16914839: "9P",
  1397113167: "AFS",
  198183888: "Lustre",
  12805120: "Ceph",
  1196443219: "GPFS",
  428016422: "BeeGFS",
};

/** The kind of file system that holds a folder. */
export const fileSystemOf = (folder: string): number => statfsSync(folder).type;

/** Throws where the file system is one that machines share: there databases are damaged sooner or later. */
export function requireLocal(path: string, type: number): void {
  const name = remote[type];
  if (name === undefined) return;
  throw new StoreError({
    where: path,
    rule: `lies on a network file system (${name}), whose locks SQLite cannot trust`,
    fix: "Choose a path on a local disk, or use PostgreSQL: postgres://USER@HOST/DATABASE",
  });
}
