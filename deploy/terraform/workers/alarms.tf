# Something to do, and nobody to do it. FILL(tasks, 0): a service that sleeps may have no RunningTaskCount at all, and must
# wake all the same. Two minutes of two, so that one late minute of Container Insights is not taken for a sleeping service.
# Missing data is notBreaching: an unknown backlog starts nothing; that it is unknown is said by the alarm "blind".
resource "aws_cloudwatch_metric_alarm" "wake_alarm" {
  alarm_name        = "backlog-${var.broker}-${var.queue}-wake"
  alarm_description = "${var.queue} has a backlog and ${var.service} no task. Starts the first one; nothing to do for a person."

  metric_query {
    id          = "backlog"
    return_data = false
    metric {
      stat        = "Maximum"
      period      = 60
      namespace   = var.namespace
      metric_name = "Backlog"
      dimensions = {
        Broker = var.broker
        Queue  = var.queue
      }
    }
  }
  metric_query {
    id          = "tasks"
    return_data = false
    metric {
      stat        = "Maximum"
      period      = 60
      namespace   = "ECS/ContainerInsights"
      metric_name = "RunningTaskCount"
      dimensions = {
        ClusterName = var.cluster
        ServiceName = var.service
      }
    }
  }
  metric_query {
    id          = "unattended"
    expression  = "IF(FILL(tasks, 0) < 1, backlog, 0)"
    label       = "Backlog without a worker"
    return_data = true
  }

  evaluation_periods  = 2
  datapoints_to_alarm = 2
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_appautoscaling_policy.wake.arn]
}

# What users feel. Maximum: the worst moment counts, and it is still there after a year.
# Missing data is missing: the alarm says INSUFFICIENT_DATA. notBreaching would call it OK when the mirror dies in the middle
# of an incident; breaching would ring a second time for what the alarm "blind" says. An empty queue is a real 0, not missing.
resource "aws_cloudwatch_metric_alarm" "age_alarm" {
  alarm_name        = "backlog-${var.broker}-${var.queue}-oldest-age"
  alarm_description = "The oldest task in ${var.queue} has waited more than ${var.max_age_seconds} s."
  namespace         = var.namespace
  metric_name       = "OldestAge"
  dimensions = {
    Broker = var.broker
    Queue  = var.queue
  }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 3
  datapoints_to_alarm = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.max_age_seconds
  treat_missing_data  = "missing"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

# Scaling does not keep up, or is at max_tasks. Waiting, not Backlog: what a worker has taken is looked after.
# Eight minutes of ten: a batch that is worked off quickly rings nobody. Missing data as above.
resource "aws_cloudwatch_metric_alarm" "waiting_alarm" {
  alarm_name        = "backlog-${var.broker}-${var.queue}-waiting"
  alarm_description = "More than ${var.max_waiting} tasks wait in ${var.queue}, and the workers do not keep up."
  namespace         = var.namespace
  metric_name       = "Waiting"
  dimensions = {
    Broker = var.broker
    Queue  = var.queue
  }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 10
  datapoints_to_alarm = 8
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.max_waiting
  treat_missing_data  = "missing"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
