/** @file Positions on an axis: ordinary numbers that grow evenly, for values of any size. */

import type { CustomSeriesOption } from "echarts/charts";
import { type Axis, unitOf } from "./axes.ts";
import { powerOfTen } from "./decimal.ts";
import { shortenRound } from "./log-axis.ts";
import type { Series } from "./render.ts";

/** The position of a value: its logarithm, or itself in a unit of the axis. */
export function positionOn(axis: Axis): (value: number) => number {
  if (axis.type === "log") return Math.log10;
  const unit = unitOf(axis);
  return (value) => value / unit;
}

/** The axis as the chart has it, which knows nothing of logarithms and units. */
export function positionAxis(axis: Axis) {
  const { name, type, min, max, interval = 1, ticks = [], axisLabel } = axis;
  const toPosition = positionOn(axis);
  const ends = { name, type: "value" as const, min: toPosition(min), max: toPosition(max) };
  if (type === "log") {
    const customValues = ticks.map(toPosition);
    return { ...ends, axisTick: { customValues }, axisLabel: { customValues, formatter: formatPower } };
  }
  const formatter = (position: number) => axisLabel.formatter(position * unitOf(axis));
  return { ...ends, interval: toPosition(interval), axisLabel: { formatter } };
}

/** The number whose logarithm a position is. */
const formatPower = (position: number): string =>
  shortenRound(Number.isInteger(position) ? powerOfTen(position) : 10 ** position);

/** A series with positions in place of values; those that have none are gaps. */
export function placeSeries(series: Series, { x, y }: Readonly<Record<"x" | "y", Axis>>): Series {
  const [across, up] = [x, y].map(toPositionOrGap);
  const place = (pair: readonly unknown[]) => [across!(pair[0]), up!(pair[1])];
  // The forms of data that charts here have
  const data = (series.data as readonly (readonly number[] | { readonly value: readonly number[] })[]).map(
    (datum) => ("value" in datum ? { ...datum, value: place(datum.value) } : place(datum)),
  );
  if (series.type !== "custom") return { ...series, data } as Series;
  const renderItem: CustomSeriesOption["renderItem"] = (params, api) =>
    series.renderItem?.(params, {
      ...api,
      coord: (point) => api.coord?.(Array.isArray(point) ? place(point) : point) ?? [],
    });
  return { ...series, data, renderItem } as Series;
}

function toPositionOrGap(axis: Axis): (value: unknown) => number | null {
  const toPosition = positionOn(axis);
  return (value) => {
    const position = typeof value === "number" ? toPosition(value) : Number.NaN;
    return Number.isFinite(position) ? position : null;
  };
}
