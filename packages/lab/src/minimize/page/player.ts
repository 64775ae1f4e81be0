/** @file The script of the page: plays the frames that its data holds. It goes into the page as text. */

import type { RunFrames } from "./frames.ts";

/** What is used of the browser, whose types the project does not load. */
interface PageElement {
  textContent: string;
  value: string;
  hidden: boolean;
  readonly valueAsNumber: number;
  readonly checked: boolean;
  readonly style: { display: string };
  setAttribute(name: string, value: string): void;
  addEventListener(type: string, listener: () => void): void;
}

declare const document: { getElementById(id: string): PageElement };

/** What the page knows. */
export interface PlayerData {
  /** The step of each frame. */
  readonly frames: readonly number[];
  readonly runs: readonly RunFrames[];
  /** Where the line of each chart by step stands, for each frame. */
  readonly charts: readonly (readonly number[])[];
}

/** Shows one frame of every run at a time, which a slider, buttons and a clock choose. It uses nothing from outside. */
export function play(): void {
  const find = (id: string) => document.getElementById(id);
  const { frames, runs, charts }: PlayerData = JSON.parse(find("frames").textContent);
  const [slider, toggle, speed] = [find("frame"), find("toggle"), find("speed")];
  const last = frames.length - 1;
  let clock: ReturnType<typeof setInterval> | undefined;

  function showRun({ points, cells, status }: RunFrames, index: number, frame: number): void {
    const here = Math.min(frame, points.length - 1);
    const walked = points.slice(0, here + 1).map((point) => point.join());
    find(`walked-${index}`).setAttribute("points", walked.join(" "));
    for (const [axis, pixel] of points[here]!.entries()) {
      find(`place-${index}`).setAttribute(axis === 0 ? "cx" : "cy", String(pixel));
    }
    for (const [row, text] of cells[here]!.entries()) find(`cell-${index}-${row}`).textContent = text;
    find(`over-${index}`).hidden = status === "done" || frame < points.length - 1;
  }

  function show(frame: number): void {
    slider.value = String(frame);
    slider.setAttribute("aria-valuetext", `step ${frames[frame]}`);
    find("now").textContent = String(frames[frame]);
    for (const [index, run] of runs.entries()) showRun(run, index, frame);
    for (const [index, places] of charts.entries()) {
      for (const end of ["x1", "x2"]) find(`cursor-${index}`).setAttribute(end, String(places[frame]));
    }
  }

  function pause(): void {
    clearInterval(clock);
    clock = undefined;
    toggle.textContent = "Play";
  }

  function start(): void {
    if (slider.valueAsNumber === last) show(0);
    toggle.textContent = "Pause";
    clock = setInterval(() => {
      show(Math.min(slider.valueAsNumber + 1, last));
      if (slider.valueAsNumber === last) pause();
    }, 1000 / Number(speed.value));
  }

  function move(distance: number): void {
    pause();
    show(Math.max(0, Math.min(slider.valueAsNumber + distance, last)));
  }

  slider.addEventListener("input", () => move(0));
  find("back").addEventListener("click", () => move(-1));
  find("forward").addEventListener("click", () => move(1));
  toggle.addEventListener("click", () => (clock ? pause() : start()));
  speed.addEventListener("change", () => {
    if (!clock) return;
    pause();
    start();
  });
  for (const index of runs.keys()) {
    const isShown = find(`shown-${index}`);
    isShown.addEventListener("change", () => {
      find(`run-${index}`).style.display = isShown.checked ? "" : "none";
    });
  }
  show(0);
}
