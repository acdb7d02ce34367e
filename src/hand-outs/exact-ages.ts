/** Lines for the module of the Celery app. They write into each message when it was sent. @param header `ageHeader` of the settings */
export function exactAgeLines(header: string): string {
  return `import time
from celery.signals import before_task_publish

@before_task_publish.connect
def stamp(headers=None, **_):
    headers[${pythonText(header)}] = time.time()
`;
}

function pythonText(text: string): string {
  const escaped = text.replace(/[\\']/g, '\\$&').replace(/[\0-\x1f\x7f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `'${escaped}'`;
}
