/** @file A project of a user's own: an empty folder in which npm installs what the packages are delivered as. */

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Why packages cannot be installed here, if they cannot. */
export function offline(): string | undefined {
  const settings = ["--fetch-retries=0", "--fetch-timeout=10000"];
  const { status } = spawnSync("npm", ["view", "onnxruntime-node", "version", ...settings]);
  return status === 0 ? undefined : "npm's registry cannot be reached";
}

export interface Output {
  readonly code: number | null;
  /** What was printed, to both streams. */
  readonly text: string;
}

export interface Project {
  readonly folder: string;
  write(file: string, content: string | object): void;
  run(command: string, ...args: readonly string[]): Promise<Output>;
  /** Installs packages; throws with npm's words where it fails. */
  install(...packages: readonly string[]): Promise<void>;
}

/** An empty project, which is removed when the caller says so. */
export function emptyProject(): Project & { remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "glissade-project-"));
  const write = (file: string, content: string | object): void =>
    writeFileSync(join(folder, file), typeof content === "string" ? content : JSON.stringify(content));
  const run = (command: string, ...args: readonly string[]): Promise<Output> => {
    const child = spawn(command, args, { cwd: folder });
    const texts: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => texts.push(text));
    return new Promise((resolve) => child.on("close", (code) => resolve({ code, text: texts.join("") })));
  };
  return {
    folder,
    write,
    run,
    async install(...packages) {
      const { code, text } = await run(
        "npm",
        "install",
        "--prefer-offline",
        "--no-audit",
        "--no-fund",
        ...packages,
      );
      if (code !== 0) throw new Error(text);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Packs a package of this repository into a folder, and gives the path of the file. */
export function pack(name: string, folder: string): string {
  const { stdout } = spawnSync("npm", ["pack", "--silent", "--pack-destination", folder], {
    cwd: `${root}packages/${name}`,
    encoding: "utf8",
  });
  return join(folder, stdout.trim());
}
