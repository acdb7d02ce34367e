/** A runtime for Grafana datasource backends in Node. `docs/runtime.md` is its page. */
export { type DatasourceInstance, keyOf } from './datasource-instance';
export { type ErrorSource, PluginError } from './errors';
export { encodeFrame, frameToArrow } from './frames/arrow';
export type { Field, FieldDescription, FieldValues, Frame, FrameMeta, Notice } from './frames/frame';
export { type FrameInclude, frameToJson } from './frames/json';
export { type InstanceLifecycle, Instances, type Unasked, type Use } from './instances';
export { createLogger, type LogFields, type Logger, type LogLevel, parseLogLevel } from './log';
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
} from './plugin';
export { type ServeOptions, serve } from './serve';
export { turns, type Work } from './turns';
