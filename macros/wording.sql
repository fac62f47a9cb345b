{# Texts of figures, for the sentences of findings. #}
{# A length of time: 2 h 05 min; whole hours stand alone, and under a minute
   seconds are given. #}
{% macro duration_text(seconds) -%}
    case
        when {{ seconds }} < 60
        then cast({{ seconds }} as string) || ' s'
        when {{ seconds }} < 3600
        then cast({{ whole_division(seconds, 60) }} as string) || ' min'
        else
            cast({{ whole_division(seconds, 3600) }} as string)
            || ' h'
            || case
                when {{ seconds }} % 3600 < 60
                then ''
                else
                    ' ' || lpad(
                        cast(
                            {{ whole_division("(" ~ seconds ~ ") % 3600", 60) }}
                            as string
                        ),
                        2,
                        '0'
                    )
                    || ' min'
            end
    end
{%- endmacro %}

{# An instant on the clocks of its row of zone days. On a day with a clock
   change, and without a zone, it is told in UTC. #}
{% macro local_time_text(epoch, day) -%}
    case
        when {{ day }}.ends_epoch - {{ day }}.starts_epoch = 86400
        then
            {{
                time_text(
                    epoch
                    ~ " - "
                    ~ day
                    ~ ".starts_epoch + "
                    ~ epoch_seconds(
                        "cast(" ~ day ~ ".local_date as timestamp)"
                    )
                )
            }}
        else {{ time_text(epoch) }} || ' UTC'
    end
{%- endmacro %}

{# What a length of time on this calendar is made of. #}
{% macro business_hours_text(calendar) -%}
    case when {{ calendar }} = 'business' then ' of business hours' else '' end
{%- endmacro %}

{# A kind of service request, as people write it. #}
{% macro request_kind_text(kind) -%}
    case when {{ kind }} = 'standard' then 'standard' else 'non-standard' end
{%- endmacro %}

{# How long ago a day was: today, 1 day ago, 2 days ago. #}
{% macro days_ago_text(days) -%}
    case
        when {{ days }} = 0 then 'today' else {{ days_text(days) }} || ' ago'
    end
{%- endmacro %}

{# A word of the data as people write it: in progress. #}
{% macro spaced(word) -%} replace({{ word }}, '_', ' ') {%- endmacro %}

{# Why a desk excluded a ticket, in the words of the pages (CLK-9). #}
{% macro exclusion_text(reason) -%}
    {%- set words = {
        "third_party_product": "third-party product",
        "not_our_cloud": "not our cloud",
        "customer_caused": "caused by the customer",
        "updates_not_authorised": "updates not authorised",
        "not_used_as_specified": "not used as specified",
        "contact_untrained": "contact not trained",
        "information_missing": "information missing",
    } -%}
    case
        {{ reason }}
        {%- for word, text in words.items() %}
            when '{{ word }}' then '{{ text }}'
        {%- endfor %}
        else {{ reason }}
    end
{%- endmacro %}
