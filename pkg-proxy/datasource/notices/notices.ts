import type { Notice } from 'grafana-node-datasource-runtime';
import { message, type Said } from '../../../src/contract/messages/message';
import type { Monitor } from '../../queues/monitor/monitor';
import { DISCOVERY_MS } from '../../queues/sampling/discovery';
import { say } from './said';

/** So many names are listed. */
const MOST_NAMED = 5;

/** Since when there is no new data, and why. */
export function failingNotice({ observed: { failing } }: Monitor): Notice[] {
  if (!failing) return [];
  return [say(message('queues.failing', { since: { at: failing.since }, reason: failing.last.error.said }))];
}

/** Entries of a query that match no known queue. @param unlisted why the queues in the archive are unknown */
export function unknownNotice(unknown: readonly string[], { queues }: Monitor, unlisted?: Said): Notice[] {
  if (unknown.length === 0) return [];
  const patterns = listed(unknown.map((entry) => `"${entry}"`));
  const notice =
    queues.length === 0
      ? message('queues.unmatchedAndNone', { patterns })
      : message('queues.unmatched', { patterns, known: listed(queues) });
  return [say(notice), ...(unlisted ? [say(message('queues.pastUnlisted', { reason: unlisted }))] : [])];
}

export function listed(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? `, … (+${names.length - MOST_NAMED})` : '';
  return names.slice(0, MOST_NAMED).join(', ') + more;
}

/** Why there are no queues, or why some may be missing. */
export function discoveryNotice({ observed, settings, queues }: Monitor): Notice[] {
  const notices: Notice[] = [];
  const { discoveryError } = observed;
  const { discover } = settings.sampling;
  if (discover && (discoveryError?.code === 'permission' || discoveryError?.code === 'protocol')) {
    notices.push(say(message('queues.undiscovered', { reason: discoveryError.said })));
  } else if (queues.length === 0 && !observed.discovering) {
    notices.push(say(discover ? message('queues.none', { seconds: DISCOVERY_MS / 1000 }) : message('queues.noneConfigured')));
  }
  if (observed.discovering) notices.push(say(message('queues.discovering')));
  if (observed.catalogue.leftOut > 0) notices.push(say(message('queues.leftOut', { count: observed.catalogue.leftOut })));
  return notices;
}
