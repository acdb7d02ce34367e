import { Space, Text } from '@grafana/ui';
import React, { useEffect, useState } from 'react';
import { loadCost } from '../backend';
import type { CostResource } from '../contract/resources';
import { describeCost } from './describe-cost';

/** What the mirror costs with the settings as last saved; nothing while that is not known. */
export function MonthlyCost({ uid, version }: { readonly uid: string; readonly version: number | undefined }) {
  const [cost, setCost] = useState<CostResource>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: every save counts the version up, and the cost is that of what was saved
  useEffect(() => {
    let current = true;
    loadCost(uid).then(
      (answer) => current && setCost(answer),
      () => current && setCost(undefined),
    );
    return () => {
      current = false;
    };
  }, [uid, version]);
  if (!cost) return null;
  return (
    <div data-testid="backlog-cost" role="status">
      <Text color="secondary">{describeCost(cost)}</Text>
      <Space v={2} />
    </div>
  );
}
