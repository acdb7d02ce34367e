import type { Entry } from './entry';

/** What Save & test says. */
export const HEALTH_MESSAGES = {
  'health.found': { severity: 'info', text: '{{server}} at {{label}}, {{queues}}, {{tasks}}.' },
  'health.mirrored': {
    severity: 'info',
    text: '{{server}} at {{label}}, {{queues}}, {{tasks}}; mirroring {{metrics}} to {{store}}, about {{dollars}} a month.',
  },
  'health.mirrorBroken': {
    severity: 'error',
    text: '{{server}} at {{label}}, {{queues}}, {{tasks}}; but the mirror to {{store}} does not work: {{reason}}',
  },
  'health.queues': { severity: 'info', text: { one: '{{count}} queue', other: '{{count}} queues' } },
  'health.tasks': { severity: 'info', text: { one: '{{count}} task waiting', other: '{{count}} tasks waiting' } },
  'health.metrics': { severity: 'info', text: { one: '{{count}} metric', other: '{{count}} metrics' } },
  'health.unknownVersion': { severity: 'info', text: 'Redis (unknown version: the ACL user may not run INFO)' },
  'health.undiscovered': {
    severity: 'warning',
    text: 'Queues cannot be discovered, only those in the settings are shown: {{reason}}',
  },
  'health.onlyLengths': { severity: 'warning', text: 'Only lengths can be read: {{reason}}' },
  'health.unknownMeasures': { severity: 'warning', text: 'Unknown measures: {{measures}}. {{reason}}' },
  'health.archiveUnlisted': { severity: 'warning', text: 'Older history cannot be listed in {{archive}}: {{reason}}' },
  'health.mirrorLeftOut': {
    severity: 'warning',
    text: {
      one: '{{count}} queue over the limit of {{most}} is mirrored only as part of a sum.',
      other: '{{count}} queues over the limit of {{most}} are mirrored only as a sum.',
    },
  },
  'health.mirrorLate': { severity: 'warning', text: 'The last put failed: {{reason}}' },
  'health.mirrorStops': {
    severity: 'warning',
    text: 'The mirror stops after {{days}} days without a request to this data source. To keep it running, name the file that provisions the data source in [plugin.backlog-celery-datasource] config, or run "backlog mirror" instead.',
  },
} as const satisfies Readonly<Record<string, Entry>>;
