/** @file A Job of Kubernetes: pods of an image that holds the project. */

import { quote } from "../shell.ts";
import { GRACE_SECONDS, type Job, nameOf, tasksOf } from "./job.ts";

/** The secret that holds the store's address. */
const SECRET = { name: "glissade", key: "store" };

/** Pods that are lost are replaced so often for each task. */
const RETRIES = 6;

/**
 * The manifest for `kubectl create`, of Kubernetes 1.29 or newer. A pod that is moved away is replaced. A task in which runs
 * failed, or whose machine is at fault, is not begun again, and the others go on; a mistake in the study ends all of them.
 */
export function kubernetesManifest(job: Job, image: string): string {
  const { tasks, memory, hours } = job;
  const run = ["exec", "node_modules/.bin/glissade", ...job.command].map(quote).join(" ");
  return `# ${tasksOf(job)}, which leave when no run is left; created again, it goes on with what is missing.
# The store's address is in a secret, to be made once:
#   kubectl create secret generic ${SECRET.name} --from-literal=${SECRET.key}=postgres://user:password@host/database
apiVersion: batch/v1
kind: Job
metadata:
  generateName: ${nameOf(job)}-
spec:
  completionMode: Indexed
  completions: ${tasks}
  parallelism: ${tasks}
  backoffLimitPerIndex: ${RETRIES}${hours === undefined ? "" : `\n  activeDeadlineSeconds: ${Math.ceil(3600 * hours)}`}
  podFailurePolicy:
    rules:
      - action: Ignore
        onPodConditions:
          - type: DisruptionTarget
            status: "True"
      - action: FailIndex
        onExitCodes:
          operator: In
          values: [1]
      - action: FailJob
        onExitCodes:
          operator: In
          values: [2]
  template:
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: ${GRACE_SECONDS}
      containers:
        - name: glissade
          image: ${JSON.stringify(image)}
          command: ["sh", "-c", ${JSON.stringify(run)}]
          env:
            - name: GLISSADE_STORE
              valueFrom:
                secretKeyRef: { name: ${SECRET.name}, key: ${SECRET.key} }
          resources:
            requests: { ${requestsOf(job)} }${memory === undefined ? "" : `\n            limits: { memory: ${memoryOf(memory)} }`}
`;
}

const memoryOf = (gibibytes: number): string => `${Math.ceil(gibibytes * 1024)}Mi`;

const requestsOf = ({ workers, memory }: Job): string =>
  [`cpu: ${workers}`, ...(memory === undefined ? [] : [`memory: ${memoryOf(memory)}`])].join(", ");
