/** A binding of a queue to an exchange. */
export interface Binding {
  readonly queue: string;
  readonly routingKey: string;
  /** Not empty for a topic exchange: kombu stores no other sign of its type. */
  readonly pattern: string;
}

/** The bindings of one exchange. */
type Exchange = readonly Binding[];

/**
 * AMQP's limit for a routing key, in bytes. Redis has none, so a client could use a key of megabytes. Longer keys are not matched
 * against topics.
 */
const LONGEST_TOPIC = 255;

/**
 * Which queue a message went to, according to the bindings on the broker. The bindings are scanned in passes. Those that the last
 * complete pass did not find are forgotten, because names may change every second.
 */
export class Bindings {
  /** What the last complete pass found, and what the current one has found so far. */
  #last: ReadonlyMap<string, Exchange> = new Map();
  #current = new Map<string, Exchange>();

  /** Number of known exchanges. */
  get size(): number {
    return new Set([...this.#last.keys(), ...this.#current.keys()]).size;
  }

  set(exchange: string, bindings: readonly Binding[]): void {
    this.#current.set(exchange, bindings);
  }

  /** Ends a pass: forgets what it did not find. */
  passed(): void {
    this.#last = this.#current;
    this.#current = new Map();
  }

  /**
   * The queue for an exchange and a routing key; undefined if unknown, or if several queues each get a copy. kombu publishes directly to
   * a queue through the exchange with the empty name.
   */
  queueOf(exchange: string, routingKey: string): string | undefined {
    if (exchange === '') return routingKey || undefined;
    const bindings = this.#current.get(exchange) ?? this.#last.get(exchange);
    // A queue declared without an exchange has one of its own name.
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

/** AMQP topics: `*` is one word, `#` any number. Does not run the regular expression stored in Redis, which is untrusted. */
function matchesTopic(wanted: readonly string[], words: readonly string[]): boolean {
  // Lengths of the key prefixes that the pattern prefix can match, ascending.
  let ends = [0];
  for (const word of wanted) {
    const [first] = ends;
    if (first === undefined) return false;
    // `#` after the shortest prefix covers everything that it covers after longer ones.
    if (word === '#') ends = Array.from({ length: words.length - first + 1 }, (_, i) => first + i);
    else ends = ends.filter((end) => end < words.length && (word === '*' || word === words[end])).map((end) => end + 1);
  }
  return ends.includes(words.length);
}
