import { t } from '@grafana/i18n';
import { Space, Text } from '@grafana/ui';
import React, { useEffect, useState } from 'react';
import { loadCost } from '../../backend';
import type { CostResource } from '../../contract/resources';
import type { MirrorOptions } from '../../types';
import { costQuery } from './cost-query';
import { describeCost } from './describe-cost';

/** After the last key, milliseconds. */
const PAUSE_MS = 300;

interface Props {
  readonly uid: string;
  /** Counts saves: what is known of the queues may be new after one. */
  readonly version: number | undefined;
  readonly mirror: MirrorOptions;
}

/** What the mirror costs with the settings as typed, before they are saved. The last answer stays until the next is there. */
export function MonthlyCost({ uid, version, mirror }: Props) {
  const [cost, setCost] = useState<CostResource | 'unknown'>();
  const query = costQuery(mirror);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every save counts the version up
  useEffect(() => {
    if (query === undefined) return;
    let current = true;
    const timer = setTimeout(() => {
      loadCost(uid, query).then(
        (answer) => current && setCost(answer),
        () => current && setCost('unknown'),
      );
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [uid, version, query]);
  if (!cost) return null;
  return (
    <div data-testid="backlog-cost" role="status">
      {cost === 'unknown' ? (
        <Text color="secondary">
          {t('config.cost.unknown', 'No cost estimate yet. Save a valid URL first: the estimate needs the queues of the broker.')}
        </Text>
      ) : (
        <Words cost={cost} />
      )}
      <Space v={2} />
    </div>
  );
}

function Words({ cost }: { readonly cost: CostResource }) {
  const { bill, size, each, cap, problem } = describeCost(cost);
  return (
    <>
      <Text element="p">{bill}</Text>
      <Text element="p" color="secondary">
        {size}
      </Text>
      <Text element="p" color="secondary">
        {each} {cap}
      </Text>
      {problem && (
        <Text element="p" color="error">
          {problem}
        </Text>
      )}
    </>
  );
}
