-- One row per day of the weeks around a month and change of a customer that
-- began, or is planned to begin, on it; a day without one has one row too.
with
    days as (
        select cast(days.day_on as date) as day_on
        from
            generate_series(
                date_trunc('week', cast($month as date)) - interval 7 days,
                date_trunc('week', cast($month as date) + interval 1 month)
                + interval 34 days,
                interval 1 day
            ) as days(day_on)
    ),

    begun as (select * from changes where customer_id = $customer_id)

select
    days.day_on,
    cast(date_trunc('week', days.day_on) as date) as week_on,
    isodow(days.day_on) as weekday,
    date_trunc('month', days.day_on) = cast($month as date) as is_of_month,
    days.day_on = cast($as_of_on as date) as is_as_of,
    begun.change_id,
    begun.type,
    begun.environment,
    case
        when begun.change_id is null
        then null
        when begun.outcome is not null
        then begun.outcome
        when begun.started_at is not null
        then 'under_way'
        else 'planned'
    end as outcome,
    row_number() over (
        partition by days.day_on order by begun.planned_start, begun.change_id
    ) as place,
    count(*) over (partition by days.day_on) as of_day,
    begun.planned_start,
    begun.planned_end,
    begun.started_at,
    begun.ended_at,
from days
left join begun on days.day_on = begun.begins_on
order by days.day_on, place
