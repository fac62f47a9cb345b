{# Spans that touch or overlap become one. Those that begin at the same instant are
   peers: by rows two windows could order them each in its own way. #}
{% set place %}
partition by customer_id, month order by from_epoch
{% endset %}

with
    live as (select * from {{ ref("int_live_months") }}),

    {% for kind, model in (
        ("outage", "int_outage_spans"),
        ("pardon", "int_pardoned_spans"),
    ) %}
        {{ kind }}_cut as (
            select
                live.customer_id,
                live.month,
                greatest(live.from_epoch, spans.from_epoch) as from_epoch,
                least(live.until_epoch, spans.until_epoch) as until_epoch,
                {{
                    (
                        "spans.ticket_id"
                        if kind == "outage"
                        else "spans.change_id || ' (' || spans.cause || ')'"
                    )
                }} as told,
                {{ "spans.rests_on_bounds" if kind == "outage" else "false" }}
                as rests_on_bounds
            from live
            inner join
                {{ ref(model) }} as spans
                on live.customer_id = spans.customer_id
                and live.from_epoch < spans.until_epoch
                and live.until_epoch > spans.from_epoch
        ),

        {{ kind }}_begun as (
            select
                *,
                case
                    when
                        from_epoch <= max(until_epoch) over (
                            {{ place }}
                            range between unbounded preceding and 1 preceding
                        )
                    then 0
                    else 1
                end as begins
            from {{ kind }}_cut
        ),

        {{ kind }}_numbered as (
            select
                *,
                sum(begins) over (
                    {{ place }}
                    range between unbounded preceding and current row
                ) as number
            from {{ kind }}_begun
        ),

        {{ kind }}_whole as (
            select
                customer_id,
                month,
                min(from_epoch) as from_epoch,
                max(until_epoch) as until_epoch,
                {{ texts_together("told") }} as told,
                max(case when rests_on_bounds then 1 else 0 end)
                = 1 as rests_on_bounds
            from {{ kind }}_numbered
            group by customer_id, month, number
        ),
    {% endfor %}

    taken_out as (
        select
            outages.customer_id,
            outages.from_epoch,
            cast(
                sum(
                    least(outages.until_epoch, pardons.until_epoch)
                    - greatest(outages.from_epoch, pardons.from_epoch)
                ) as bigint
            ) as excluded_seconds,
            {{ texts_together("pardons.told") }} as excluded_for
        from outage_whole as outages
        inner join
            pardon_whole as pardons
            on outages.customer_id = pardons.customer_id
            and outages.month = pardons.month
            and outages.from_epoch < pardons.until_epoch
            and outages.until_epoch > pardons.from_epoch
        group by outages.customer_id, outages.from_epoch
    ),

    outages as (
        select
            outage_whole.customer_id,
            outage_whole.month,
            outage_whole.from_epoch,
            outage_whole.until_epoch,
            outage_whole.told as tickets,
            outage_whole.until_epoch - outage_whole.from_epoch as seconds,
            coalesce(taken_out.excluded_seconds, 0) as excluded_seconds,
            taken_out.excluded_for,
            outage_whole.rests_on_bounds
        from outage_whole
        left join
            taken_out
            on outage_whole.customer_id = taken_out.customer_id
            and outage_whole.from_epoch = taken_out.from_epoch
    )

select *
from outages
