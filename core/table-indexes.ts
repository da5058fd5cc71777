/** What are the tables' indexes called? The stack makes them, the records read them, the roles allow it. */

/** Deliveries that are not delivered, by subscriber. */
export const UNDELIVERED_INDEX = 'undelivered';

/** The same deliveries of all subscribers, by status and time, spread over a few partitions. */
export const UNDELIVERED_BY_TIME_INDEX = 'undelivered-by-time';

/** All subscribers, by id, which is by age; and so all jobs of a kind. */
export const LISTING_INDEX = 'listing';

/** All subscribers by status, no more than their ids: to count them. */
export const BY_STATUS_INDEX = 'by-status';
