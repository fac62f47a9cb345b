with
    exits as (select * from {{ ref("int_exits") }} where export_wanted),

    products as (
        {% for product in products_without_export() %}
            select '{{ product }}' as product, '{{
                    "the support portal (PCS)" if product == "PCS" else product
                }}' as name
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    broken as (
        select
            'EXI-3' as rule_id,
            exits.customer_id,
            'exits' as entity,
            exits.exit_id as entity_id,
            products.product as part,
            exits.requested_epoch as occurred_epoch,
            false as is_grave,
            'The customer wants an export of '
            || products.name
            || ', and none can be had: tell the customer now.' as message
        from exits
        cross join products
        where ' ' || exits.products || ' ' like '% ' || products.product || ' %'
    )

select *
from broken
