/** @file Data of lessons: a copy on this machine where there is one, else downloaded. */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Dataset } from "glissade/data";
import { type MnistOptions, mnist } from "glissade/files";

/** Variables of the environment that name copies, and where copies lie beside a checkout. */
const copies = {
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

/** A million characters of Shakespeare's plays. */
export async function shakespeare(): Promise<string> {
  const copy = copyOf("SHAKESPEARE");
  return copy === undefined ? (await fetch(SHAKESPEARE)).text() : readFile(copy, "utf8");
}
