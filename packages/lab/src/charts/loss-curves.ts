/** @file Training loss against steps: the mean of the finished runs of each arm in the band that they fill. */

import { type ArmStyle, armStyles } from "./arm-style.ts";
import { linearAxis, magnitudeAxis, rangeOf } from "./axes.ts";
import { bandSeries } from "./band.ts";
import { type CurveArm, type CurveSummary, summariseCurves } from "./curves.ts";
import { CROSS, layOut, SIZE } from "./layout.ts";
import { renderSvg, type Series } from "./render.ts";
import { INK } from "./theme.ts";

/** Draws the loss of each arm; a diverged run is a thin line that ends in a cross at the top. */
export function lossCurves(arms: readonly CurveArm[]): string {
  const summaries = summariseCurves(arms);
  const points = summaries.flatMap(({ low, high, diverged }) => [...low, ...high, ...diverged.flat()]);
  const x = linearAxis("step", { ...rangeOf(points.map(([step]) => step)), min: 0 });
  const y = magnitudeAxis("training loss", rangeOf(points.map(([, loss]) => loss)));
  const styles = armStyles(arms.map(({ name }) => name));
  const series = summaries.flatMap((summary) => {
    const style = styles.get(summary.name)!;
    const { low, high } = summary;
    const band = bandSeries({ color: style.color, low, high, anchor: [x.min, y.min] });
    return [band, mean(summary, style), ...divergedLines(summary, style)];
  });
  const label = `Training loss by step for ${arms.map(({ name }) => name).join(", ")}`;
  const option = layOut({ x, y, series: [...series, ...crosses(summaries, styles)] });
  return renderSvg({ ...SIZE, label, option });
}

function mean({ name, mean: points }: CurveSummary, { color, dash }: ArmStyle): Series {
  return {
    type: "line",
    name,
    color,
    data: points.map((point) => [...point]),
    symbol: points.length === 1 ? "circle" : "none",
    lineStyle: { color, width: 2, type: dash },
  };
}

function divergedLines({ diverged }: CurveSummary, { color }: ArmStyle): readonly Series[] {
  return diverged.map((points) => ({
    type: "line",
    data: points.map((point) => [...point]),
    showSymbol: false,
    lineStyle: { color, width: 1, opacity: 0.7 },
  }));
}

function crosses(
  summaries: readonly CurveSummary[],
  styles: ReadonlyMap<string, ArmStyle>,
): readonly Series[] {
  const data = summaries.flatMap(({ name, diverged }) =>
    diverged.map((points) => ({
      value: [...points.at(-1)!],
      itemStyle: { borderColor: styles.get(name)!.color, borderWidth: 2 },
    })),
  );
  if (data.length === 0) return [];
  const itemStyle = { borderColor: INK, borderWidth: 2 };
  return [{ type: "scatter", name: "diverged", symbol: CROSS, symbolSize: 9, clip: false, itemStyle, data }];
}
