/** What are the tables' indexes called? The stack makes them, the records read them, the roles allow it. */

/** Deliveries that are not delivered, by subscriber. */
export const UNDELIVERED_INDEX = 'undelivered';

/** All subscribers, by id, which is by age. */
export const LISTING_INDEX = 'listing';
