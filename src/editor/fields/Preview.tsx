import { t } from '@grafana/i18n';
import { Text } from '@grafana/ui';
import React, { useEffect, useState } from 'react';
import type { PreviewResource } from '../../contract/resources';
import { isOpenPattern } from '../../query/queue-pattern';
import { PLAIN } from '../words/plain';
import type { QueueChoices } from './choices';

interface Props {
  readonly datasource: Pick<QueueChoices, 'preview'>;
  readonly queues: readonly string[];
  readonly exclude: readonly string[];
}

/** Names that are written out. */
const NAMED = 5;

/** Which known queues the globs and regular expressions match. Asks once they are chosen; nothing for names and for variables. */
export function Preview({ datasource, queues, exclude }: Props) {
  const [answer, setAnswer] = useState<PreviewResource>();
  const isOpen = [...queues, ...exclude].some(isOpenPattern) && ![...queues, ...exclude].some((entry) => entry.includes('$'));
  const key = JSON.stringify([queues, exclude]);
  useEffect(() => {
    let late = false;
    setAnswer(undefined);
    const [wanted, without] = JSON.parse(key);
    if (!isOpen) return;
    datasource.preview(wanted, without).then(
      (preview) => late || setAnswer(preview),
      // The query itself says what is wrong with a pattern, with its position.
      () => {},
    );
    return () => {
      late = true;
    };
  }, [datasource, key, isOpen]);
  if (!answer) return null;
  return (
    <div data-testid="backlog-preview" aria-live="polite">
      <Text element="p" color="secondary" variant="bodySmall">
        {sentence(answer)}
      </Text>
    </div>
  );
}

function sentence({ queues, count }: PreviewResource): string {
  if (count === 0) return t('editor.preview.none', 'No known queue matches.');
  const names = queues.slice(0, NAMED).join(', ') + (count > NAMED ? ' …' : '');
  return t('editor.preview.matches', '', {
    count,
    names,
    ...PLAIN,
    defaultValue_one: '1 queue matches: {{names}}',
    defaultValue_other: '{{count, number}} queues match: {{names}}',
  });
}
