import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { ClipboardButton, useStyles2 } from '@grafana/ui';
import React from 'react';

interface Props {
  /** Also the test id, after `backlog-hand-out-`. */
  readonly id: string;
  /** What it is, for screen readers. */
  readonly label: string;
  readonly code: string;
  /** Breaks long lines, for a text that is one line. */
  readonly wraps?: boolean;
}

/** Text to take elsewhere: it can be selected, scrolled by keyboard and copied. Also while the settings are read-only. */
export function CodeBlock({ id, label, code, wraps = false }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.block}>
      <section className={styles.scroll} aria-label={label}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it by keyboard */}
        <pre className={cx(styles.code, wraps && styles.wrapped)} data-testid={`backlog-hand-out-${id}`} tabIndex={0}>
          {code}
        </pre>
      </section>
      <ClipboardButton
        className={styles.copy}
        icon="copy"
        variant="secondary"
        size="sm"
        getText={() => code}
        aria-label={t('handOuts.copyWhat', 'Copy: {{what}}', { what: label, interpolation: { escapeValue: false } })}
      >
        {t('handOuts.copy', 'Copy')}
      </ClipboardButton>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  block: css({
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(2),
    [theme.breakpoints.down('sm')]: { flexDirection: 'column' },
  }),
  scroll: css({ flex: '1 1 auto', minWidth: 0, maxWidth: '100%', width: '100%' }),
  code: css({
    ...theme.typography.code,
    margin: 0,
    padding: theme.spacing(1),
    maxHeight: 320,
    overflow: 'auto',
    whiteSpace: 'pre',
    wordBreak: 'normal',
    overflowWrap: 'normal',
    userSelect: 'text',
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  wrapped: css({ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }),
  copy: css({ flexShrink: 0 }),
});
