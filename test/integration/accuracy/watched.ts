import { realAdapters } from '../../../pkg-proxy/adapters';
import { Monitor } from '../../../pkg-proxy/queues/monitor/monitor';
import type { GoodSample } from '../../../pkg-proxy/queues/sample';
import { type DetailMeasure, QUALITIES, type Quality } from '../../../src/contract/measures';
import { parseSettings } from '../../../src/contract/parse-settings';
import { waitFor } from '../../setup/wait-for';

/** A broker as the plugin's own monitor sees it, in this process, sampled every second. */
export class Watched {
  readonly monitor: Monitor;
  readonly samples: GoodSample[] = [];

  constructor(url: string, jsonData: object = {}, login: { user?: string; secureJsonData?: Record<string, string> } = {}) {
    const plain = { uid: 'u', name: 'n', url, user: '', secureJsonData: {} };
    const settings = parseSettings({ ...plain, ...login, jsonData: { sampleSeconds: 1, ...jsonData } });
    this.monitor = new Monitor(settings, realAdapters(), { info: () => {}, warn: () => {} });
    this.monitor.observed.onSample((sample) => sample.ok && this.samples.push(sample));
    this.monitor.hold();
  }

  /** The first sample that was begun after now, `more` samples later. */
  async next(more = 0): Promise<GoodSample> {
    const now = Date.now();
    return waitFor('a sample', 20_000, () => this.samples.filter((sample) => sample.at > now + 5)[more]);
  }

  /** `[value, quality]` of a queue in a sample. */
  static read(sample: GoodSample, queue: string, measure: DetailMeasure): [number, Quality] {
    const q = sample.queues.indexOf(queue);
    const reading = sample.details?.readings.get(measure);
    return [reading?.values[q] ?? Number.NaN, QUALITIES[reading?.qualities[q] ?? 4] ?? 'unknown'];
  }

  /** The waiting tasks of a queue. */
  static waiting(sample: GoodSample, queue: string): number {
    return sample.waiting[sample.queues.indexOf(queue)] ?? Number.NaN;
  }

  async stop(): Promise<void> {
    await this.monitor.close(new AbortController().signal);
  }
}
