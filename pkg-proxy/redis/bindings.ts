/** How an exchange hands messages to a queue. */
export interface Binding {
  readonly queue: string;
  readonly routingKey: string;
  /** Not empty for a topic exchange: kombu stores no other sign of its type. */
  readonly pattern: string;
}

/** Which queue a message went to, by the bindings that were found on the broker. */
export class Bindings {
  readonly #exchanges = new Map<string, readonly Binding[]>();

  set(exchange: string, bindings: readonly Binding[]): void {
    this.#exchanges.set(exchange, bindings);
  }

  /**
   * The queue for an exchange and a routing key; undefined when it is not known, or when several are meant and each has a copy.
   * kombu publishes to a queue by name over the exchange without a name.
   */
  queueOf(exchange: string, routingKey: string): string | undefined {
    if (exchange === '') return routingKey || undefined;
    const bindings = this.#exchanges.get(exchange);
    // A queue that is declared alone has an exchange of its own name.
    if (!bindings) return exchange === routingKey ? exchange : undefined;
    const direct = bindings.filter((binding) => binding.routingKey === routingKey);
    const found =
      direct.length > 0 ? direct : bindings.filter((binding) => binding.pattern !== '' && matchesTopic(binding.routingKey, routingKey));
    const queues = new Set(found.map((binding) => binding.queue));
    return queues.size === 1 ? [...queues][0] : undefined;
  }
}

/** AMQP's topics: `*` is one word, `#` any number of them. Done by words and not by the stored regular expression, which is a stranger's. */
function matchesTopic(pattern: string, key: string): boolean {
  const wanted = pattern.split('.');
  const words = key.split('.');
  // Which lengths of the key's beginning the pattern's beginning can match.
  let ends = new Set([0]);
  for (const word of wanted) {
    const next = new Set<number>();
    for (const end of ends) {
      if (word === '#') for (let i = end; i <= words.length; i++) next.add(i);
      else if (end < words.length && (word === '*' || word === words[end])) next.add(end + 1);
    }
    ends = next;
  }
  return ends.has(words.length);
}
