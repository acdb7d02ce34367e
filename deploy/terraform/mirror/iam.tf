locals {
  # Tasks of this account only: the service must not be talked into lending the roles to others.
  ecs_tasks = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

data "aws_partition" "current" {}

# What ECS itself needs to start the task: image, logs, and this one secret.
# A secret under a key of your own also needs kms:Decrypt on that key.
resource "aws_iam_role" "execution_role" {
  name_prefix        = "backlog-execution-"
  assume_role_policy = local.ecs_tasks
}

resource "aws_iam_role_policy_attachment" "execution_role" {
  role       = aws_iam_role.execution_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy" "execution_role" {
  name = "redis-password"
  role = aws_iam_role.execution_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "RedisPassword"
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = var.redis_password_secret_arn
    }]
  })
}

# The mirror writes one namespace and reads nothing. CloudWatch metrics have no ARN, so Resource can only be "*";
# the condition is what limits it.
resource "aws_iam_role" "writer_role" {
  name_prefix        = "backlog-writer-"
  assume_role_policy = local.ecs_tasks
}

resource "aws_iam_role_policy" "writer_role" {
  name = "write-metrics"
  role = aws_iam_role.writer_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "MirrorWrite"
      Effect    = "Allow"
      Action    = "cloudwatch:PutMetricData"
      Resource  = "*"
      Condition = { StringEquals = { "cloudwatch:namespace" = var.namespace } }
    }]
  })
}

# For a Grafana on ECS that draws history, as its task role. Where Grafana mirrors too, give it the statement above as well.
# GetMetricData and ListMetrics cannot be limited to a namespace or a metric: who has this role can read every metric of
# the account in every region.
resource "aws_iam_role" "reader_role" {
  name_prefix        = "backlog-reader-"
  assume_role_policy = local.ecs_tasks
}

resource "aws_iam_role_policy" "reader_role" {
  name = "read-metrics"
  role = aws_iam_role.reader_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "HistoryRead"
      Effect   = "Allow"
      Action   = ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"]
      Resource = "*"
    }]
  })
}

output "reader_role_arn" {
  description = "For a Grafana that draws history."
  value       = aws_iam_role.reader_role.arn
}
