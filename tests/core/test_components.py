"""The tags that put a page together."""

from django.template import Context, Template

from core.templatetags.components import phrases


def render(text):
    return Template("{% load components %}" + text).render(Context())


def test_a_page_links_the_styles_of_what_its_parts_hold():
    html = render(
        "{% page %}<head>{% styles %}</head>"
        '<p class="wrap deputy-card--former tag__letter unheard-of">x</p>{% endpage %}'
    )

    assert 'href="/static/css/components/deputy-card.css"' in html
    assert 'href="/static/css/components/tag.css"' in html
    assert html.count("<link") == 2


def test_a_page_holds_the_icons_it_draws():
    icon = '{% include "components/icon.html" with name="pin" only %}'
    html = render("{% page %}{% icons %}" + icon + "{% endpage %}")

    assert 'id="i-pin"' in html
    assert 'id="i-search"' not in html


def test_a_page_without_components_links_none():
    assert "<link" not in render("{% page %}{% styles %}{% icons %}<p>x</p>{% endpage %}")


def test_a_title_breaks_at_its_bars_and_stays_text():
    assert phrases("找我的|代表<b>") == "找我的<wbr>代表&lt;b&gt;"
