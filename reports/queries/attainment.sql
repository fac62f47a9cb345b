-- One row per metric and priority of a customer's month; without a clock no
-- share (CLK-11). Where clocks could not be measured the share is not known,
-- but lies between the least and the most (CLK-13), and the interval holds
-- both.
with
    cells as (
        select metrics.metric, priorities.priority,
        from (values ('response'), ('restoration')) as metrics(metric)
        cross join
            (values ('P1'), ('P2'), ('P3'), ('P4')) as priorities(priority)
    ),

    month_attainment as (
        select
            *,
            power(1.959963984540054, 2)
            / nullif(decided + not_measurable, 0) as spread,
        from sla_attainment
        where customer_id = $customer_id and month = $month
    ),

    bounded as (
        select
            * exclude (attainment, attainment_low, attainment_high),
            case when not_measurable = 0 then attainment end as attainment,
            case
                when not_measurable = 0
                then attainment_low
                else
                    greatest(
                        (
                            attainment_least
                            + spread / 2
                            - sqrt(
                                spread * (
                                    attainment_least * (1 - attainment_least)
                                    + spread / 4
                                )
                            )
                        )
                        / (1 + spread),
                        0
                    )
            end as attainment_low,
            case
                when not_measurable = 0
                then attainment_high
                else
                    least(
                        (
                            attainment_most
                            + spread / 2
                            + sqrt(
                                spread * (
                                    attainment_most * (1 - attainment_most)
                                    + spread / 4
                                )
                            )
                        )
                        / (1 + spread),
                        1
                    )
            end as attainment_high,
        from month_attainment
    )

select
    cells.metric,
    cells.priority,
    coalesce(bounded.met, 0) as met,
    coalesce(bounded.breached, 0) as breached,
    coalesce(bounded.decided, 0) as decided,
    bounded.attainment,
    bounded.attainment_low,
    bounded.attainment_high,
    coalesce(bounded.excluded, 0) as excluded,
    coalesce(bounded.not_measurable, 0) as not_measurable,
    bounded.attainment_least,
    bounded.attainment_most,
from cells
left join
    bounded
    on cells.metric = bounded.metric
    and cells.priority = bounded.priority
order by cells.metric, cells.priority
