import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, Text, useStyles2 } from '@grafana/ui';
import React, { useRef } from 'react';
import type { SectionProps } from '../section';
import { FoundTable } from './FoundTable';
import { useFoundQueues } from './use-found-queues';

/** The queues that the saved settings find, with their lengths. Nothing for a data source whose URL was never saved. */
export function FoundQueues({ options: { uid, version, url } }: Pick<SectionProps, 'options'>) {
  const saved = useRef({ uid, version, url });
  if (saved.current.uid !== uid || saved.current.version !== version) saved.current = { uid, version, url };
  const isSaved = uid !== '' && Boolean(saved.current.url);
  const { queues, loading, failed, reload } = useFoundQueues(isSaved ? uid : undefined, version);
  const styles = useStyles2(getStyles);
  if (!isSaved) return null;
  return (
    <section className={styles.section} data-testid="backlog-found">
      <div className={styles.head}>
        <h2 className={styles.title}>{t('config.found.title', 'Queues found')}</h2>
        {/* Not disabled while it loads: the focus would be lost. */}
        <Button type="button" variant="secondary" size="sm" icon="sync" data-testid="backlog-found-reload" onClick={reload}>
          {t('config.found.reload', 'Reload')}
        </Button>
      </div>
      <div role="status" aria-busy={loading}>
        {failed && (
          <Text color="secondary">
            {t(
              'config.found.failed',
              'Backlog cannot list the queues. Select Save & test to see why, correct the settings and save again.',
            )}
          </Text>
        )}
        {queues?.length === 0 && (
          <Text color="secondary">
            {t('config.found.none', 'No queues yet. Start a worker or send a task; discovery runs every 60 s.')}
          </Text>
        )}
        {!queues && !failed && <Text color="secondary">{t('config.found.loading', 'Loading queues…')}</Text>}
      </div>
      {queues && queues.length > 0 && <FoundTable queues={queues} />}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ padding: theme.spacing(2, 0) }),
  head: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(2), marginBottom: theme.spacing(1) }),
  title: css({ ...theme.typography.h4, margin: 0 }),
});
