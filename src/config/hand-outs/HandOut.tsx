import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { type ReactNode } from 'react';
import { Section } from '../fields/Section';
import { FIELD_WIDTH } from '../section';

interface Props {
  readonly id: string;
  readonly title: string;
  /** Where and how to use it. */
  readonly intro: string;
  readonly children?: ReactNode;
}

/** One text of the hand-outs, closed until somebody needs it. */
export function HandOut({ id, title, intro, children }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <Section id={`hand-out-${id}`} title={title} inner>
      <div className={styles.content}>
        <p>{intro}</p>
        {children}
      </div>
    </Section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  content: css({
    maxWidth: FIELD_WIDTH * 12,
    overflowWrap: 'anywhere',
    h4: { ...theme.typography.h6, margin: theme.spacing(2, 0, 0.5) },
    p: { margin: theme.spacing(0, 0, 1) },
    ul: { margin: theme.spacing(-1, 0, 2), paddingLeft: theme.spacing(3) },
  }),
});
