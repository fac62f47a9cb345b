{# What the clock of `lived` does in a spell of `spells` (CLK-2 to CLK-4), by the
   readings chosen: `stopped` is standing still, or before it started again. #}
{% macro segment_state() -%}
    {%- set state = clock_state("spells.status") -%}
    case
        {%- if var("reclassified") == "restarts" %}
            when spells.from_epoch < lived.start_epoch then 'stopped'
        {%- endif %}
        {%- if var("response_rests") == "yes" %}
            when lived.metric = 'response' and {{ state }} = 'resting'
            then 'resting'
        {%- endif %}
        when lived.metric = 'response'
        then 'running'
        {%- if var("requests_rest") == "no" %}
            when lived.kind = 'service_request' and {{ state }} = 'resting'
            then 'running'
        {%- endif %}
        {%- if var("reopening") == "elapse" %}
            when
                {{ state }} = 'standing'
                and spells.event_number < lived.active_number
            then 'running'
        {%- endif %}
        when {{ state }} = 'standing'
        then 'stopped'
        else {{ state }}
    end
{%- endmacro %}
