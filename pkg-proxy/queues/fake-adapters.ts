import { FakeArchive } from './fake-archive';
import { FakeReader } from './fake-reader';
import { FakeStore } from './fake-store';
import type { Adapters } from './monitor';

/** An outside world in memory, for tests: what was made of it is kept in the order of making. */
export class FakeAdapters implements Adapters {
  readonly readers: FakeReader[] = [];
  readonly stores: FakeStore[] = [];
  readonly archives: FakeArchive[] = [];

  /** @param lengths queue → length by step, as every new reader finds them; `arrange` changes it further */
  constructor(
    private readonly lengths: Readonly<Record<string, readonly number[]>> = {},
    private readonly arrange: (reader: FakeReader) => void = () => {},
  ) {}

  reader(): FakeReader {
    const reader = Object.assign(new FakeReader(), { lengths: { ...this.lengths } });
    this.arrange(reader);
    this.readers.push(reader);
    return reader;
  }

  store(): FakeStore {
    const store = new FakeStore();
    this.stores.push(store);
    return store;
  }

  archive(): FakeArchive {
    const archive = new FakeArchive();
    this.archives.push(archive);
    return archive;
  }

  cost(_settings: unknown, queues: number) {
    return { queues, metrics: queues, requests: 43_800, dollarsPerMonth: queues * 0.3 };
  }
}
