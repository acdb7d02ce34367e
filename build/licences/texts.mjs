/** A phrase from each licence that may be bundled. A text that only names the licence does not contain it. */
export const PHRASES = new Map([
  ['0BSD', 'Permission to use, copy, modify, and/or distribute this software for any purpose'],
  ['Apache-2.0', 'TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION'],
  ['BlueOak-1.0.0', 'Each contributor licenses you to do everything with this'],
  ['BSD-3-Clause', 'Redistribution and use in source and binary forms'],
  ['ISC', 'Permission to use, copy, modify, and/or distribute this software for any purpose'],
  ['MIT', 'Permission is hereby granted, free of charge'],
]);

/**
 * Packages that are published without the complete text of their licence, and where it is: files in this repository, or in another
 * package from the same repository.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const MISSING_TEXTS = {
  '@aws-sdk/credential-provider-http': ['node_modules/@aws-sdk/core/LICENSE'],
  '@aws-sdk/credential-provider-login': ['node_modules/@aws-sdk/core/LICENSE'],
  '@aws-sdk/nested-clients': ['node_modules/@aws-sdk/core/LICENSE'],
  '@bufbuild/protobuf': ['build/licences/bufbuild-protobuf.txt', 'LICENSE'],
  'cluster-key-slot': ['LICENSE'],
};
