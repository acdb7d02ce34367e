variable "broker" {
  type        = string
  description = "Name of the broker, the dimension Broker of every metric."
  default     = "production"
  validation {
    condition     = can(regex("^[!-~]([ -~]*[!-~])?$", var.broker))
    error_message = "Expected printable ASCII; CloudWatch takes nothing else in a dimension."
  }
}

variable "namespace" {
  type        = string
  description = "CloudWatch namespace that the mirror may write to, and no other."
  default     = "Celery/Redis"
}

variable "account_id" {
  type        = string
  description = "This AWS account: data.aws_caller_identity.current.account_id. Only its tasks may use the roles."
}

variable "cluster" {
  type        = string
  description = "Name of the ECS cluster."
}

variable "image" {
  type        = string
  description = "Image made with deploy/Dockerfile."
}

variable "subnets" {
  type        = list(string)
  description = "Subnets with a way to Redis and to CloudWatch (NAT, or VPC endpoints for monitoring, logs, secretsmanager and the registry)."
}

variable "security_groups" {
  type        = list(string)
  description = "Security groups that Redis lets in. Nothing needs to reach the mirror."
}

variable "redis_url" {
  type        = string
  description = "URL of the broker without a password, for example rediss://redis.example.internal:6379/0."
}

variable "redis_user" {
  type        = string
  description = "ACL user, empty for the default user. The README has the ACL line of a user that can only read."
  default     = ""
}

variable "redis_password_secret_arn" {
  type        = string
  description = "ARN of the secret in Secrets Manager whose text is the password and nothing else."
}

variable "alarm_topic_arn" {
  type        = string
  description = "ARN of the SNS topic for alarms."
}
