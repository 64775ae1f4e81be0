/** @file Data of lessons: a copy on this machine where there is one, else downloaded. */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { ArgumentError } from "glissade";
import type { Dataset } from "glissade/data";
import { type MnistOptions, mnist } from "glissade/files";

/** Variables of the environment that name copies, and where copies lie beside a checkout. */
const copies = {
  AIRFOIL: "../shared/data/airfoil_self_noise.dat",
  MNIST: "../shared/data/mnist",
  SHAKESPEARE: "../shared/data/text/tinyshakespeare.txt",
} as const;

/** The path of a copy, if there is one. */
export function copyOf(name: keyof typeof copies): string | undefined {
  return process.env[name] ?? (existsSync(copies[name]) ? copies[name] : undefined);
}

/** MNIST: 60 000 and 10 000 handwritten digits. */
export const digits = (options: Omit<MnistOptions, "directory"> = {}): Promise<Dataset> =>
  mnist({ ...options, directory: copyOf("MNIST") });

const SHAKESPEARE =
  "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt";

/** The file of the airfoils' noise; the UCI Machine Learning Repository has it, for AIRFOIL to name. */
export function airfoilFile(): string {
  const copy = copyOf("AIRFOIL");
  if (copy !== undefined) return copy;
  throw new ArgumentError({
    where: "airfoil",
    rule: `needs airfoil_self_noise.dat, got no file at ${copies.AIRFOIL}`,
    fix: "Download it from https://archive.ics.uci.edu/dataset/291, and name it in the variable AIRFOIL",
  });
}

/** A million characters of Shakespeare's plays. */
export async function shakespeare(): Promise<string> {
  const copy = copyOf("SHAKESPEARE");
  return copy === undefined ? (await fetch(SHAKESPEARE)).text() : readFile(copy, "utf8");
}
