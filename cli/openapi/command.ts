/** `fanfare openapi`: the API's own description. */
import { Command } from 'commander';
import { examples, runs } from '../command.ts';

export function openapiCommand(): Command {
  return new Command('openapi')
    .description("Print the API's description, OpenAPI 3.1.")
    .summary("print the API's description")
    .addHelpText('after', examples('fanfare openapi > fanfare.openapi.json'))
    .action(runs(async () => async (session) => session.out.json(await (await session.api()).get('/v1/openapi.json'))));
}
