/** @file `glissade report`: the report of a study that the store has, without training. */

import { Command } from "commander";
import { ensureWritable, toJson, writeFileAtomic } from "../files.ts";
import { comparisonTable } from "../report/comparison-table.ts";
import { readResult } from "../results/view.ts";
import { type ComparisonFlags, choiceOf, withComparisonOptions } from "./comparison-options.ts";
import { findStudy, type StoreFlags, storeOption, withStore } from "./store-option.ts";

interface ReportFlags extends StoreFlags, ComparisonFlags {
  readonly out?: string;
  readonly json?: string;
  readonly charts?: string;
}

const HELP = `
Examples:
  glissade report quickstart --out report.html --charts charts
  glissade report quickstart --metric "training loss" --statistic area
  glissade report 1 --json - | jq '.arms[].metrics'`;

/** The command: tables for the terminal, and files where they are asked for. */
export function reportCommand(): Command {
  return withComparisonOptions(new Command("report"))
    .description("compare what the store has of a study, without training")
    .argument("<study>", "its name or its number in the list")
    .addOption(storeOption())
    .option("--out <file>", "write a report as one offline HTML file")
    .option("--charts <folder>", "write every chart as SVG and PNG")
    .option("--json <file>", "write the result as JSON; - prints it instead of the table")
    .addHelpText("after", HELP)
    .action(runReport);
}

const runReport = (name: string, { out, json, charts, ...flags }: ReportFlags): Promise<void> =>
  withStore(flags, async (store) => {
    if (out) await ensureWritable(out, "--out");
    if (json && json !== "-") await ensureWritable(json, "--json");
    const study = await findStudy(store, name);
    const result = await readResult(store, study, {
      command: `npx glissade report ${study.id}`,
      ...choiceOf(flags),
    });
    if (json && json !== "-") await writeFileAtomic(json, toJson(result));
    if (out) {
      const { renderReport } = await import("../report/report.ts");
      await writeFileAtomic(out, renderReport(result));
    }
    if (charts) await (await import("./write-charts.ts")).writeCharts(charts, result);
    process.stdout.write(json === "-" ? toJson(result) : `${comparisonTable(result)}\n`);
  });
