import { ConfigSubSection } from '@grafana/plugin-ui';
import React from 'react';
import { readPrioritySteps } from '../editor/read-text';
import { readControl, showControl } from './control-characters';
import { changeJson, type SectionProps } from './section';
import { DraftField, TextField } from './TextField';

/** Celery's transport options that say how a queue's lists are named; open when any of them is set. */
export function AdvancedRedis(props: SectionProps) {
  const { keyPrefix, separator, prioritySteps } = props.options.jsonData;
  return (
    <ConfigSubSection
      title="Names of the lists"
      description="Only needed if Celery's broker_transport_options set them."
      isCollapsible
      isInitiallyOpen={Boolean(keyPrefix || separator || prioritySteps)}
    >
      <TextField
        id="keyPrefix"
        label="Key prefix"
        description="global_keyprefix"
        value={keyPrefix}
        onChange={(value) => changeJson(props, { keyPrefix: value })}
      />
      <DraftField
        id="separator"
        label="Separator"
        description="sep, between a queue's name and the priority; control characters as \x06"
        placeholder="\x06\x16"
        shown={showControl(separator ?? '')}
        read={(text) => ({ value: readControl(text) || undefined })}
        onCommit={(value) => changeJson(props, { separator: value })}
      />
      <DraftField
        id="prioritySteps"
        label="Priority steps"
        description="priority_steps"
        placeholder="0, 3, 6, 9"
        shown={prioritySteps?.join(', ') ?? ''}
        read={readPrioritySteps}
        onCommit={(value) => changeJson(props, { prioritySteps: value })}
      />
    </ConfigSubSection>
  );
}
