import { PLACES, type PlaceName } from './places';

export const ENVIRONMENTS = ['development', 'staging', 'production'] as const;
type Environment = (typeof ENVIRONMENTS)[number];

/** Where a set of dashboards lives: bundled with the plugin, or provisioned for one environment. It decides names and links, nothing else. */
export interface Home {
  readonly uid: (place: PlaceName) => string;
  readonly title: (place: PlaceName) => string;
  /** Tag that the dashboards of the same name share in every environment. */
  readonly tag: (place: PlaceName) => string;
  /** The data source that the dashboards open with; undefined: Grafana's choice. */
  readonly datasource: { readonly name: string; readonly uid: string } | undefined;
  /** The overview of an environment, from a series with the label `broker`. */
  readonly overviewOfSeries: string;
}

/** Dashboards of the plugin itself. They work with any data source of its type. */
export const BUNDLED: Home = {
  uid: (place) => `backlog-${place}`,
  title: (place) => PLACES[place].title,
  tag: (place) => `backlog-${place}`,
  datasource: undefined,
  overviewOfSeries: '/d/backlog-queues?var-datasource=${datasource}',
};

/** Dashboards of one environment, with its data source. "All environments" belongs to none. */
export function provisioned(environment: Environment): Home {
  return {
    uid: (place) => (place === 'environments' ? 'celery-environments' : `celery-${place}-${environment}`),
    title: (place) => (place === 'environments' ? PLACES[place].title : `${PLACES[place].title}, ${environment}`),
    tag: (place) => `celery-${place}`,
    datasource: { name: `Celery ${environment}`, uid: `celery-${environment}` },
    // The label is the environment's name, and so is the end of the uid.
    overviewOfSeries: '/d/celery-queues-${__field.labels.broker}?var-datasource=${datasource}',
  };
}
