# One mirror of a Celery broker to CloudWatch, its IAM roles (iam.tf), and the alarm that says nobody can see the queues.
# One module call a broker. cloudformation/mirror.yaml is the same.

data "aws_region" "current" {}

resource "aws_cloudwatch_log_group" "logs" {
  name              = "/backlog/mirror/${var.broker}"
  retention_in_days = 30
}

resource "aws_ecs_task_definition" "task" {
  family                   = "backlog-mirror-${var.broker}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = aws_iam_role.execution_role.arn
  task_role_arn            = aws_iam_role.writer_role.arn
  container_definitions = jsonencode([{
    name                   = "mirror"
    image                  = var.image
    essential              = true
    readonlyRootFilesystem = true
    environment = [ # what $… in deploy/datasources.yaml stands for
      { name = "BACKLOG_BROKER", value = var.broker },
      { name = "BACKLOG_NAMESPACE", value = var.namespace },
      { name = "BACKLOG_REDIS_URL", value = var.redis_url },
      { name = "BACKLOG_REDIS_USER", value = var.redis_user },
      { name = "BACKLOG_REGION", value = data.aws_region.current.id },
    ]
    secrets = [{ name = "BACKLOG_REDIS_PASSWORD", valueFrom = var.redis_password_secret_arn }]
    # /healthz: the process answers. Not /readyz, which fails while Redis cannot be read: a restart mends no Redis, and
    # the minutes that wait to be sent would be lost. The image has Node, and no curl.
    healthCheck = {
      command = [
        "CMD",
        "node",
        "-e",
        "fetch('http://127.0.0.1:9464/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))",
      ]
      interval    = 30
      timeout     = 5
      retries     = 3
      startPeriod = 10
    }
    # On SIGTERM the running minute is sent, which takes up to 5 s. With less than 10 s it may be lost.
    stopTimeout = 15
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.logs.name
        awslogs-region        = data.aws_region.current.id
        awslogs-stream-prefix = "mirror"
      }
    }
  }])
}

resource "aws_ecs_service" "service" {
  name            = "backlog-mirror-${var.broker}"
  cluster         = var.cluster
  task_definition = aws_ecs_task_definition.task.arn
  launch_type     = "FARGATE"
  # One is enough: ECS starts another within a minute or two, and the alarm below tells if it does not. Two want
  # mirror.lock: redis in deploy/datasources.yaml.
  desired_count = 1
  # The new one starts before the old one stops. For that moment samples count twice, which Average, Maximum and Minimum
  # do not notice; the other way round would be a gap.
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
  network_configuration {
    assign_public_ip = false
    subnets          = var.subnets
    security_groups  = var.security_groups
  }
}

# ScrapeOk is 1 or 0 a sample. Minimum < 1: a read failed in each of five minutes. No data at all: nobody mirrors, so
# missing data is breaching here. Every other alarm and the scaling are blind while this one rings.
resource "aws_cloudwatch_metric_alarm" "blind_alarm" {
  alarm_name          = "backlog-${var.broker}-blind"
  alarm_description   = "Nobody sees the queues of ${var.broker}. ScrapeOk 0 - Redis cannot be read. No ScrapeOk - the mirror does not run."
  namespace           = var.namespace
  metric_name         = "ScrapeOk"
  dimensions          = { Broker = var.broker }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 5
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
