variable "broker" {
  type        = string
  description = "The dimension Broker, as given to the mirror."
  default     = "production"
}

variable "queue" {
  type        = string
  description = "The dimension Queue. A name that is not ASCII goes percent-encoded, as CloudWatch shows it."
  default     = "celery"
}

variable "namespace" {
  type        = string
  description = "CloudWatch namespace, as given to the mirror."
  default     = "Celery/Redis"
}

variable "cluster" {
  type        = string
  description = "Name of the ECS cluster."
}

variable "service" {
  type        = string
  description = "Name of the ECS service of the workers. It must have lifecycle { ignore_changes = [desired_count] }, or every apply undoes the scaling."
}

variable "scale_on" {
  type        = string
  description = "The metric that is divided by the number of tasks. NeededConcurrency wants task events, and a threshold for the age."
  default     = "Backlog"
  validation {
    condition     = contains(["Backlog", "NeededConcurrency"], var.scale_on)
    error_message = "Expected Backlog or NeededConcurrency."
  }
}

variable "target_per_task" {
  type        = number
  description = "With NeededConcurrency the concurrency of a worker, or a little less. With Backlog acceptable latency / mean seconds a Celery task takes x concurrency of a worker. 60 s / 2 s x 4 processes = 120 tasks of Celery for each task of ECS."
  validation {
    condition     = var.target_per_task >= 0.1
    error_message = "Expected 0.1 or more."
  }
}

variable "min_tasks" {
  type        = number
  description = "0 lets the service sleep while the queue is empty."
  default     = 0
}

variable "max_tasks" {
  type        = number
  description = "What you can pay, or what the database behind the workers can bear."
  default     = 10
}

variable "max_age_seconds" {
  type        = number
  description = "Alarm when the oldest task has waited longer than this, in seconds."
  default     = 600
}

variable "max_waiting" {
  type        = number
  description = "Alarm when more tasks than this wait."
  default     = 1000
}

variable "alarm_topic_arn" {
  type        = string
  description = "ARN of the SNS topic for alarms."
}
