/** Who calls? Each function has an access key of its own, by which the endpoint knows it and its role. */

const PREFIX = 'FUNCTION-';

export function accessKeyOf(functionName: string): string {
  return PREFIX + functionName;
}

/** The function that calls with this access key, or `outside`. */
export function callerOf(accessKeyId: string): string {
  return accessKeyId.startsWith(PREFIX) ? accessKeyId.slice(PREFIX.length) : 'outside';
}
