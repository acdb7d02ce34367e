import { css } from '@emotion/css';
import type { GrafanaTheme2, QueryEditorHelpProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, useStyles2 } from '@grafana/ui';
import React from 'react';
import type { BacklogQuery } from '../../types';
import { START_PATTERNS } from './patterns';
import { startFrom } from './start-from';

/** Shown in Explore and in Grafana's help of a query: queries that run when they are clicked. */
export function CheatSheet({ onClickExample, query }: QueryEditorHelpProps<BacklogQuery>) {
  const styles = useStyles2(getStyles);
  return (
    <div>
      <h2 className={styles.title}>{t('editor.help.title', 'Celery queue cheat sheet')}</h2>
      <ul className={styles.list}>
        {START_PATTERNS.map(({ key, words, query: pattern }) => {
          const { name, text } = words();
          return (
            <li key={key} className={styles.item}>
              <Button fill="text" size="sm" onClick={() => onClickExample(startFrom(query ?? { refId: 'A' }, pattern))}>
                {name}
              </Button>
              <div className={styles.text}>{text}</div>
            </li>
          );
        })}
      </ul>
      <p className={styles.text}>
        {t(
          'editor.help.patterns',
          'Queues and tasks take names, globs (email*), regular expressions between slashes (/^report-[0-9]+$/) and dashboard variables ($queue).',
        )}
      </p>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ ...theme.typography.h4 }),
  list: css({ listStyle: 'none', padding: 0 }),
  item: css({ marginBottom: theme.spacing(1) }),
  text: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, paddingLeft: theme.spacing(1) }),
});
