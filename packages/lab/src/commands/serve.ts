/** @file `glissade serve`: a live dashboard of a store in the browser. */

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Command } from "commander";
import { ArgumentError } from "glissade";
import { isLoopback } from "../serve/guard.ts";
import { serve } from "../serve/server.ts";
import { toCount } from "./options.ts";
import { say } from "./say.ts";
import { type StoreFlags, storeOption, withNewStore } from "./store-option.ts";
import { untilTold } from "./until-told.ts";

interface ServeFlags extends StoreFlags {
  readonly port: number;
  readonly host: string;
  readonly token?: string;
}

const HELP = `
The pages follow the store while runs go on, and change nothing in it. Only this machine can open them; with another
--host everyone needs the token in the address that is printed, and the connection is not encrypted.

Examples:
  glissade serve
  glissade serve --store results.db --port 8080
  glissade serve --host 0.0.0.0`;

/** The command: serves until Ctrl-C. */
export function serveCommand(): Command {
  return new Command("serve")
    .description("show a store in the browser, live")
    .addOption(storeOption())
    .option("--port <n>", "where it listens; 0 for any that is free", toCount("--port", 0, 65_535), 4100)
    .option("--host <address>", "the address that it listens at", "127.0.0.1")
    .option("--token <text>", "what readers must know; made at random for other hosts than this machine")
    .addHelpText("after", HELP)
    .action(runServe);
}

const runServe = ({ host, port, token: given, ...flags }: ServeFlags): Promise<void> =>
  withNewStore(flags, async (store) => {
    const token = readToken(host, given);
    await untilTold(async (signal) => {
      const serving = await serve(store, { host, port, ...(token !== undefined && { token }) });
      process.stdout.write(`${serving.address}\n`);
      say("Ctrl-C ends it");
      if (!signal.aborted) await once(signal, "abort");
      await serving.close();
    });
  });

const SHORTEST = 16;

function readToken(host: string, given: string | undefined): string | undefined {
  if (given === undefined) return isLoopback(host) ? undefined : randomBytes(24).toString("base64url");
  if (/^[\w-]+$/.test(given) && given.length >= SHORTEST) return given;
  throw new ArgumentError({
    where: "--token",
    rule: `must be at least ${SHORTEST} letters, digits, _ and -, got ${given.length} characters`,
    fix: "Leave it out, and one is made",
  });
}
