with
    exits as (select * from {{ ref("int_exits") }} where export_wanted),

    unexportable as (
        {% for product in products_without_export() %}
            select
                exit_id,
                customer_id,
                requested_epoch,
                '{{ product }}' as product,
                '{{
                    "the support portal (PCS)" if product == "PCS" else product
                }}' as name
            from exits
            where {{ names_word("products", product) }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    broken as (
        select
            'EXI-3' as rule_id,
            customer_id,
            'exits' as entity,
            exit_id as entity_id,
            product as part,
            requested_epoch as occurred_epoch,
            false as is_grave,
            'The customer wants an export of '
            || name
            || ', and none can be had: tell the customer now.' as message
        from unexportable
    )

select *
from broken
