with
    segments as (select * from {{ ref("int_clock_segments") }}),

    tiles as (select * from {{ ref("int_calendar_tiles") }}),

    calendar_days as (select * from {{ ref("stg_calendar_days") }}),

    placed_segments as (
        select
            *,
            {{
                each_whole_number(
                    day_bucket("from_epoch"), day_bucket("until_epoch")
                )
            }} as bucket
        from segments
        where state <> 'stopped'
    ),

    placed_tiles as (
        select
            *,
            {{
                each_whole_number(
                    day_bucket("from_epoch"), day_bucket("until_epoch")
                )
            }} as bucket
        from tiles
    ),

    cut as (
        select
            segments.ticket_id,
            segments.metric,
            segments.status,
            segments.recorded_priority,
            segments.priority,
            case
                when tiles.is_open then segments.state else 'out_of_hours'
            end as state,
            greatest(segments.from_epoch, tiles.from_epoch) as from_epoch,
            least(segments.until_epoch, tiles.until_epoch) as until_epoch,
            case
                when tiles.is_open
                then
                    least(segments.until_epoch, tiles.until_epoch)
                    - greatest(segments.from_epoch, tiles.from_epoch)
                else 0
            end as seconds,
            tiles.local_date,
            tiles.holiday
        from placed_segments as segments
        inner join
            placed_tiles as tiles
            on segments.calendar_id = tiles.calendar_id
            and segments.calendar = tiles.calendar
            and segments.bucket = tiles.bucket
            -- Of the buckets that both reach into, the first.
            and segments.bucket
            =
            {{ day_bucket("greatest(segments.from_epoch, tiles.from_epoch)") }}
            and tiles.until_epoch > segments.from_epoch
            and (
                tiles.from_epoch < segments.until_epoch
                or tiles.from_epoch = segments.from_epoch
            )
    ),

    -- Standing still, or on no calendar, a segment is not cut by day.
    whole as (
        select
            segments.ticket_id,
            segments.metric,
            segments.status,
            segments.recorded_priority,
            segments.priority,
            segments.state,
            segments.from_epoch,
            segments.until_epoch,
            case
                segments.calendar
                when '24x7'
                then segments.until_epoch - segments.from_epoch
                when 'business'
                then
                    {{ open_seconds("segments.until_epoch", "last_day") }}
                    - ({{ open_seconds("segments.from_epoch", "first_day") }})
            end as seconds,
            cast(null as date) as local_date,
            cast(null as varchar) as holiday
        from segments
        left join
            calendar_days as first_day
            on segments.calendar_id = first_day.calendar_id
            and {{ utc_day("segments.from_epoch") }} = first_day.utc_day
        left join
            calendar_days as last_day
            on segments.calendar_id = last_day.calendar_id
            and {{ utc_day("segments.until_epoch") }} = last_day.utc_day
        where segments.state = 'stopped' or segments.calendar is null
    )

select *
from cut
union all
select *
from whole
