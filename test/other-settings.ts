/** A local stage that differs from the default in what a stage can say, for the tests of that; synthesized once. */
export const OTHER_SETTINGS = {
  strictEventTypes: 'true',
  eventIdField: 'uid',
  tenantField: 'customer',
  archiveRetentionDays: '0',
};
