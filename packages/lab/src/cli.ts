/** @file The command line `glissade`. */

import { Command, CommanderError } from "commander";
import { GlissadeError } from "glissade";
import packageJson from "../package.json" with { type: "json" };
import { annotateCommand } from "./commands/annotate.ts";
import { compareCommand } from "./commands/compare.ts";
import { exportCommand } from "./commands/export.ts";
import { importCommand } from "./commands/import.ts";
import { landscapeCommand } from "./commands/landscape.ts";
import { listCommand } from "./commands/list.ts";
import { minimizeCommand } from "./commands/minimize.ts";
import { removeCommand } from "./commands/remove.ts";
import { reportCommand } from "./commands/report.ts";
import { rerunCommand } from "./commands/rerun.ts";
import { runCommand } from "./commands/run.ts";
import { serveCommand } from "./commands/serve.ts";
import { showCommand } from "./commands/show.ts";
import { statsCommand } from "./commands/stats.ts";
import { statusCommand } from "./commands/status.ts";
import { submitCommand } from "./commands/submit.ts";
import { sweepCommand } from "./commands/sweep.ts";
import { workerCommand } from "./commands/worker.ts";
import { StoreError } from "./store/errors.ts";

const program = new Command("glissade")
  .description("Compare optimizers on neural networks and functions, with honest statistics.")
  .version(packageJson.version)
  .exitOverride()
  .showHelpAfterError("(--help lists the options)");
const commands = [
  ...[compareCommand(), runCommand(), sweepCommand(), reportCommand()],
  ...[listCommand(), showCommand(), statusCommand(), rerunCommand(), removeCommand(), workerCommand()],
  ...[submitCommand(), annotateCommand(), serveCommand()],
  ...[exportCommand(), importCommand()],
  ...[landscapeCommand(), minimizeCommand(), statsCommand()],
];
for (const command of commands) program.addCommand(command.copyInheritedSettings(program));

/** A reader of our output, such as head, may leave early; a disk that it goes to may be full. */
function leaveWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit();
  process.stderr.write(`output: cannot be written (${error.message}). Send it elsewhere.\n`);
  process.exit(1);
}
process.stdout.on("error", leaveWithReader);
process.stderr.on("error", () => process.exit(1));

/** The user's mistakes end with their message and code 2, a store or a machine at fault with 1; our own with a stack. */
function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    // It has printed its message, or the help that was asked for.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  if (!(error instanceof GlissadeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof StoreError ? 1 : 2;
}

await program.parseAsync().catch(fail);
