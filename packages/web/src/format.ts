/** @file Numbers and times as the pages write them. */

import type { WireNumber } from "../../lab/src/serve/wire.ts";

/** Four digits are what seeds let one see. */
export function formatNumber(value: WireNumber | null | undefined): string {
  if (value === null || value === undefined) return "–";
  const number = Number(value);
  return Number.isFinite(number) ? String(Number(number.toPrecision(4))) : String(number);
}

export function formatSeconds(seconds: number): string {
  if (seconds < 100) return `${Number(seconds.toPrecision(3))} s`;
  const minutes = seconds / 60;
  return minutes < 100 ? `${Math.round(minutes)} min` : `${Number((minutes / 60).toPrecision(3))} h`;
}

export const formatTime = (iso: string | null): string =>
  iso === null ? "–" : new Date(iso).toLocaleString();
