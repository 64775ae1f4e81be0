/** @file The arms of a study as a table. */

import { useMemo } from "preact/hooks";
import { type Arm, summariseArm } from "./arms.ts";
import { formatNumber } from "./format.ts";

export const ArmsTable = ({ arms }: { readonly arms: readonly Arm[] }) => (
  <div class="wide">
    <table>
      <thead>
        <tr>
          <th>arm</th>
          <th class="number">mean</th>
          <th class="number">sd</th>
          <th class="number">n</th>
          <th class="number">95 % interval of the mean</th>
          <th class="number">diverged</th>
          <th class="number">runs</th>
        </tr>
      </thead>
      <tbody>
        {arms.map((arm) => (
          <Row key={arm.name} arm={arm} />
        ))}
      </tbody>
    </table>
  </div>
);

function Row({ arm }: { readonly arm: Arm }) {
  const { mean, deviation, n, interval, lost } = useMemo(() => summariseArm(arm), [arm.values.join()]);
  return (
    <tr>
      <td class="name">{arm.name}</td>
      <td class="number">{formatNumber(mean)}</td>
      <td class="number">{formatNumber(deviation)}</td>
      <td class="number">{n}</td>
      <td class="number">
        {interval ? `${formatNumber(interval.low)} to ${formatNumber(interval.high)}` : "–"}
      </td>
      <td class="number">{lost}</td>
      <td class="number">{arm.runs.length}</td>
    </tr>
  );
}
