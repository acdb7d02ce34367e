import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Home } from '../home';
import { DATASOURCE } from './query';

const ALL = { text: ['All'], value: ['$__all'] };

/** Which data source the dashboard shows. Labels name what a person chooses by it: the broker. */
export function datasource({ datasource: own }: Home): VariableModel {
  const variable = new DatasourceVariableBuilder('datasource').label('Broker').type(DATASOURCE.type);
  if (own) variable.current({ text: own.name, value: own.uid });
  return variable.build();
}

/** Every data source of the plugin, for the wall screen. */
export function everyDatasource(): VariableModel {
  return new DatasourceVariableBuilder('datasource')
    .label('Brokers')
    .type(DATASOURCE.type)
    .multi(true)
    .includeAll(true)
    .current(ALL)
    .build();
}

function queues() {
  return new QueryVariableBuilder('queue')
    .label('Queue')
    .datasource(DATASOURCE)
    .query({ refId: 'queues', query: '' })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc);
}

export function oneQueue(): VariableModel {
  return queues().build();
}

/** All at first. "All" is the pattern `*`, so that a broker with a thousand queues doesn't put a thousand names into each query. */
export function manyQueues(): VariableModel {
  return queues().multi(true).includeAll(true).allValue('*').current(ALL).build();
}

export function tasks(): VariableModel {
  return new TextBoxVariableBuilder('task')
    .label('Task')
    .description('A name, a glob such as shop.*, or a /regular expression/. Empty: all tasks.')
    .defaultValue('')
    .current({ text: '', value: '' })
    .build();
}
