/** Why did the CDK app not synthesize? It says so among much else. */

/** What a check or the bundler found, and where: `ERROR what` above the construct, `✘ [ERROR] what` above file and line. */
const FINDING = /^(?:✘ \[)?ERROR\]? (.*)\s+(\S+?):?(?:\s|$)/gm;

/** An error that nobody caught, as Node prints it or as the CDK does; its message ends where the stack begins. */
const MESSAGE = /^(?:\w*Error: |\[«\w+» )(.*(?:\n(?! {4}(?:at |\.\.\.)).*)*)/m;

/** All findings, or else the message of the error that ended the app, or else its last words. */
export function synthesisFailure(output: string): string {
  const findings = [...output.matchAll(FINDING)].map(([, what = '', where = '']) => `${where}: ${what}`);
  if (findings.length > 0) return findings.join('\n');
  const lastWords = output.trimEnd().split('\n').at(-1);
  return MESSAGE.exec(output)?.[1] ?? (lastWords || 'it said nothing');
}
