-- What CLK-5 to CLK-8, CLK-13 and CLK-15 say about the columns of a clock
-- among themselves.
select ticket_id, metric, outcome
from {{ ref("sla_clocks") }}
where
    {{ in_scope("ticket_id") }}
    and (
        (outcome = 'excluded') <> (excluded_reason is not null)
        or (coalesce(excluded_reason, '') = 'no_agreement')
        <> (agreement_id is null)
        or (agreement_id is null) <> (target_seconds is null)
        or (agreement_id is null) <> (elapsed_seconds is null)
        or (agreement_id is null) <> (paused_seconds is null)
        or elapsed_seconds < 0
        or least_elapsed_seconds < 0
        or least_elapsed_seconds > elapsed_seconds
        or outcome = 'breached'
        and coalesce(least_elapsed_seconds <= target_seconds, true)
        or outcome = 'not_measurable'
        and least_elapsed_seconds > target_seconds
        or paused_seconds < 0
        {% if var("response_rests") == "no" %}
            or metric = 'response' and paused_seconds <> 0
        {% endif %}
        or outcome in ('met', 'running', 'paused')
        and elapsed_seconds > target_seconds
        or outcome in ('breached', 'not_measurable')
        and elapsed_seconds <= target_seconds
        or outcome = 'met'
        and (
            stopped_at is null
            or stopped_at > due_at
            and elapsed_seconds > target_seconds
        )
        or outcome = 'breached'
        and (due_at is null or due_at > {{ as_of() }})
        or outcome in ('excluded', 'not_measurable')
        and due_at is not null
        or outcome in ('met', 'breached', 'not_measurable')
        and month is null
        or outcome in ('running', 'paused')
        and (month is not null or stopped_at is not null)
        or stopped_at < started_at
        or stopped_at > {{ as_of() }}
        or due_at < started_at
    )
