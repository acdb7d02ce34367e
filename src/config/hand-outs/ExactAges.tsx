import { t } from '@grafana/i18n';
import React from 'react';
import { exactAgeLines } from '../../hand-outs/exact-ages';
import type { Needs } from '../../hand-outs/needs';
import { CodeBlock } from './CodeBlock';
import { HandOut } from './HandOut';

interface Props {
  readonly needs: Needs;
}

/** What the Celery app writes into each message. */
export function ExactAges({ needs: { ageHeader, details } }: Props) {
  return (
    <HandOut
      id="ages"
      title={t('handOuts.ages.title', 'Exact ages')}
      intro={t(
        'handOuts.ages.intro',
        'Celery does not write into a message when it was sent, so the age of the oldest task can be too low. Add these lines to the module of your Celery app. Workers need no change.',
      )}
    >
      {!details && <p>{t('handOuts.ages.off', 'These settings do not read ages. Turn on queue details first.')}</p>}
      <CodeBlock id="ages" label={t('handOuts.ages.label', 'Python code')} code={exactAgeLines(ageHeader)} />
    </HandOut>
  );
}
