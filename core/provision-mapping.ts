/** Is an event-source mapping between a subscriber's queue and `deliver` as it should be? */

export interface MappingPlan {
  readonly enabled: boolean;
  /** Batches under way at once, 2 to 1,000: with it Lambda never receives what it cannot invoke. */
  readonly maxConcurrency: number;
}

/** A mapping in Lambda's own words. */
export interface MappingSeen {
  readonly State?: string | undefined;
  readonly BatchSize?: number | undefined;
  readonly FunctionResponseTypes?: readonly string[] | undefined;
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number | undefined } | undefined;
}

/** Failures are reported message by message: without that, one failed delivery would return its whole batch. */
export function mappingConfiguration({ enabled, maxConcurrency }: MappingPlan) {
  return {
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures' as const],
    Enabled: enabled,
    ScalingConfig: { MaximumConcurrency: maxConcurrency },
  };
}

/** Whether it goes its own way to an end that its state does not tell: after `Updating` it may be on or off. */
export function isMappingInMotion({ State }: MappingSeen): boolean {
  return State === 'Updating' || State === 'Deleting';
}

/** For a mapping that is not in motion. */
export function isMappingAsPlanned(seen: MappingSeen, plan: MappingPlan): boolean {
  const wanted = mappingConfiguration(plan);
  const isOn = seen.State === 'Enabled' || seen.State === 'Enabling' || seen.State === 'Creating';
  return (
    isOn === wanted.Enabled &&
    seen.BatchSize === wanted.BatchSize &&
    seen.FunctionResponseTypes?.includes('ReportBatchItemFailures') === true &&
    seen.ScalingConfig?.MaximumConcurrency === wanted.ScalingConfig.MaximumConcurrency
  );
}
