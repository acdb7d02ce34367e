import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { AwsError } from './aws-error';
import { type Fault, FaultPlan } from './faults';
import { getMetricData } from './get-metric-data';
import { recordOf } from './input';
import { listMetrics } from './list-metrics';
import { type Bucket, bucketsOf, type Dimension, MetricTable, type StoredDatum, type StoredMetric } from './metric-table';
import { putMetricData } from './put-metric-data';

export type Operation = 'PutMetricData' | 'GetMetricData' | 'ListMetrics';

export interface SeenRequest {
  readonly operation: string;
  readonly at: number;
  /** Size of the body as received, and decompressed. */
  readonly wireBytes: number;
  readonly bytes: number;
  readonly gzip: boolean;
  readonly accessKey: string | undefined;
  readonly input: Record<string, unknown>;
  /** HTTP status of the answer; 0 if the connection was broken. */
  status: number;
}

export interface StrictOptions {
  /** Accepted access keys; any other gets `InvalidClientTokenId`. Default: `AKIDGOOD`. */
  readonly accessKeys?: readonly string[] | undefined;
  /** Epoch milliseconds. */
  readonly now?: (() => number) | undefined;
  readonly host?: string | undefined;
  /** Default: 0, any free port. */
  readonly port?: number | undefined;
  /** Metrics from before the start; only these may be older than two weeks. */
  readonly table?: MetricTable | undefined;
  /** The text to answer a GET with. CloudWatch itself has no such request. */
  readonly page?: (() => string) | undefined;
  /** Whether requests are kept in `requests`; default true. */
  readonly keepRequests?: boolean | undefined;
}

const TARGET = 'GraniteServiceVersion20100801.';
const MAX_BODY = 1_000_000;
const HANDLERS = { PutMetricData: putMetricData, GetMetricData: getMetricData, ListMetrics: listMetrics };

/**
 * A CloudWatch emulator on loopback that enforces the API reference (limits, characters, ages, periods) and can fail on
 * request. It speaks AWS JSON 1.0, like the AWS SDK for JavaScript, for the three operations we use.
 */
export class StrictCloudWatch {
  readonly requests: SeenRequest[] = [];
  readonly #faults = new FaultPlan();
  readonly #table: MetricTable;
  readonly #denied = new Set<string>();
  readonly #now: () => number;
  readonly #accessKeys: ReadonlySet<string>;
  readonly #page: (() => string) | undefined;
  readonly #keepRequests: boolean;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  /** Connections opened so far, and open now. */
  connections = 0;
  openConnections = 0;

