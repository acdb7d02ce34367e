import { t } from '@grafana/i18n';
import React from 'react';
import { provisioningFile } from '../../hand-outs/provisioning-file';
import type { SectionProps } from '../section';
import { CodeBlock } from './CodeBlock';
import { HandOut } from './HandOut';

interface Props {
  readonly options: SectionProps['options'];
}

/** The data source as a file. */
export function ProvisioningFile({ options }: Props) {
  const { yaml, variables } = provisioningFile({ ...options, secrets: secretsOf(options) });
  return (
    <HandOut
      id="provisioning"
      title={t('handOuts.provisioning.title', 'Provisioning file')}
      intro={t(
        'handOuts.provisioning.intro',
        'Save this file in provisioning/datasources/ of Grafana and restart Grafana. It creates the same data source, which can then be changed only in the file.',
      )}
    >
      {variables.length > 0 && (
        <p>
          {t('handOuts.provisioning.variables', 'Set these environment variables of the Grafana server: {{names}}.', {
            names: new Intl.ListFormat(undefined, { type: 'unit' }).format(variables),
          })}
        </p>
      )}
      <CodeBlock id="provisioning" label={t('handOuts.provisioning.label', 'Provisioning file')} code={yaml} />
    </HandOut>
  );
}

/** Names of the secrets that are saved or were typed in. */
function secretsOf({ secureJsonFields = {}, secureJsonData = {} }: SectionProps['options']): string[] {
  return [secureJsonFields, secureJsonData].flatMap((secrets) =>
    Object.entries(secrets)
      .filter(([, value]) => Boolean(value))
      .map(([name]) => name),
  );
}
