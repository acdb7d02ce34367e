/** Whether a query belongs to an alert rule, in Grafana or in Grafana Cloud. @param app a `CoreApp` of `@grafana/data` */
export function isAlert(app: string | undefined): boolean {
  return app === 'unified-alerting' || app === 'cloud-alerting';
}
