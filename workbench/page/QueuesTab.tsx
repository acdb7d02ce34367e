import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import type { AnyDatasource } from './grafana/datasource';
import { readQueues } from './grafana/read-queues';
import { Messages } from './Messages';
import { Panel } from './Panel';
import { QueueCard } from './QueueCard';
import { TimeGraph } from './TimeGraph';
import { useDisplay } from './use-display';
import { useQueries } from './use-queries';

const NOW = { refId: 'now', queryType: 'now', measures: ['waiting', 'status'] };
const HISTORY = { refId: 'history', queryType: 'history', measures: ['waiting'] };

/** Overview of all queues: waiting tasks, status, and the last 15 minutes. */
export function QueuesTab({ datasource }: { datasource: AnyDatasource }) {
  const styles = useStyles2(getStyles);
  const queries = useMemo(() => [NOW, HISTORY].map((query) => ({ ...query, datasource: datasource.getRef() })), [datasource]);
  const { data } = useQueries({ datasource, queries, minutes: 15, refreshMs: 3000 });
  const frames = useDisplay(data.series);
  const history = frames.filter((frame) => frame.refId === HISTORY.refId);
  const queues = readQueues(
    data.series.filter((frame) => frame.refId === NOW.refId),
    history,
  );
  return (
    <>
      <Messages data={data} />
      <div className={styles.grid} data-testid="queues">
        {queues.map((queue) => (
          <QueueCard key={`${queue.broker} ${queue.name}`} queue={queue} />
        ))}
      </div>
      {history.length > 0 && (
        <Panel title="Tasks waiting, last 15 minutes" height={360}>
          {(width, height) => <TimeGraph frames={history} timeRange={data.timeRange} width={width} height={height} />}
        </Panel>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(220px, 1fr))',
    gap: theme.spacing(1.5),
    marginBottom: theme.spacing(2),
  }),
});
