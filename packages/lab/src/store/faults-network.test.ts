import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { startWorker } from "./fixtures/crew.ts";
import { programs, startServer } from "./fixtures/postgres.ts";
import { addSeeds, expectUndisturbed } from "./fixtures/undisturbed.ts";
import { openStore } from "./open.ts";

const command = "/usr/sbin/ip";
const ip = (text: string): void => void execFileSync(command, text.split(" "), { stdio: "pipe" });
const seconds = (count: number): number => count * 1000;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const names = ["a", "b"].map((side) => `gl-${side}-${process.pid}`);
const [near, far] = names as [string, string];
const within = (name: string): readonly string[] => [command, "netns", "exec", name];

/** Two hosts with a cable between them: namespaces of the network, 10.99.0.1 and 10.99.0.2. */
function layCable(): void {
  for (const name of names) ip(`netns add ${name}`);
  onTestFinished(() => names.forEach((name) => void ip(`netns del ${name}`)));
  ip(`link add gl-near netns ${near} type veth peer name gl-far netns ${far}`);
  for (const [index, [name, end]] of [[near, "gl-near"] as const, [far, "gl-far"] as const].entries()) {
    ip(`-n ${name} addr add 10.99.0.${index + 1}/24 dev ${end}`);
    for (const link of ["lo", end]) ip(`-n ${name} link set ${link} up`);
  }
}

/** Why there are no two hosts here. */
function lacking(): string | undefined {
  if (programs === undefined) return "PostgreSQL: apt-get install postgresql";
  if (process.getuid?.() !== 0) return "root";
  if (!existsSync(command)) return "ip: apt-get install iproute2";
  try {
    ip("netns list");
    return undefined;
  } catch {
    return "network namespaces";
  }
}

const reason = lacking();
const title = "a host that is cut off for 20 s loses its run to another, and its late result is dropped";

test.skipIf(reason !== undefined)(
  reason === undefined ? title : `${title} (needs ${reason})`,
  async () => {
    layCable();
    const listen = { host: "10.99.0.1", network: "10.99.0.0/24" };
    const server = startServer({ under: within(near), listen });
    onTestFinished(() => server.remove());
    const address = server.fresh();
    const store = await openStore(address);
    onTestFinished(() => store.close());
    await addSeeds(store, 1);

    const remote = `postgres://tester@10.99.0.1${new URL(address).pathname}`;
    const slow = { leaseSeconds: 5, pauseMilliseconds: 250, under: within(far) };
    const cutOff = startWorker(remote, "cut off", slow);
    const ended = once(cutOff, "exit");
    await once(cutOff, "message");
    await expect
      .poll(async () => (await store.runs())[0]!.step, { timeout: seconds(30) })
      .toBeGreaterThan(12);

    ip(`-n ${far} link set gl-far down`);
    const cut = performance.now();
    const other = startWorker(remote, "other", {
      leaseSeconds: 5,
      pauseMilliseconds: 20,
      under: within(near),
    });
    await once(other, "exit");
    expect(performance.now() - cut).toBeLessThan(seconds(20));
    expect(await store.runs()).toMatchObject([{ state: "done", attempt: 2, worker: "other" }]);
    await pause(seconds(20) - (performance.now() - cut));
    ip(`-n ${far} link set gl-far up`);

    expect(await ended).toEqual([0, null]);
    await expectUndisturbed(store, 1);
    expect(await store.runs()).toMatchObject([{ attempt: 2, worker: "other", crashes: 1 }]);
    const finished = (await store.workers()).map(({ name, finished }) => [name, finished]);
    expect(Object.fromEntries(finished)).toEqual({ other: 1, "cut off": 0 });
  },
  seconds(150),
);
