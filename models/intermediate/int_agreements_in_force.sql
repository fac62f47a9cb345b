with
    terms as (
        select *
        from {{ ref("int_agreement_terms") }}
        where starts_epoch < ends_epoch
    ),

    boundaries as (
        select customer_id, starts_epoch as boundary_epoch
        from terms
        union
        select customer_id, ends_epoch as boundary_epoch
        from terms
    ),

    segments as (
        select
            customer_id,
            boundary_epoch as from_epoch,
            lead(boundary_epoch) over (
                partition by customer_id order by boundary_epoch
            ) as until_epoch
        from boundaries
    ),

    preferred as (
        select
            segments.customer_id,
            segments.from_epoch,
            segments.until_epoch,
            terms.agreement_id,
            terms.calendar_id,
            terms.time_zone,
            terms.live_epoch,
            row_number() over (
                partition by segments.customer_id, segments.from_epoch
                order by terms.starts_on desc, terms.agreement_id desc
            ) as preference
        from segments
        inner join
            terms
            on segments.customer_id = terms.customer_id
            and segments.from_epoch >= terms.starts_epoch
            and segments.until_epoch <= terms.ends_epoch
    ),

    in_force as (
        select
            customer_id,
            agreement_id,
            calendar_id,
            time_zone,
            live_epoch,
            from_epoch,
            until_epoch
        from preferred
        where preference = 1
    )

select *
from in_force
