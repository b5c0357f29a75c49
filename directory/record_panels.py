"""Seats, postings and groups as rows in the form of a person (代表资格、进站、代表小组).

A row has what is written most; the rest stands in the form of the record itself.
"""

from wagtail.admin.panels import FieldPanel, FieldRowPanel

from editing.panels import RecordsPanel

RECORD_PANELS = (
    RecordsPanel(
        "mandates", heading="代表资格", label="代表资格", panels=[
            FieldPanel("unit"),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("is_by_election")]),
            FieldRowPanel([FieldPanel("status"), FieldPanel("ends_on")]),
            FieldPanel("end_ground"),
            FieldPanel("delegation"),
            FieldRowPanel([FieldPanel("deputy_class"), FieldPanel("tenure")]),
            FieldPanel("source"),
        ],
        shown=("term", "unit", "starts_on", "ends_on"),
        select_related=("term__congress", "unit"),
    ),
    RecordsPanel(
        "postings", heading="进站", label="进站", panels=[
            FieldPanel("station"),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldPanel("source"),
        ],
        shown=("station", "starts_on", "ends_on"), select_related=("station",),
    ),
    RecordsPanel(
        "group_memberships", heading="代表小组", label="小组成员", panels=[
            FieldRowPanel([FieldPanel("group"), FieldPanel("role")]),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldPanel("source"),
        ],
        shown=("group", "role", "starts_on", "ends_on"), select_related=("group",),
    ),
)  # fmt: skip
