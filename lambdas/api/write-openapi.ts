/** `npm run openapi`: writes the document that is committed and served. */
import { readFileSync, writeFileSync } from 'node:fs';
import { API_DESCRIPTIONS } from './api-descriptions.ts';
import { describeApi } from './describe-api.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const document = describeApi(API_DESCRIPTIONS, version);
writeFileSync(new URL('./openapi.json', import.meta.url), `${JSON.stringify(document, null, 2)}\n`);
