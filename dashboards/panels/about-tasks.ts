import { LOGS_PANEL } from './tasks';
import { text } from './text';

/** What the numbers mean, and how to set the link to the logs. */
export function aboutTasks() {
  return text({
    id: LOGS_PANEL,
    title: 'About these numbers, and the link "Logs"',
    description: 'What must send events, what the numbers mean, and how to set the link to your logs.',
    content: `**Where the numbers come from.** Workers and senders report tasks in events if you let them: start workers with \`celery worker -E\`, and set \`task_send_sent_event = True\` in the application that sends tasks. Tasks of workers that send no events are missing. Queues and queue times are known only if the sender sends events. *Data quality* shows whether something is missing. There is one point per minute.

**Run time** is that of tasks that succeeded. **Queue time** runs from sending, or from the ETA if that is later, to the start of the run. **Busy slots** are seconds of run time per second: a task with 2 busy slots keeps two worker processes or threads busy. **p95**: 95 of 100 tasks took no longer.

**The link "Logs"** leads to this text until you set it. Replace its URL in the panels *What takes the time* and *Exceptions*: edit the panel and open *Data links*, or edit the file as \`provisioning/README.md\` describes. Grafana fills in the name of the task and the time range.`,
  });
}
