import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBase } from '../parts/panel';

/** Alerts that fire, of rules that name this dashboard. The SDK has no builder for this kind of panel. */
export function alertList({ id, title, description }: PanelBase): Panel {
  return {
    type: 'alertlist',
    id,
    title,
    description,
    options: {
      viewMode: 'list',
      groupMode: 'default',
      groupBy: [],
      maxItems: 20,
      sortOrder: 3,
      dashboardAlerts: true,
      alertName: '',
      alertInstanceLabelFilter: '',
      showInactiveAlerts: false,
      stateFilter: { firing: true, pending: true, error: true, noData: true, normal: false, recovering: true },
    },
  };
}
