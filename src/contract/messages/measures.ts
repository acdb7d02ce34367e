import type { Entry } from './entry';

/** Why a measure is unknown, or not whole. */
export const MEASURE_MESSAGES = {
  'measures.unknown': { severity: 'warning', text: '{{measures}}: {{reason}}' },
  'measures.eventsOff': {
    severity: 'warning',
    text: '{{measures}}: task events are off (jsonData.taskEvents in the data source settings).',
  },
  'measures.detailsOff': {
    severity: 'warning',
    text: '{{measures}}: queue details are off (jsonData.details in the data source settings).',
  },
  'measures.noPriorities': { severity: 'warning', text: '{{measures}}: known for whole queues only. By priority, select waiting.' },
  'measures.tooManyPriorities': {
    severity: 'warning',
    text: {
      one: 'There is no history by priority for {{count}} queue, because too many queues use priorities.',
      other: 'There is no history by priority for {{count}} queues, because too many queues use priorities.',
    },
  },
  'measures.tooManySeries': {
    severity: 'warning',
    text: '{{measures}}: there is no history for {{series}} more series (a measure of a queue), because there are too many.',
  },
  'status.agesOff': {
    severity: 'warning',
    text: 'status: thresholds.age has no effect, only lengths count. Ages are not read because queue details are off (jsonData.details in the data source settings).',
  },
  'status.agesUnread': { severity: 'warning', text: 'status: thresholds.age has no effect, only lengths count. {{reason}}' },
  'status.tooManySeries': {
    severity: 'warning',
    text: 'status: there is no history for {{series}} series (a measure of a queue), because there are too many. Ages among them do not count.',
  },
  'usual.noPriorities': { severity: 'info', text: "There is no usual range by priority: the archive keeps each queue's total." },
  'usual.noArchive': {
    severity: 'warning',
    text: 'The usual range needs an archive. Switch on jsonData.mirror.enabled, or jsonData.mirror.read where another mirror writes.',
  },
  'usual.notMirrored': { severity: 'info', text: '{{measures}}: no usual range, since it is not among jsonData.mirror.measures.' },
  'usual.youngQueue': { severity: 'info', text: 'The usual range needs two weeks of archive; that of {{queue}} begins on {{day}}.' },
  'usual.youngTotal': { severity: 'info', text: 'The usual range needs two weeks of archive; that of the total begins on {{day}}.' },
  'usual.emptyQueue': { severity: 'info', text: 'The usual range needs two weeks of archive; that of {{queue}} is empty.' },
  'usual.emptyTotal': { severity: 'info', text: 'The usual range needs two weeks of archive; that of the total is empty.' },
  'usual.youngOthers': {
    severity: 'info',
    text: { one: '{{count}} other series is not older.', other: '{{count}} other series are not older.' },
  },
  'usual.computing': {
    severity: 'info',
    text: {
      one: 'The usual range of {{count}} series is being computed. The next refresh may have it.',
      other: 'The usual range of {{count}} series is being computed. The next refresh may have it.',
    },
  },
  'usual.tooMany': {
    severity: 'warning',
    text: {
      one: '{{count}} series has no usual range, since too many were asked for within a day.',
      other: '{{count}} series have no usual range, since too many were asked for within a day.',
    },
  },
  'usual.unread': { severity: 'warning', text: 'The usual range cannot be read. {{reason}}' },
} as const satisfies Readonly<Record<string, Entry>>;
