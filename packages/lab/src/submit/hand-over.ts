/** @file A job's file on its way to the scheduler's own command. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { ArgumentError, GlissadeError } from "glissade";

interface HandOver {
  /** The command with its arguments; it reads the file from its input. */
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

/** What the command says to it. @throws GlissadeError where it is not there, or refuses */
export async function handOver(file: string, { command: [name, ...args], env }: HandOver): Promise<string> {
  const child = spawn(name, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  const texts = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.err += text));
  // It may leave before it has read all; its exit code says why
  child.stdin.on("error", () => {}).end(file);
  try {
    const [code] = await once(child, "close");
    if (code === 0) return texts.out.trim();
  } catch {
    throw new ArgumentError({
      where: "--go",
      rule: `needs ${name}, which is not on this machine`,
      fix: "Without --go the job's file is printed, for a machine that has it",
    });
  }
  throw new GlissadeError({
    where: "--go",
    rule: `${name} refuses the job: ${texts.err.trim().replace(/\.$/, "")}`,
  });
}
