"""The lab's hosts, as they run now (LAB_NAME chooses the lab)."""

from lab.inventory import lab_groups

_groups = lab_groups()

lb = _groups["lb"]
app = _groups["app"]
redis = _groups["redis"]
