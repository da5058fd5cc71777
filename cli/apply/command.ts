/** `fanfare subscribers apply`: many subscribers, declared in a file. */
import { Command } from 'commander';
import { examples, runs } from '../command.ts';

const MANIFEST_HELP = `
The file:
  manifest: billing              # whose subscribers these are (default: default)
  subscribers:
    - name: Billing of Acme      # names are unique in a file
      url: https://example.com/hooks
      eventTypes: [invoice.*]
      headers:
        Authorization: Bearer \${ACME_TOKEN}    # from the environment
    - name: Inside
      mode: pull
      eventTypes: ["*"]

What is made carries the file's manifest name in its metadata (fanfare:manifest). Only such
subscribers are changed, or deleted when they leave the file; all others are never touched.
A second apply changes nothing.`;

export function applyCommand(): Command {
  return new Command('apply')
    .description('Make the subscribers what a file says: shows the plan, asks, carries it out, waits until it is so.')
    .requiredOption('-f, --file <file>', 'the manifest as YAML or JSON, `-` for stdin')
    .option('--dry-run', 'only show the plan')
    .option('-y, --yes', 'do not ask; needed where nobody can be asked')
    .option('--force', 'also delete those for whom dead letters wait')
    .option('--secrets-file <file>', 'add new secrets to this file (a JSON object a line, mode 0600), show none')
    .option('--no-wait', 'only until all is accepted')
    .addHelpText('after', MANIFEST_HELP)
    .addHelpText(
      'after',
      examples('fanfare subscribers apply -f subscribers.yaml --dry-run', [
        'fanfare --stage prod subscribers apply -f subscribers.yaml --yes --secrets-file new-secrets.jsonl',
        'in a pipeline',
      ]),
    )
    .action(runs(async () => (await import('./apply.ts')).apply));
}
