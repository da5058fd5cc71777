/** Where is a queue of this account, whose name is known? Beside any other one, on AWS as on every stand-in. */
export function siblingQueueUrl(queueUrl: string, name: string): string {
  return queueUrl.slice(0, queueUrl.lastIndexOf('/') + 1) + name;
}
