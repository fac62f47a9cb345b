with
    openings as (select * from {{ ref("int_ticket_openings") }}),

    terms as (select * from {{ ref("int_agreement_terms") }}),

    counted as (
        select openings.ticket_id, count(terms.agreement_id) as agreements
        from openings
        left join
            terms
            on openings.customer_id = terms.customer_id
            and openings.opened_epoch >= terms.starts_epoch
            and openings.opened_epoch < terms.ends_epoch
        group by openings.ticket_id
    ),

    broken as (
        select
            'AGR-1' as rule_id,
            openings.customer_id,
            'tickets' as entity,
            openings.ticket_id as entity_id,
            '' as part,
            openings.opened_epoch as occurred_epoch,
            false as is_grave,
            case
                when counted.agreements = 0
                then
                    'No agreement was in force on '
                    || {{ day_text("openings.opened_on") }}
                    || ', when this ticket was opened. Its clocks are excluded.'
                else
                    cast(counted.agreements as string)
                    || ' agreements were in force on '
                    || {{ day_text("openings.opened_on") }}
                    || ', when this ticket was opened. It was judged by '
                    || openings.agreement_id
                    || ', which started last.'
            end as message
        from counted
        inner join openings on counted.ticket_id = openings.ticket_id
        where counted.agreements <> 1
    )

select *
from broken
