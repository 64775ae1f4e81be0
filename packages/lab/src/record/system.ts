/** @file What a process takes of its machine. */

export interface System {
  /** Memory in MiB, and the processor's share since the last look, 1 for one core. */
  read(): readonly (readonly [key: string, value: number])[];
}

export function createSystem(): System {
  let last = { cpu: process.cpuUsage(), time: performance.now() };
  return {
    read() {
      const now = { cpu: process.cpuUsage(), time: performance.now() };
      const busy = now.cpu.user + now.cpu.system - last.cpu.user - last.cpu.system; // microseconds
      const share = busy / 1000 / (now.time - last.time);
      last = now;
      return [
        ["system/memory", process.memoryUsage().rss / 2 ** 20],
        ["system/cpu", share],
      ];
    },
  };
}
