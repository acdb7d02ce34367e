/**
 * An error answer of CloudWatch over AWS JSON 1.0. `code` is the error code of the older query protocol, in the header
 * `x-amzn-query-error`; `type` names the error in the body.
 */
export class AwsError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly type = code,
  ) {
    super(message);
  }
}

export const invalidValue = (message: string) => new AwsError(400, 'InvalidParameterValue', message, 'InvalidParameterValueException');
export const invalidCombination = (message: string) =>
  new AwsError(400, 'InvalidParameterCombination', message, 'InvalidParameterCombinationException');
export const missing = (parameter: string) =>
  new AwsError(400, 'MissingParameter', `The parameter ${parameter} is required.`, 'MissingRequiredParameterException');
export const tooLong = (collection: string, size: number) =>
  invalidValue(`The collection ${collection} must not have a size greater than ${size}.`);
