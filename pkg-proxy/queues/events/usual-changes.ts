import type { UsualChange, UsualSide } from '../usual-change';
import type { NewEvent } from './event';

const TITLES: Readonly<Record<UsualSide, string>> = {
  longer: 'is longer than usual',
  shorter: 'is shorter than usual',
  usual: 'is as long as usual again',
};

/** A queue has left what is usual for the hour, or is back. */
export function usualEvent({ queue, to, at, waiting, low, high }: UsualChange): NewEvent {
  const hour = new Intl.DateTimeFormat('en', { weekday: 'long', hour: '2-digit', hourCycle: 'h23', timeZone: 'UTC' });
  const { weekday, hour: of } = Object.fromEntries(hour.formatToParts(at).map(({ type, value }) => [type, value]));
  const usual = Math.round(low) === Math.round(high) ? `${Math.round(low)}` : `${Math.round(low)} to ${Math.round(high)}`;
  return {
    at,
    kind: 'unusual',
    queue,
    severity: to === 'usual' ? 'info' : 'warning',
    title: `${queue} ${TITLES[to]}`,
    text: `${Math.round(waiting)} tasks waiting on average in the last five minutes; ${usual} are usual on ${weekday} at ${of}:00 UTC.`,
  };
}
