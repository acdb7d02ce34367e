# Generated from dashboards/alerts/; docs/alerts.md says how to change it. One module call a queue. cloudformation/alarms.yaml is the same.

resource "aws_cloudwatch_metric_alarm" "queue_unconsumed_alarm" {
  alarm_name        = "backlog-${var.broker}-${var.queue}-unconsumed"
  alarm_description = "Tasks wait in ${var.queue} and no worker consumes it."

  metric_query {
    id          = "waiting"
    return_data = false
    metric {
      stat        = "Minimum"
      period      = 60
      namespace   = var.namespace
      metric_name = "Waiting"
      dimensions = {
        Broker = var.broker
        Queue  = var.queue
      }
    }
  }

  metric_query {
    id          = "workers"
    return_data = false
    metric {
      stat        = "Maximum"
      period      = 60
      namespace   = var.namespace
      metric_name = "Workers"
      dimensions = {
        Broker = var.broker
        Queue  = var.queue
      }
    }
  }

  metric_query {
    id          = "breach"
    expression  = "IF(workers < 1, waiting, 0)"
    label       = "Celery queue unconsumed"
    return_data = true
  }

  evaluation_periods  = 5
  datapoints_to_alarm = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "missing"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "queue_stalled_alarm" {
  alarm_name        = "backlog-${var.broker}-${var.queue}-stalled"
  alarm_description = "Tasks wait in ${var.queue} and no worker has taken one for ten minutes."

  metric_query {
    id          = "waiting"
    return_data = false
    metric {
      stat        = "Minimum"
      period      = 60
      namespace   = var.namespace
      metric_name = "Waiting"
      dimensions = {
        Broker = var.broker
        Queue  = var.queue
      }
    }
  }

  metric_query {
    id          = "departures"
    return_data = false
    metric {
      stat        = "Maximum"
      period      = 60
      namespace   = var.namespace
      metric_name = "Departures"
      dimensions = {
        Broker = var.broker
        Queue  = var.queue
      }
    }
  }

  metric_query {
    id          = "breach"
    expression  = "IF(departures > 0, 0, waiting)"
    label       = "Celery queue stalled"
    return_data = true
  }

  evaluation_periods  = 10
  datapoints_to_alarm = 10
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "missing"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "queue_growing_alarm" {
  alarm_name        = "backlog-${var.broker}-${var.queue}-growing"
  alarm_description = "More tasks arrive in ${var.queue} than leave it, for 30 minutes."

  metric_query {
    id          = "waiting"
    return_data = false
    metric {
      stat        = "Minimum"
      period      = 60
      namespace   = var.namespace
      metric_name = "Waiting"
      dimensions = {
        Broker = var.broker
        Queue  = var.queue
      }
    }
  }

  metric_query {
    id          = "arrivals"
    return_data = false
    metric {
      stat        = "Average"
      period      = 60
      namespace   = var.namespace
      metric_name = "Arrivals"
      dimensions = {
        Broker = var.broker
        Queue  = var.queue
      }
    }
  }

  metric_query {
    id          = "departures"
    return_data = false
    metric {
      stat        = "Average"
      period      = 60
      namespace   = var.namespace
      metric_name = "Departures"
      dimensions = {
        Broker = var.broker
        Queue  = var.queue
      }
    }
  }

  metric_query {
    id          = "breach"
    expression  = "IF(waiting < 10, 0, arrivals - departures * 1.1)"
    label       = "Celery queue growing"
    return_data = true
  }

  evaluation_periods  = 30
  datapoints_to_alarm = 25
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "missing"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
