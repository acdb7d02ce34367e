import { t } from '@grafana/i18n';
import React from 'react';
import { DEFAULTS } from '../../contract/settings/defaults';
import { readPrioritySteps } from '../../editor/read-text';
import { Section } from '../fields/Section';
import { DraftField, TextField } from '../fields/TextField';
import { isInvalid } from '../invalid';
import { changeJson, type SectionProps } from '../section';
import { transportSummary } from '../summaries';
import { readControl, showControl } from './control-characters';

/** Celery's transport options for key names. */
export function AdvancedRedis(props: SectionProps) {
  const { keyPrefix, separator, prioritySteps, unackedKey, unackedIndexKey } = props.options.jsonData;
  return (
    <Section
      inner
      id="transport"
      title={t('config.connection.transport', 'Transport options')}
      description={t('config.connection.transportWhy', 'Set these only if broker_transport_options of your Celery app sets them.')}
      summary={transportSummary(props.options.jsonData)}
      isInvalid={isInvalid.transport(props.options.jsonData)}
    >
      <TextField
        id="keyPrefix"
        label={t('config.connection.keyPrefix', 'Global key prefix')}
        description="global_keyprefix"
        value={keyPrefix}
        onChange={(value) => changeJson(props, { keyPrefix: value })}
      />
      <DraftField
        id="separator"
        label={t('config.connection.separator', 'Separator')}
        description={t(
          'config.connection.separatorWhat',
          'sep: stands between queue name and priority. Write control characters as \\x06.',
        )}
        placeholder={showControl(DEFAULTS.separator)}
        shown={showControl(separator ?? '')}
        read={(text) => ({ value: readControl(text) || undefined })}
        onCommit={(value) => changeJson(props, { separator: value })}
      />
      <DraftField
        id="prioritySteps"
        label={t('config.connection.prioritySteps', 'Priority steps')}
        description="priority_steps"
        placeholder={DEFAULTS.prioritySteps.join(', ')}
        shown={typeof prioritySteps === 'string' ? prioritySteps : (prioritySteps?.join(', ') ?? '')}
        read={readPrioritySteps}
        onCommit={(value) => changeJson(props, { prioritySteps: value })}
      />
      <TextField
        id="unackedKey"
        label={t('config.connection.unackedKey', 'Unacked key')}
        description="unacked_key"
        placeholder={DEFAULTS.unackedKey}
        value={unackedKey}
        onChange={(value) => changeJson(props, { unackedKey: value })}
      />
      <TextField
        id="unackedIndexKey"
        label={t('config.connection.unackedIndexKey', 'Unacked index key')}
        description="unacked_index_key"
        placeholder={DEFAULTS.unackedIndexKey}
        value={unackedIndexKey}
        onChange={(value) => changeJson(props, { unackedIndexKey: value })}
      />
    </Section>
  );
}
