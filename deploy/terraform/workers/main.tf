# Scales an ECS service of Celery workers on what one queue needs, also from and to zero.
# One module call a worker service. It needs the module mirror and Container Insights on the cluster.
# cloudformation/workers.yaml is the same.

# No role_arn: Application Auto Scaling uses its service-linked role for ECS.
resource "aws_appautoscaling_target" "capacity" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${var.cluster}/${var.service}"
  min_capacity       = var.min_tasks
  max_capacity       = var.max_tasks
}

# Keeps backlog / running tasks near the target. A length alone will not do: target tracking wants a number that falls in
# proportion as tasks are added. It is the same for the slots that the queue needs: those of each task are the target.
#   load      Average, never Sum: a minute holds a dozen samples, and Sum would add them up.
#             Never filled: a gap means nobody knows, and then nothing is scaled.
#   tasks     REPEAT bridges a late minute of Container Insights. FILL(tasks, 0) would here take lateness for no tasks.
#   IF        at 0 tasks it is divided by 1. x/0 is no data, and no data scales nothing.
resource "aws_appautoscaling_policy" "per_task" {
  name               = "backlog-${var.broker}-${var.queue}-per-task"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.capacity.service_namespace
  scalable_dimension = aws_appautoscaling_target.capacity.scalable_dimension
  resource_id        = aws_appautoscaling_target.capacity.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.target_per_task
    scale_out_cooldown = 60
    scale_in_cooldown  = 300 # a worker that starts takes its time before the backlog shows it

    customized_metric_specification {
      metrics {
        id          = "load"
        return_data = false
        metric_stat {
          stat = "Average"
          metric {
            namespace   = var.namespace
            metric_name = var.scale_on
            dimensions {
              name  = "Broker"
              value = var.broker
            }
            dimensions {
              name  = "Queue"
              value = var.queue
            }
          }
        }
      }
      metrics {
        id          = "tasks"
        return_data = false
        metric_stat {
          stat = "Average"
          metric {
            namespace   = "ECS/ContainerInsights"
            metric_name = "RunningTaskCount"
            dimensions {
              name  = "ClusterName"
              value = var.cluster
            }
            dimensions {
              name  = "ServiceName"
              value = var.service
            }
          }
        }
      }
      metrics {
        id          = "per_task"
        expression  = "load / IF(FILL(tasks, REPEAT) < 1, 1, FILL(tasks, REPEAT))"
        label       = "${var.scale_on} per task"
        return_data = true
      }
    }
  }
}

# Target tracking cannot do the first step. It moves only when its value is above the target: one task in the queue of a
# sleeping service with a target of 120 would wait for 119 others. So the first worker is started by an alarm of its own.
resource "aws_appautoscaling_policy" "wake" {
  name               = "backlog-${var.broker}-${var.queue}-wake"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.capacity.service_namespace
  scalable_dimension = aws_appautoscaling_target.capacity.scalable_dimension
  resource_id        = aws_appautoscaling_target.capacity.resource_id

  step_scaling_policy_configuration {
    # One more, not "exactly one": if target tracking was faster, nothing is taken away again.
    adjustment_type = "ChangeInCapacity"
    # Longer than a task takes to start and Container Insights to count it, so that one alarm starts one task.
    cooldown                = 180
    metric_aggregation_type = "Maximum"
    step_adjustment {
      metric_interval_lower_bound = 0
      scaling_adjustment          = 1
    }
  }
}
