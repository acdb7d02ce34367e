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

variable "alarm_topic_arn" {
  type        = string
  description = "ARN of the SNS topic for alarms."
}
