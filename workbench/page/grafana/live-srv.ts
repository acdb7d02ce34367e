import {
  type DataFrameJSON,
  type LiveChannelEvent,
  LiveChannelEventType,
  LoadingState,
  StreamingDataFrame,
  toLiveChannelId,
} from '@grafana/data';
import type { GrafanaLiveSrv } from '@grafana/runtime';
import { map, Observable, of } from 'rxjs';

/** Grafana Live over the bridge's event streams, one per subscriber. The bridge shares a stream between those of a channel. */
export const liveSrv: GrafanaLiveSrv = {
  getConnectionState: () => of(true),
  getStream: <T>(address: Parameters<GrafanaLiveSrv['getStream']>[0]) =>
    packets(toLiveChannelId(address)).pipe(
      map((message): LiveChannelEvent<T> => ({ type: LiveChannelEventType.Message, message: message as T })),
    ),
  getDataStream: ({ addr, buffer, frame, key }) =>
    new Observable((observer) => {
      const streaming = StreamingDataFrame.empty(buffer);
      const show = () => observer.next({ ...(key !== undefined && { key }), data: [streaming], state: LoadingState.Streaming });
      if (frame) {
        streaming.push(frame);
        show();
      }
      return packets(toLiveChannelId(addr)).subscribe((packet) => {
        streaming.push(packet);
        show();
      });
    }),
  getPresence: async () => ({ users: [] }),
  publish: async () => {
    throw new Error('the workbench does not publish to channels');
  },
};

/** Frames of a channel, `ds/<uid>/<path>`. The browser reconnects by itself. */
function packets(channel: string): Observable<DataFrameJSON> {
  return new Observable((observer) => {
    const source = new EventSource(`/api/live/${channel.split('/').map(encodeURIComponent).join('/')}`);
    source.onmessage = ({ data }) => observer.next(JSON.parse(data));
    return () => source.close();
  });
}
