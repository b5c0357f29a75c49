"""What every page type of the site shares."""

from wagtail.models import Page


class BasePage(Page):
    """A page in the look of the site; title and description come from Wagtail's own fields."""

    class Meta:
        abstract = True
