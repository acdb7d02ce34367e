/** A runtime for Grafana datasource backends in Node. `README.md` is its page. */
export { type DatasourceInstance, keyOf } from './datasource-instance.js';
export { type ErrorSource, PluginError } from './errors.js';
export { encodeFrame, frameToArrow } from './frames/arrow.js';
export type { Field, FieldDescription, FieldValues, Frame, FrameMeta, Notice } from './frames/frame.js';
export { type FrameInclude, frameToJson } from './frames/json.js';
export { type InstanceLifecycle, Instances, type Unasked, type Use } from './instances.js';
export { createLogger, type LogFields, type Logger, type LogLevel, parseLogLevel } from './log.js';
export type {
  DataQuery,
  DataResponse,
  DatasourcePlugin,
  HealthResult,
  PluginContext,
  QueryDataRequest,
  ResourceRequest,
  ResourceResponse,
  SendFrame,
  StreamRequest,
  SubscribeResult,
  User,
} from './plugin.js';
export { type ServeOptions, serve } from './serve.js';
export { turns, type Work } from './turns.js';
