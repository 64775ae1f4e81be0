/** @file The command line `glissade`. */

import { Command, CommanderError } from "commander";
import { GlissadeError } from "glissade";
import packageJson from "../package.json" with { type: "json" };
import { compareCommand } from "./commands/compare.ts";
import { minimizeCommand } from "./commands/minimize.ts";
import { statsCommand } from "./commands/stats.ts";

const program = new Command("glissade")
  .description("Compare optimizers on neural networks and functions, with honest statistics.")
  .version(packageJson.version)
  .addCommand(compareCommand())
  .addCommand(minimizeCommand())
  .addCommand(statsCommand())
  .showHelpAfterError("(--help lists the options)");

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else if (error instanceof GlissadeError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  } else throw error;
}
