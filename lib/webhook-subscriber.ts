/** A subscriber as a resource of any stack: registered with the stack, changed with it, removed with it. */
import { ArnFormat, CustomResource, Duration, SecretValue, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type Signing, signingOf } from '../core/subscriber.ts';
import { declarationFaults } from './declaration-faults.ts';
import type { WebhookSubscriberProps } from './subscriber-declaration.ts';

export type { WebhookSubscriberProps } from './subscriber-declaration.ts';

/** The function answers within ten minutes, or not at all. */
const SERVICE_TIMEOUT = Duration.minutes(15);

export class WebhookSubscriber extends Construct {
  /** `sub_…` */
  readonly subscriberId: string;
  readonly #resource: CustomResource;
  readonly #signing: Signing;

  constructor(scope: Construct, id: string, props: WebhookSubscriberProps) {
    super(scope, id);
    this.node.addValidation({ validate: () => declarationFaults(props, Stack.of(this)) });
    const { stage, forceDelete = false, headers, ...settings } = props;
    const stack = Stack.of(this);
    this.#resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::FanfareSubscriber',
      serviceToken: stack.formatArn({
        service: 'lambda',
        resource: 'function',
        resourceName: `fanfare-${stage}-declare`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      serviceTimeout: SERVICE_TIMEOUT,
      properties: {
        // As one text, for CloudFormation makes texts of all numbers and booleans in a property.
        Settings: stack.toJsonString(settings),
        // Apart, for a value that is only known at deployment may hold what JSON would have to escape.
        ...(headers ? { Headers: headers } : {}),
        ...(forceDelete ? { ForceDelete: 'true' } : {}),
      },
    });
    this.subscriberId = this.#resource.ref;
    this.#signing = signingOf(props);
  }

  /** What its webhooks are signed with (`whsec_…`), to hand on to the endpoint: `new Secret(…, { secretStringValue })`. */
  get secret(): SecretValue {
    if (this.#signing === 'ed25519') {
      throw new Error(`${this.node.path} has no shared secret: its endpoint verifies with \`publicKey\`.`);
    }
    return SecretValue.resourceAttribute(this.#resource.getAttString('Secret'));
  }

  /** What its webhooks are verified with (`whpk_…`), where `signing` is `ed25519`. */
  get publicKey(): string {
    if (this.#signing === 'hmac-sha256') {
      throw new Error(`${this.node.path} has no public key: its endpoint verifies with \`secret\`.`);
    }
    return this.#resource.getAttString('PublicKey');
  }
}
