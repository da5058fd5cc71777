/** Which page has which address? Each is loaded when it is first shown. */
import { lazy, Suspense } from 'react';
import { Route, Router, Switch } from 'wouter';
import { Loading } from '../parts/loading.tsx';
import { NotFound } from './not-found.tsx';
import { decoded, useSpelledLocation } from './spelled-location.ts';

const Overview = lazy(() => import('../pages/overview/overview-page.tsx'));
const Subscribers = lazy(() => import('../pages/subscribers/subscribers-page.tsx'));
const Subscriber = lazy(() => import('../pages/subscriber/subscriber-page.tsx'));
const DeadLetters = lazy(() => import('../pages/dead-letters/dead-letters-page.tsx'));
const SubscriberDeadLetters = lazy(() => import('../pages/dead-letters/subscriber-dead-letters-page.tsx'));
const Events = lazy(() => import('../pages/events/events-page.tsx'));
const Event = lazy(() => import('../pages/events/event-page.tsx'));
const Delivery = lazy(() => import('../pages/deliveries/delivery-page.tsx'));
const EventTypes = lazy(() => import('../pages/event-types/event-types-page.tsx'));
const EventType = lazy(() => import('../pages/event-types/event-type-page.tsx'));
const Replays = lazy(() => import('../pages/replays/replays-page.tsx'));
const Replay = lazy(() => import('../pages/replays/replay-page.tsx'));
const Redrives = lazy(() => import('../pages/redrives/redrives-page.tsx'));
const Redrive = lazy(() => import('../pages/redrives/redrive-page.tsx'));

export function Pages() {
  return (
    <Suspense fallback={<Loading />}>
      <Router hook={useSpelledLocation}>
        <Switch>
          <Route path="/" component={Overview} />
          <Route path="/subscribers" component={Subscribers} />
          <Route path="/subscribers/:id">{({ id }) => <Subscriber key={id} id={decoded(id)} />}</Route>
          <Route path="/subscribers/:id/dead-letters">
            {({ id }) => <SubscriberDeadLetters key={id} id={decoded(id)} />}
          </Route>
          <Route path="/dead-letters" component={DeadLetters} />
          <Route path="/events" component={Events} />
          <Route path="/events/:eventId">{({ eventId }) => <Event key={eventId} eventId={decoded(eventId)} />}</Route>
          <Route path="/deliveries/:subscriberId/:eventId">
            {({ subscriberId, eventId }) => (
              <Delivery
                key={`${subscriberId}/${eventId}`}
                subscriberId={decoded(subscriberId)}
                eventId={decoded(eventId)}
              />
            )}
          </Route>
          <Route path="/event-types" component={EventTypes} />
          <Route path="/event-types/:name">{({ name }) => <EventType key={name} name={decoded(name)} />}</Route>
          <Route path="/replays" component={Replays} />
          <Route path="/replays/:id">{({ id }) => <Replay key={id} id={decoded(id)} />}</Route>
          <Route path="/redrives" component={Redrives} />
          <Route path="/redrives/:id">{({ id }) => <Redrive key={id} id={decoded(id)} />}</Route>
          <Route component={NotFound} />
        </Switch>
      </Router>
    </Suspense>
  );
}
