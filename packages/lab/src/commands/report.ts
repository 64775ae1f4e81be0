/** @file `glissade report`: the report of a study that the store has, without training. */

import { Command } from "commander";
import { ensureWritable, writeFileAtomic } from "../files.ts";
import { acrossTable } from "../report/across/text.ts";
import type { ReportChart } from "../report/charts/chart.ts";
import { comparisonTable } from "../report/comparison-table.ts";
import { acrossStudies } from "../results/across.ts";
import type { StudyResult } from "../results/result.ts";
import { readResult } from "../results/view.ts";
import { quote } from "../shell.ts";
import { type ComparisonFlags, choiceOf, withComparisonOptions } from "./comparison-options.ts";
import { ensureJson, type JsonFlags, jsonOption, printResult, writeJson } from "./json-option.ts";
import { findStudy, type StoreFlags, storeOption, withStore } from "./store-option.ts";
import { writeCharts } from "./write-charts.ts";

interface ReportFlags extends StoreFlags, ComparisonFlags, JsonFlags {
  readonly out?: string;
  readonly charts?: string;
}

const HELP = `
Of several studies, the arms that all of them have are compared by their ranks in each: Friedman's and Nemenyi's tests, a
critical-difference diagram, and with --statistic steps or seconds performance profiles.

Examples:
  glissade report quickstart --out report.html --charts charts
  glissade report quickstart --metric "training loss" --statistic area
  glissade report 1 --json - | jq '.arms[].metrics'
  glissade report quickstart quadratic-deep --out ranks.html`;

/** The command: tables for the terminal, and files where they are asked for. */
export function reportCommand(): Command {
  return withComparisonOptions(new Command("report"))
    .description("compare what the store has of a study, or of several, without training")
    .argument("<study...>", "names, or numbers in the list")
    .addOption(storeOption())
    .option("--out <file>", "write a report as one offline HTML file")
    .option("--charts <folder>", "write every chart as SVG and PNG")
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action(runReport);
}

const runReport = (names: readonly string[], { out, charts, ...flags }: ReportFlags): Promise<void> =>
  withStore(flags, async (store) => {
    if (out) await ensureWritable(out, "--out");
    await ensureJson(flags);
    const results: StudyResult[] = [];
    for (const name of names) {
      const study = await findStudy(store, name);
      const isNewest = (await store.study(study.name))?.id === study.id;
      const command = `npx glissade report ${isNewest ? quote(study.name) : study.id}`;
      results.push(await readResult(store, study, { command, ...choiceOf(flags) }));
    }
    const { content, table, render, draw } = results.length > 1 ? ofSeveral(results) : ofOne(results[0]!);
    await writeJson(flags, content);
    if (out) await writeFileAtomic(out, await render());
    if (charts) await writeCharts(charts, await draw());
    printResult(flags, content, table);
  });

/** What is written of results; the libraries of pages and pictures are loaded where they are asked for. */
interface Written {
  readonly content: object;
  table(): string;
  render(): Promise<string>;
  draw(): Promise<readonly ReportChart[]>;
}

const ofOne = (result: StudyResult): Written => ({
  content: result,
  table: () => comparisonTable(result),
  render: async () => (await import("../report/report.ts")).renderReport(result),
  draw: async () => (await import("../report/sections.ts")).allCharts(result),
});

function ofSeveral(results: readonly StudyResult[]): Written {
  const across = acrossStudies(results);
  return {
    content: { ...across, results },
    table: () => acrossTable(across),
    render: async () => (await import("../report/across/page.ts")).renderAcross(across, results),
    draw: async () => (await import("../report/across/charts.ts")).acrossCharts(across),
  };
}
