import type { Notice } from 'grafana-node-datasource-runtime';
import type { Monitor } from '../../queues/monitor/monitor';

/** Since when there is no new data, and why. */
export function failingNotice({ observed: { failing } }: Monitor): Notice[] {
  if (!failing) return [];
  return [{ severity: 'error', text: `No data since ${new Date(failing.since).toISOString()}. ${failing.last.error.message}` }];
}

/** Entries of a query that match no known queue. @param unlisted why the queues in the archive are unknown */
export function unknownNotice(unknown: readonly string[], monitor: Monitor, unlisted?: string): Notice[] {
  if (unknown.length === 0) return [];
  const listed = unknown
    .slice(0, 5)
    .map((entry) => `"${entry}"`)
    .join(', ');
  const more = unknown.length > 5 ? ` and ${unknown.length - 5} more` : '';
  return [
    {
      severity: 'warning',
      text: `No known queue matches ${listed}${more}; ${monitor.queues.length} are known. A queue that no Celery process has declared yet can be named in the datasource settings.${unlisted ? ` Past queues cannot be listed: ${unlisted}` : ''}`,
    },
  ];
}

/** Why queues may be missing. */
export function discoveryNotice({ observed, settings }: Monitor): Notice[] {
  const notices: Notice[] = [];
  const { discoveryError } = observed;
  if (settings.sampling.discover && (discoveryError?.code === 'permission' || discoveryError?.code === 'protocol')) {
    notices.push({ severity: 'warning', text: `Queues cannot be discovered. ${discoveryError.message}` });
  }
  if (observed.discovering) {
    notices.push({
      severity: 'info',
      text: 'The broker has many keys, and the search for queues is not finished. More queues may appear.',
    });
  }
  if (observed.catalogue.leftOut > 0) {
    notices.push({
      severity: 'warning',
      text: `${observed.catalogue.leftOut} queues are left out because there are too many to read. Narrow them down with include and exclude.`,
    });
  }
  return notices;
}
