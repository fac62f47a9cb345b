-- What the snapshot says of its readings is what the models were made with.
{% set used = {
    "business_day": var("business_day"),
    "response_rests": var("response_rests"),
    "requests_rest": var("requests_rest"),
    "reopening": var("reopening"),
    "phone_rule": var("phone_rule"),
    "reclassified": var("reclassified"),
    "exclusions": var("exclusions") | join(", ") or "none",
} %}

with
    used_readings as (
        {% for name, value in used.items() %}
            select '{{ name }}' as name, '{{ value }}' as value
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select used_readings.name, used_readings.value, readings.value as told
from used_readings
left join
    {{ ref("readings") }} as readings on used_readings.name = readings.name
where coalesce(readings.value, 'untold') <> used_readings.value
