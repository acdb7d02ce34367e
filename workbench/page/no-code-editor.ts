/** Replaces monaco-editor in the workbench's bundle. */
export const editor = {};
export const languages = {};
