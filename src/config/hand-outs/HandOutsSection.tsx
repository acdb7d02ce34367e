import { t } from '@grafana/i18n';
import { Alert } from '@grafana/ui';
import React from 'react';
import { needsOf } from '../../hand-outs/needs';
import { Section } from '../fields/Section';
import type { SectionProps } from '../section';
import { BrokerUrls } from './BrokerUrls';
import { ExactAges } from './ExactAges';
import { IamPolicy } from './IamPolicy';
import { ProvisioningFile } from './ProvisioningFile';
import { RedisAcl } from './RedisAcl';

interface Props {
  readonly options: SectionProps['options'];
}

/** What has to be set up outside of Grafana, made for the settings as they are on the page, saved or not. */
export function HandOutsSection({ options }: Props) {
  const needs = needsOf(options);
  return (
    <Section
      id="hand-outs"
      title={t('handOuts.title', 'Setup snippets')}
      summary={t('handOuts.summary', 'provisioning file · Redis user · IAM policy · exact ages · broker URL')}
      description={t('handOuts.description', 'Made for the settings on this page, also before you save them. They never contain a secret.')}
    >
      {needs ? (
        <>
          <ProvisioningFile options={options} />
          <RedisAcl needs={needs} />
          <IamPolicy needs={needs} />
          <ExactAges needs={needs} />
          <BrokerUrls needs={needs} hasPassword={hasSecret(options, 'password')} />
        </>
      ) : (
        <Alert severity="info" title={t('handOuts.noUrl', 'Enter the URL of the broker to get the snippets.')} />
      )}
    </Section>
  );
}

/** Whether a secret is saved or was typed in. */
function hasSecret({ secureJsonFields, secureJsonData }: SectionProps['options'], name: 'password'): boolean {
  return Boolean(secureJsonFields?.[name] || secureJsonData?.[name]);
}
