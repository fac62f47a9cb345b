with
    exits as (select * from {{ ref("int_exits") }}),

    promises as (select * from {{ ref("int_exit_promises") }}),

    promised as (
        select
            exits.*,
            promises.stage,
            promises.tenant_deleted_at,
            promises.tenant_deleted_on,
            promises.data_gone_due_on,
            promises.data_gone_on,
            promises.closed_at,
            promises.closed_on,
            promises.late_steps,
            promises.steps_out_of_order,
            promises.missed_promises,
            promises.promise_lost_on
        from exits
        inner join promises on exits.exit_id = promises.exit_id
    ),

    told as (
        select
            exit_id,
            customer_id,
            stage,
            requested_at,
            requested_on,
            as_of_on,
            tenant_deleted_at,
            tenant_deleted_on,
            data_gone_due_on,
            gone_by,
            -- Counted down from the deletion on.
            greatest(
                {{ days_from_to("as_of_on", "data_gone_due_on") }},
                case
                    when data_gone_due_on is not null then cast(0 as bigint)
                end
            ) as days_left,
            {{ days_from_to("as_of_on", "gone_by") }} as days_to_gone_by,
            data_gone_on,
            cast(late_steps as bigint) as late_steps,
            cast(steps_out_of_order as bigint) as steps_out_of_order,
            closed_at,
            closed_on,
            request_ticket,
            is_request_known,
            owner,
            products,
            export_wanted,
            nullif(
                trim(
                    case
                        when export_wanted
                        then
                            ''
                            {%- for product in products_without_export() %}
                                || case
                                    when {{ names_word("products", product) }}
                                    then '{{ product }} '
                                    else ''
                                end
                            {%- endfor %}
                        else ''
                    end
                ),
                ''
            ) as products_without_export,
            nullif(
                trim(
                    {%- for question in exit_questions() %}
                        case
                            when {{ question }} is null
                            then '{{ question }} '
                            else ''
                        end
                        {%- if not loop.last %} || {% endif %}
                    {%- endfor %}
                ),
                ''
            ) as unanswered,
            empty_by,
            channel_closes_on,
            early_deletion_requested,
            last_day_on,
            retrieval_ends_on,
            earliest_deletion_on,
            latest_deletion_on,
            cast(missed_promises as bigint) as missed_promises,
            promise_lost_on,
            case
                when latest_deletion_on is null
                then 'not_given'
                when missed_promises > 0
                then 'broken'
                when
                    (empty_by is null or tenant_deleted_on is not null)
                    and (gone_by is null or data_gone_on is not null)
                    and (channel_closes_on is null or closed_on is not null)
                then 'kept'
                when promise_lost_on is not null
                then 'lost'
                else 'open'
            end as promise,
            time_zone,
            delivery_id,
            row_number
        from promised
    )

select *
from told
