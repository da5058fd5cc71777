import { describe, expect, it } from 'vitest';
import type { Template } from '../../local/template/template.ts';
import { synthesizeExample } from './synthesize-example.ts';

function ofType({ Resources }: Template, type: string) {
  return Object.values(Resources).filter(({ Type }) => Type === type);
}

describe('the example', () => {
  it('`subscribers` declares two, on the stage and with the URLs it is told', () => {
    const url = 'http://127.0.0.1:4499/ok';
    const template = synthesizeExample('subscribers', { stage: 'local', billingUrl: url, warehouseUrl: url });
    const declared = ofType(template, 'Custom::FanfareSubscriber').map(({ Properties = {} }) => Properties);
    expect(declared).toHaveLength(2);
    for (const { ServiceToken, Settings } of declared) {
      expect(JSON.stringify(ServiceToken)).toContain(':function:fanfare-local-declare');
      expect(JSON.parse(String(Settings))).toMatchObject({ url });
    }
  });

  it('`embed` makes a stage with a subscriber that comes after it, and lets a role publish', () => {
    const template = synthesizeExample('embed');
    const [subscriber] = ofType(template, 'Custom::FanfareSubscriber');
    const functions = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
    expect(functions.length).toBeGreaterThan(4);
    expect(subscriber?.DependsOn).toEqual(expect.arrayContaining(functions.map(([id]) => id)));
    expect(JSON.stringify(template.Resources)).toContain('"Action":"events:PutEvents"');
  });
});
