/** Which parts make up one subscriber's resources? In the order they are made. */
export const PROVISION_STEPS = ['dead-letter-queue', 'queue', 'mapping', 'rule', 'target'] as const;

export type ProvisionStep = (typeof PROVISION_STEPS)[number];