  private constructor(options: StrictOptions) {
    this.#now = options.now ?? Date.now;
    this.#table = options.table ?? new MetricTable();
    this.#page = options.page;
    this.#keepRequests = options.keepRequests ?? true;
    this.#accessKeys = new Set(options.accessKeys ?? ['AKIDGOOD']);
    // Like AWS, the server does not close idle connections and gives no keep-alive hint.
    this.#server.keepAliveTimeout = 0;
    this.#server.on('connection', (socket) => {
      this.connections++;
      this.openConnections++;
      socket.once('close', () => this.openConnections--);
    });
  }

  static async start(options: StrictOptions = {}): Promise<StrictCloudWatch> {
    const cloudWatch = new StrictCloudWatch(options);
    await new Promise<void>((resolve, reject) => {
      cloudWatch.#server.once('error', reject).listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
    });
    return cloudWatch;
  }

  get url(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The server is not listening.');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Applies `fault` to the next `times` requests of an operation. */
  fail(operation: Operation, times: number, fault: Fault): void {
    this.#faults.fail(operation, times, fault);
  }

  /** Answers an operation with AccessDenied from now on. */
  deny(operation: Operation): void {
    this.#denied.add(operation);
  }

  /** Ends all faults and denials. */
  recover(): void {
    this.#faults.clear();
    this.#denied.clear();
  }

  /** One statistic of a metric by period in seconds, oldest first. */
  series(namespace: string, name: string, dimensions: Readonly<Record<string, string>>, stat: string, period: number): Bucket[] {
    return bucketsOf(this.#find(namespace, name, dimensions), stat, period * 1_000);
  }

  /** Every accepted datum of a metric, in order of arrival. */
  datums(namespace: string, name: string, dimensions: Readonly<Record<string, string>> = {}): readonly StoredDatum[] {
    return this.#find(namespace, name, dimensions)?.datums ?? [];
  }

  metrics(): readonly StoredMetric[] {
    return this.#table.all();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #find(namespace: string, name: string, dimensions: Readonly<Record<string, string>>): StoredMetric | undefined {
    return this.#table.find(
      namespace,
      name,
      Object.entries(dimensions).map(([Name, Value]): Dimension => ({ Name, Value })),
    );
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET' && this.#page) {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(this.#page());
      return;
    }
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return;
    }
    const seen = this.#see(request, Buffer.concat(chunks));
    if (this.#keepRequests) this.requests.push(seen);
    const fault = this.#faults.next(seen.operation);
    if (fault?.kind === 'reset' && fault.when === 'before') return void request.socket.resetAndDestroy();
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds).unref());
    const { status, headers, body } = this.#answer(request, seen, fault);
    if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
    seen.status = status;
    response
      .writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'strict', ...headers })
      .end(JSON.stringify(body));
  }

  #see(request: IncomingMessage, body: Buffer): SeenRequest {
    const gzip = request.headers['content-encoding'] === 'gzip';
    const unpacked = gzip ? gunzipSync(body) : body;
    return {
      operation: String(request.headers['x-amz-target'] ?? '').replace(TARGET, ''),
      at: this.#now(),
      wireBytes: body.length,
      bytes: unpacked.length,
      gzip,
      accessKey: /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1],
      input: unpacked.length > MAX_BODY ? {} : recordOf(JSON.parse(unpacked.toString('utf8')), 'body'),
      status: 0,
    };
  }

  #answer(
    request: IncomingMessage,
    seen: SeenRequest,
    fault: Fault | undefined,
  ): { status: number; headers: Record<string, string>; body: object } {
    try {
      if (fault?.kind === 'error') throw new AwsError(fault.status, fault.code, fault.message ?? fault.code, fault.type);
      this.#authenticate(request, seen);
      if (seen.bytes > MAX_BODY) throw new AwsError(413, 'RequestEntityTooLarge', 'The request is larger than 1 MB.');
      const { operation } = seen;
      if (operation !== 'PutMetricData' && operation !== 'GetMetricData' && operation !== 'ListMetrics') {
        throw new AwsError(400, 'InvalidAction', `The action ${operation} is not valid for this web service.`);
      }
      return { status: 200, headers: {}, body: HANDLERS[operation](seen.input, this.#table, this.#now()) ?? {} };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const header = `${error.code};${error.status < 500 ? 'Sender' : 'Receiver'}`;
      const body = { __type: `com.amazonaws.cloudwatch.v2010_08_01#${error.type}`, message: error.message };
      return { status: error.status, headers: { 'x-amzn-query-error': header }, body };
    }
  }

  #authenticate({ headers }: IncomingMessage, { accessKey, operation }: SeenRequest): void {
    const signature =
      /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[a-z0-9-]+\/monitoring\/aws4_request, SignedHeaders=[a-z0-9;-]+, Signature=[0-9a-f]{64}$/;
    if (!headers.authorization) throw new AwsError(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
    if (!signature.test(headers.authorization) || !headers['x-amz-date'])
      throw new AwsError(400, 'IncompleteSignature', 'The request signature does not conform to AWS standards.');
    if (!accessKey || !this.#accessKeys.has(accessKey))
      throw new AwsError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
    if (this.#denied.has(operation)) {
      const user = 'arn:aws:iam::123456789012:user/test';
      throw new AwsError(
        403,
        'AccessDenied',
        `User: ${user} is not authorized to perform: cloudwatch:${operation} because no identity-based policy allows it`,
      );
    }
  }
}
