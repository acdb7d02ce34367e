import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import React, { type ReactNode, useId, useState } from 'react';

interface Props {
  /** Also the test id, after `backlog-section-`. */
  readonly id: string;
  readonly title: string;
  /** One line on what is set, beside the title while the section is closed. */
  readonly summary?: string | undefined;
  readonly description?: string;
  readonly isInitiallyOpen?: boolean;
  /** Something in it is wrong: it stays open until that is corrected. */
  readonly isInvalid?: boolean;
  /** A section within a section has the next level of heading: plugin-ui's own skip levels. */
  readonly inner?: boolean;
  readonly children: ReactNode;
}

/** A part of the settings page that opens and closes. Its fields stay mounted, so that what is half typed is not lost. */
export function Section({ id, title, summary, description, isInitiallyOpen = false, isInvalid = false, inner = false, children }: Props) {
  const [opened, setOpened] = useState(isInitiallyOpen);
  const isOpen = opened || isInvalid;
  // It does not close under the hand that corrects the value.
  if (isInvalid && !opened) setOpened(true);
  const content = useId();
  const styles = useStyles2(getStyles);
  const Heading = inner ? 'h3' : 'h2';
  return (
    <section className={inner ? styles.inner : styles.outer} data-testid={`backlog-section-${id}`}>
      <Heading className={inner ? styles.subtitle : styles.title}>
        <button type="button" className={styles.button} aria-expanded={isOpen} aria-controls={content} onClick={() => setOpened(!isOpen)}>
          <Icon name={isOpen ? 'angle-down' : 'angle-right'} />
          <span>{title}</span>
          {!isOpen && summary && <span className={styles.summary}>{summary}</span>}
        </button>
      </Heading>
      <div id={content} hidden={!isOpen}>
        {description && <p className={styles.description}>{description}</p>}
        {children}
      </div>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  outer: css({ borderBottom: `1px solid ${theme.colors.border.weak}`, padding: theme.spacing(1, 0) }),
  inner: css({ padding: theme.spacing(1, 0) }),
  title: css({ ...theme.typography.h4, margin: 0 }),
  subtitle: css({ ...theme.typography.h5, margin: 0 }),
  button: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'baseline',
    gap: theme.spacing(0, 1),
    width: '100%',
    padding: theme.spacing(0.5, 0),
    border: 'none',
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    textAlign: 'left',
  }),
  summary: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
  description: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, margin: theme.spacing(0.5, 0, 2) }),
});
