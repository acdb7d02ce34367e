/** Databases of the demo's one Redis that act as the three brokers. */
export const BROKERS = { production: 0, staging: 1, development: 2 };

/** The demo's CloudWatch accepts this access key with any secret. */
export const AWS = {
  AWS_ACCESS_KEY_ID: 'demo',
  AWS_SECRET_ACCESS_KEY: 'demo',
  AWS_REGION: 'eu-west-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** @param {number} port of Redis @param {keyof typeof BROKERS} environment */
export function brokerUrl(port, environment) {
  return `redis://127.0.0.1:${port}/${BROKERS[environment]}`;
}

/**
 * The variables that `provisioning/datasources/*.yaml` name.
 * @param {{ redis: number, cloudWatch: number }} ports
 * @returns {Record<string, string>}
 */
export function provisioningVariables({ redis, cloudWatch }) {
  /** @type {(keyof typeof BROKERS)[]} */
  const environments = ['production', 'staging', 'development'];
  return Object.fromEntries(
    environments.flatMap((environment) => {
      const prefix = `BACKLOG_${environment.toUpperCase()}`;
      return [
        [`${prefix}_REDIS_URL`, brokerUrl(redis, environment)],
        [`${prefix}_REDIS_USER`, ''],
        [`${prefix}_REDIS_PASSWORD`, ''],
        [`${prefix}_AWS_REGION`, AWS.AWS_REGION],
        [`${prefix}_AWS_ENDPOINT`, `http://127.0.0.1:${cloudWatch}`],
      ];
    }),
  );
}
