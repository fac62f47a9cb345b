{{ config(materialized="view") }}

with
    segments as (select * from {{ ref("int_clock_segments") }}),

    tiles as (select * from {{ ref("calendar_tiles") }}),

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
            and segments.from_epoch < tiles.until_epoch
            and (
                segments.until_epoch > tiles.from_epoch
                or segments.from_epoch = tiles.from_epoch
            )
    )

select *
from cut
