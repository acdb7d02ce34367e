import type { Notice } from 'grafana-node-datasource-runtime';
import type { Monitor } from '../../queues/monitor';

/** Since when a graph has no new points, and why. */
export function failingNotice({ observed: { failing } }: Monitor): Notice[] {
  if (!failing) return [];
  return [{ severity: 'error', text: `No data since ${new Date(failing.since).toISOString()}. ${failing.last.error.message}` }];
}

/** What a query names and nobody knows. @param unlisted why it is not known which queues the archive has */
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
      text: `No known queue matches ${listed}${more}; ${monitor.queues.length} are known. A queue that no Celery process has declared yet can be named in the datasource settings.${unlisted ? ` Queues of the past cannot be listed: ${unlisted}` : ''}`,
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
    notices.push({ severity: 'info', text: 'The broker has many keys and is still being looked through for queues: more may appear.' });
  }
  if (observed.catalogue.leftOut > 0) {
    notices.push({
      severity: 'warning',
      text: `${observed.catalogue.leftOut} queues more than can be read are left out. Narrow them with include and exclude.`,
    });
  }
  return notices;
}
