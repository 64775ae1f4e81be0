import { expect, test } from "vitest";
import { logAxis, magnitudeAxis } from "./log-axis.ts";

test.each([
  [{ min: 0.05, max: 0.2 }, [0.05, 0.1, 0.2]],
  [{ min: 0.3, max: 1.7 }, [0.2, 0.5, 1, 2]],
  [{ min: 0.01, max: 1 }, [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]],
  [{ min: 0.002, max: 5 }, [0.01, 0.1, 1]],
  [{ min: 3e-8, max: 0.7 }, [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1]],
  [{ min: 6e-9, max: 34 }, [1e-10, 1e-8, 1e-6, 1e-4, 0.01, 1, 100]],
])("from $min to $max: 1, 2 and 5, or powers of ten alone", (range, ticks) =>
  expect(logAxis("f", range).ticks).toEqual(ticks),
);

test("where there are many powers of ten, every so many of them", () =>
  expect(logAxis("f", { min: 20, max: 4e181 })).toMatchObject({
    min: 1,
    max: 1e184,
    ticks: [1, 1e23, 1e46, 1e69, 1e92, 1e115, 1e138, 1e161, 1e184],
  }));

test("magnitudes are logarithmic only where they are positive and far apart", () => {
  expect(magnitudeAxis("loss", { min: 0.003, max: 1.4 })).toMatchObject({ type: "log", min: 0.002, max: 2 });
  expect(magnitudeAxis("loss", { min: 0.3, max: 1.4 })).toMatchObject({ type: "value", min: 0 });
  expect(magnitudeAxis("loss", { min: -3, max: 100 })).toMatchObject({ type: "value" });
});

test("labels of logarithmic axes are round although their ticks are not quite", () => {
  const { axisLabel } = logAxis("f", { min: 0.05, max: 200 }) as {
    readonly axisLabel: { readonly formatter: (value: number) => string };
  };
  const labels = [0.05012, 0.5012, 1.995, 19.95, 199.5, 1, 3, 1e-320, 1.0000001e181].map(axisLabel.formatter);
  expect(labels).toEqual(["0.05", "0.5", "2", "20", "200", "1", "3", ...labels.slice(7)]);
  expect(labels[8]).toBe("1e181");
});
