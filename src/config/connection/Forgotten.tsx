import React from 'react';
import type { BacklogSecrets } from '../../types';
import { Warning } from '../fields/Warning';
import type { SectionProps } from '../section';
import type { ForgottenSecrets } from './take-url';

interface Props {
  readonly section: SectionProps;
  readonly name: keyof BacklogSecrets;
  readonly forgotten: ForgottenSecrets | undefined;
}

/** Says that the password was removed because the URL changed, until a new one is set. */
export function Forgotten({ section: { options }, name, forgotten }: Props) {
  if (!forgotten?.names.includes(name) || options.secureJsonFields?.[name] || options.secureJsonData?.[name]) return null;
  return (
    <Warning title="The password was removed">
      It was given for {forgotten.of}, and the URL has changed since. Enter the one that belongs to the new URL, if there is one.
    </Warning>
  );
}
