import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorStack } from '@grafana/plugin-ui';
import { Icon, useStyles2 } from '@grafana/ui';
import React, { type ReactNode, useId, useState } from 'react';

interface Props {
  /** What is set, in a few words each. */
  readonly summary: readonly string[];
  readonly children: ReactNode;
}

/**
 * The options of a query, collapsed to what is set. Our own instead of `QueryOptionGroup` of plugin-ui, which has a heading of a fixed level in a
 * button, reads a feature toggle of Loki, and uses the collapse that Grafana 13 changes.
 */
export function Options({ summary, children }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const styles = useStyles2(getStyles);
  const id = useId();
  return (
    <div className={styles.row}>
      <button
        type="button"
        className={styles.toggle}
        aria-expanded={isOpen}
        aria-controls={id}
        data-testid="backlog-options"
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name={isOpen ? 'angle-down' : 'angle-right'} />
        <span className={styles.title}>{t('editor.options.title', 'Options')}</span>
        {!isOpen && (
          <span className={styles.summary} data-testid="backlog-options-summary">
            {summary.map((part) => (
              <span key={part}>{part}</span>
            ))}
          </span>
        )}
      </button>
      <div id={id} hidden={!isOpen} className={styles.body}>
        {isOpen && <EditorStack gap={2}>{children}</EditorStack>}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ background: theme.colors.background.secondary, borderRadius: theme.shape.radius.default }),
  toggle: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    width: '100%',
    minHeight: theme.spacing(4),
    padding: theme.spacing(0.5, 1),
    border: 0,
    background: 'none',
    textAlign: 'left',
    color: theme.colors.text.primary,
    '&:hover': { background: theme.colors.emphasize(theme.colors.background.secondary, 0.03) },
  }),
  title: css({ fontSize: theme.typography.bodySmall.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  summary: css({
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: theme.spacing(2),
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  body: css({ padding: theme.spacing(0.5, 1, 1) }),
});
