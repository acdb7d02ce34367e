import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import type { QueueEntry } from '../../contract/resources';
import { STATUS_WORDS } from '../../query/status-words';
import { FIELD_WIDTH } from '../section';

/** As many as a person looks through here; a dashboard shows all. */
const MOST = 50;

/** Queue, waiting tasks and status: the longest first. */
export function FoundTable({ queues }: { readonly queues: readonly QueueEntry[] }) {
  const styles = useStyles2(getStyles);
  const shown = [...queues].sort((a, b) => (b.waiting ?? -1) - (a.waiting ?? -1)).slice(0, MOST);
  const count = queues.length - shown.length;
  return (
    <>
      <table className={styles.table} data-testid="backlog-found-table">
        <thead>
          <tr>
            <th scope="col">{t('config.found.queue', 'Queue')}</th>
            <th scope="col" className={styles.number}>
              {t('config.found.waiting', 'Waiting')}
            </th>
            <th scope="col">{t('config.found.status', 'Status')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, waiting, status = 'unknown' }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className={styles.number}>
                {waiting === null ? t('config.found.unread', 'unknown') : t('config.found.tasks', '{{tasks, number}}', { tasks: waiting })}
              </td>
              <td className={styles[status]}>{STATUS_WORDS[status]()}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {count > 0 && (
        <p className={styles.rest}>
          {t('config.found.rest', '', {
            count,
            defaultValue_one: '{{count, number}} shorter queue is not shown.',
            defaultValue_other: '{{count, number}} shorter queues are not shown.',
          })}
        </p>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%',
    maxWidth: FIELD_WIDTH * 8,
    'th, td': { padding: theme.spacing(0.5, 1), textAlign: 'left', borderBottom: `1px solid ${theme.colors.border.weak}` },
    'tbody th': { fontWeight: theme.typography.fontWeightRegular, overflowWrap: 'anywhere' },
  }),
  number: css({ '&&': { textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' } }),
  rest: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, marginTop: theme.spacing(1) }),
  ok: css({ color: theme.colors.success.text }),
  warning: css({ color: theme.colors.warning.text }),
  critical: css({ color: theme.colors.error.text }),
  unconsumed: css({ color: theme.colors.error.text }),
  unknown: css({ color: theme.colors.text.secondary }),
});
