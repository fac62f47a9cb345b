-- One row: the build behind the snapshot, and what it rested on.
select
    builds.as_of,
    builds.tzdata_version,
    builds.holidays_version,
    builds.service_review_version,
    snapshot.snapshot_id,
    snapshot.published_at
from builds
cross join snapshot
