{# What the restoration clock does in a status (CLK-3). #}
{% macro clock_state(status) -%}
    case
        when {{ status }} in ('new', 'in_progress')
        then 'running'
        when {{ status }} = 'awaiting_customer'
        then 'resting'
        else 'standing'
    end
{%- endmacro %}

{# A status as a number, so that sums of many tell how often each occurs: up to
   999 times. Other words have none. #}
{% macro status_place(status) -%}
    cast(
        case
            {{ status }}
            when 'new'
            then 1
            when 'in_progress'
            then 1000
            when 'awaiting_customer'
            then 1000000
            when 'restored'
            then 1000000000
            when 'closed'
            then 1000000000000
            when 'cancelled'
            then 1000000000000000
        end as bigint
    )
{%- endmacro %}

{# Whether an event stops the response clock: a question to the customer does,
   unless the clock rests in it (CLK-2, `response_rests`). #}
{% macro is_answer(field, value) -%}
    {%- set question = "'awaiting_customer', " -%}
    (
        {{ field }} = 'response'
        or {{ field }} = 'status'
        and {{ value }}
        in ({{ question if var("response_rests") == "no" }}'restored', 'closed')
    )
{%- endmacro %}

{# Whether a state counts into elapsed: running does, and under `elapse` what
   stood still until it was taken back (CLK-4, `reopening`). #}
{% macro elapses(state, is_taken_back) -%}
    {%- if var("reopening") == "elapse" -%}
        (
            {{ state }} = 'running'
            or {{ state }} = 'standing'
            and {{ is_taken_back }}
        )
    {%- else -%} {{ state }} = 'running'
    {%- endif -%}
{%- endmacro %}

{# How a step of `steps` moves the clock of `clocks`: 1 where it leaves running,
   -1 where it enters it (CLK-2, CLK-3). #}
{% macro run_step() -%}
    case
        when clocks.metric = 'response'
        then
            {{ "- steps.rest_step" if var("response_rests") == "yes" else "0" }}
        {%- if var("requests_rest") == "no" %}
            when clocks.kind = 'service_request'
            then steps.run_step + steps.rest_step
        {%- endif %}
        else steps.run_step
    end
{%- endmacro %}

{# The same for resting. #}
{% macro rest_step() -%}
    case
        when clocks.metric = 'response'
        then {{ "steps.rest_step" if var("response_rests") == "yes" else "0" }}
        {%- if var("requests_rest") == "no" %}
            when clocks.kind = 'service_request' then 0
        {%- endif %}
        else steps.rest_step
    end
{%- endmacro %}

{# The priority that judges, of the one recorded (PRI-1). #}
{% macro judged_priority(environment, kind, recorded) -%}
    case
        when {{ environment }} = 'non_production'
        then 'P4'
        when {{ kind }} = 'service_request'
        then 'P3'
        else {{ recorded }}
    end
{%- endmacro %}

{# Whether a ticket was recorded as an urgent incident of production: its news is
   due in time (INC-1), and it is logged by phone (PRI-4). #}
{% macro is_urgent(tickets) -%}
    (
        {{ tickets }}.environment = 'production'
        and {{ tickets }}.recorded_kind = 'incident'
        and {{ tickets }}.recorded_priority in ('P1', 'P2')
    )
{%- endmacro %}

{# The recorded priority in force where the clock stops, else at as_of; under
   `at_opening` the first one (PRI-3, `reclassified`). #}
{% macro recorded_priority(at_stop, at_last, at_opening) -%}
    {%- if var("reclassified") == "at_opening" -%} {{ at_opening }}
    {%- else -%} coalesce({{ at_stop }}, {{ at_last }}, {{ at_opening }})
    {%- endif -%}
{%- endmacro %}

{# The UTC day of an instant, as the table of calendar days numbers it. #}
{% macro utc_day(epoch) -%} {{ whole_division(epoch, 86400) }} {%- endmacro %}

{# A calendar's open seconds before an instant, from its row of that UTC day. #}
{% macro open_seconds(epoch, day) -%}
    {{ day }}.seconds_before + greatest(
        0,
        least({{ epoch }}, {{ day }}.first_closes_epoch)
        - {{ day }}.first_opens_epoch
    )
    + greatest(
        0,
        least({{ epoch }}, {{ day }}.second_closes_epoch)
        - {{ day }}.second_opens_epoch
    )
{%- endmacro %}

{# The bucket of the inverse table in which a count of open seconds is reached.
   ingest/business_hours.py fills buckets of the same size. #}
{% macro open_seconds_bucket(seconds) -%}
    {{ whole_division(seconds ~ " - 1", 36000) }}
{%- endmacro %}

{# Of two counts the one on the clock's calendar (CAL-4), if it has one. #}
{% macro by_calendar(every_second, open_seconds) -%}
    case
        calendar
        when '24x7'
        then {{ every_second }}
        when 'business'
        then {{ open_seconds }}
    end
{%- endmacro %}


{# What becomes of a clock that is not excluded (CLK-7): `elapsed` is what it ran
   at most, `least` what it ran at least, null where nobody knows (CLK-13). #}
{% macro verdict(clocks, elapsed, least, target) -%}
    case
        when {{ least }} > {{ target }}
        then 'breached'
        when {{ elapsed }} > {{ target }}
        then 'not_measurable'
        when {{ clocks }}.state = 'stopped'
        then 'met'
        when {{ clocks }}.state = 'resting'
        then 'paused'
        else 'running'
    end
{%- endmacro %}

{# The bucket of days in which an instant is looked for among spans of time. #}
{% macro day_bucket(epoch) -%}
    {{ whole_division(epoch, 1382400) }}
{%- endmacro %}

{# The name of a date's weekday, as an agreement lists its working days;
   1 January 1970 was a Thursday. #}
{% macro weekday_name(date) -%}
    case
        (
            {{
                whole_division(
                    epoch_seconds("cast(" ~ date ~ " as timestamp)"), 86400
                )
            }} + 3
        )
        % 7
        when 0
        then 'Mon'
        when 1
        then 'Tue'
        when 2
        then 'Wed'
        when 3
        then 'Thu'
        when 4
        then 'Fri'
        when 5
        then 'Sat'
        else 'Sun'
    end
{%- endmacro %}

{# The wall seconds of a calendar's business day (CAL-1, INC-1). #}
{% macro window_seconds(calendars) -%}
    case
        when {{ calendars }}.closes_at > {{ calendars }}.opens_at
        then
            {{ second_of_day(calendars ~ ".closes_at") }}
            - ({{ second_of_day(calendars ~ ".opens_at") }})
        else
            86400
            + {{ second_of_day(calendars ~ ".closes_at") }}
            - ({{ second_of_day(calendars ~ ".opens_at") }})
    end
{%- endmacro %}

{# The wall seconds of a time such as 08:00. #}
{% macro second_of_day(time) -%}
    cast(substring({{ time }}, 1, 2) as bigint) * 3600
    + cast(substring({{ time }}, 4, 2) as bigint) * 60
{%- endmacro %}

{# The local date of an instant, from the row of its zone's days that bears the
   instant's UTC date: a local date is that one, the one before or the one
   after. Without a zone it is the UTC date. #}
{% macro local_date(epoch, utc_date, day) -%}
    case
        when {{ epoch }} < {{ day }}.starts_epoch
        then {{ days_on(utc_date, -1) }}
        when {{ epoch }} >= {{ day }}.ends_epoch
        then {{ days_on(utc_date, 1) }}
        else {{ utc_date }}
    end
{%- endmacro %}
