/** How an exchange hands messages to a queue. */
export interface Binding {
  readonly queue: string;
  readonly routingKey: string;
  /** Not empty for a topic exchange: kombu stores no other sign of its type. */
  readonly pattern: string;
}

/** The bindings of one exchange. */
type Exchange = readonly Binding[];

/**
 * AMQP's own limit for a routing key, in bytes. Redis has none, and whoever may write to the broker could name one of megabytes: no
 * topic is looked for with it.
 */
const LONGEST_TOPIC = 255;

/**
 * Which queue a message went to, by the bindings that were found on the broker. They are looked for in passes; what the last whole
 * pass did not find any more is forgotten, for names may be new ones every second.
 */
export class Bindings {
  /** What the last whole pass found, and what the one under way has found so far. */
  #last: ReadonlyMap<string, Exchange> = new Map();
  #current = new Map<string, Exchange>();

  /** Exchanges that are kept. */
  get size(): number {
    return new Set([...this.#last.keys(), ...this.#current.keys()]).size;
  }

  set(exchange: string, bindings: readonly Binding[]): void {
    this.#current.set(exchange, bindings);
  }

  /** A pass has ended: what it did not find is gone. */
  passed(): void {
    this.#last = this.#current;
    this.#current = new Map();
  }

  /**
   * The queue for an exchange and a routing key; undefined when it is not known, or when several are meant and each has a copy.
   * kombu publishes to a queue by name over the exchange without a name.
   */
  queueOf(exchange: string, routingKey: string): string | undefined {
    if (exchange === '') return routingKey || undefined;
    const bindings = this.#current.get(exchange) ?? this.#last.get(exchange);
    // A queue that is declared alone has an exchange of its own name.
    if (!bindings) return exchange === routingKey ? exchange : undefined;
    const direct = bindings.filter((binding) => binding.routingKey === routingKey);
    const queues = new Set((direct.length > 0 ? direct : byTopic(bindings, routingKey)).map(({ queue }) => queue));
    return queues.size === 1 ? [...queues][0] : undefined;
  }
}

function byTopic(bindings: readonly Binding[], key: string): Binding[] {
  if (key.length > LONGEST_TOPIC) return [];
  const words = key.split('.');
  return bindings.filter(
    ({ pattern, routingKey }) => pattern !== '' && routingKey.length <= LONGEST_TOPIC && matchesTopic(routingKey.split('.'), words),
  );
}

/** AMQP's topics: `*` is one word, `#` any number of them. Done by words and not by the stored regular expression, which is a stranger's. */
function matchesTopic(wanted: readonly string[], words: readonly string[]): boolean {
  // Which lengths of the key's beginning the pattern's beginning can match, ascending.
  let ends = [0];
  for (const word of wanted) {
    const [first] = ends;
    if (first === undefined) return false;
    // All that the shortest beginning leads to holds what the longer ones do.
    if (word === '#') ends = Array.from({ length: words.length - first + 1 }, (_, i) => first + i);
    else ends = ends.filter((end) => end < words.length && (word === '*' || word === words[end])).map((end) => end + 1);
  }
  return ends.includes(words.length);
}
