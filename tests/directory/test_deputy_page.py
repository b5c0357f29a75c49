"""The public page of a deputy: what it shows, what it must never show."""

import datetime
import re
from io import BytesIO

from django.conf import settings
from django.core.files.images import ImageFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core.visibility import CONSENTED, PUBLIC, visibility_of
from directory.enums import EndGround, MandateStatus, UnitKind
from directory.models import Deputy, ElectoralUnitArea, Mandate, OtherName
from directory.models.deputy import PAGE_PHOTO
from divisions.enums import Kind
from files.models import DivisionImage
from tests.factories import (
    CongressFactory,
    DeputyFactory,
    DivisionFactory,
    ElectoralUnitFactory,
    MandateFactory,
    TermFactory,
)

#: text columns with room for a marker; the rest hold choices, codes, dates
RESTRICTED_TEXTS = (
    "birth", "party", "education", "native_place", "source", "phone", "email", "occupation",
    "occupation_code",
)  # fmt: skip
LONG_AGO = datetime.date(2016, 12, 20)


def former_seat(deputy, last_day=datetime.date(2021, 12, 19), **more):
    """A seat of a term that is over."""
    term = TermFactory(number=13, starts_on=LONG_AGO, ends_on=last_day)
    return MandateFactory(deputy=deputy, unit=ElectoralUnitFactory(term=term), **more)


class PageTests(TestCase):
    def text(self, deputy):
        response = self.client.get(deputy.get_absolute_url())
        self.assertEqual(response.status_code, 200)
        return response.content.decode()


class DeputyPageTests(PageTests):
    def test_shows_every_seat_with_term_unit_and_dates(self):
        county = DivisionFactory(parent=DivisionFactory(parent=DivisionFactory()))
        term = TermFactory(
            congress=CongressFactory(division=county), number=18,
            starts_on=datetime.date(2021, 12, 20),
        )  # fmt: skip
        unit = ElectoralUnitFactory(term=term, name="第十七选区")
        ElectoralUnitArea.objects.create(unit=unit, division=DivisionFactory(
            parent=DivisionFactory(parent=county), name="东湾村",
        ))  # fmt: skip
        deputy = MandateFactory(unit=unit).deputy
        former_seat(deputy)

        text = self.text(deputy)

        self.assertIn("望溪县第十八届人民代表大会代表", text)
        self.assertIn("2021 年 12 月至今 · 第十七选区（东湾村）选民直接选出", text)
        self.assertIn("2016 年 12 月—2021 年 12 月", text)
        self.assertIn("现任 1 项，曾任 1 项", text)

    def test_names_the_congress_that_elected(self):
        prefecture = DivisionFactory(parent=DivisionFactory(), kind=Kind.AUTONOMOUS_PREFECTURE)
        lower = CongressFactory(division=DivisionFactory(parent=prefecture))
        unit = ElectoralUnitFactory(
            term=TermFactory(congress=CongressFactory(division=prefecture)),
            kind=UnitKind.ELECTING_UNIT, electing_congress=lower, name="望溪",
        )  # fmt: skip

        self.assertIn("望溪县人民代表大会选出", self.text(MandateFactory(unit=unit).deputy))

    def test_a_by_election_is_said(self):
        mandate = MandateFactory(is_by_election=True, starts_on=datetime.date(2024, 3, 9))

        self.assertIn("2024 年 3 月补选，现任", self.text(mandate.deputy))

    def test_a_seat_whose_dates_nobody_knows_has_none(self):
        unit = ElectoralUnitFactory(term=TermFactory(starts_on=None))

        self.assertIn("现任 · ", self.text(MandateFactory(unit=unit).deputy))

    def test_a_seat_that_begins_tomorrow_makes_nobody_former(self):
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)
        unit = ElectoralUnitFactory(term=TermFactory(starts_on=tomorrow))

        text = self.text(MandateFactory(unit=unit).deputy)

        self.assertNotIn("往届代表", text)
        self.assertIn("月起", text)

    def test_a_surname_is_drawn_where_there_is_no_photo(self):
        for name, drawn in (("李敏", "李"), ("欧阳文渊", "欧阳"), ("阿依古丽·买买提", "阿依")):
            with self.subTest(name=name):
                deputy = MandateFactory(deputy__name=name).deputy

                self.assertIn(f'aria-hidden="true">{drawn}</span>', self.text(deputy))

    def test_other_names_carry_their_language(self):
        deputy = MandateFactory().deputy
        OtherName.objects.create(deputy=deputy, name="ئايگۈل", language="ug")

        self.assertIn('<bdi lang="ug">ئايگۈل</bdi>', self.text(deputy))

    def test_markup_in_a_name_or_a_post_stays_text(self):
        deputy = MandateFactory(deputy__name="<b>李</b>", deputy__post="<script>1</script>").deputy

        text = self.text(deputy)

        self.assertNotIn("<b>李", text)
        self.assertNotIn("<script>1", text)

    def test_an_unknown_code_is_not_found(self):
        self.assertEqual(self.client.get("/deputies/zzzzzzzz/").status_code, 404)

    def test_a_draft_has_no_page(self):
        deputy = MandateFactory(deputy__live=False).deputy

        self.assertEqual(self.client.get(deputy.get_absolute_url()).status_code, 404)

    def test_a_draft_seat_is_not_shown_and_alone_makes_no_page(self):
        deputy = MandateFactory(live=False).deputy
        self.assertEqual(self.client.get(deputy.get_absolute_url()).status_code, 404)

        MandateFactory(deputy=deputy, unit__name="第二选区")

        self.assertIn("现任 1 项<", self.text(deputy))

    def test_the_short_address_leads_to_the_page(self):
        deputy = MandateFactory().deputy

        response = self.client.get(f"/d/{deputy.code.upper()}")

        self.assertRedirects(response, deputy.get_absolute_url(), status_code=301)


def consenting(deputy, *fields, on):
    """The deputy, who lets ``fields`` (both without any) be shown from the day ``on``."""
    for field in fields or ("phone", "email"):
        deputy.consents.create(field=field, version="2026 年版", given_on=on)
    deputy.save()
    return deputy


class DeputyVisibilityTests(PageTests):
    """Marker strings in every column: the page shows what is declared public, and no more."""

    def marked(self, **more):
        values = {name: f"M-{name}" for name in RESTRICTED_TEXTS}
        values |= {"birth": "1979-05", "email": "M-email@example.org"}
        values |= {"occupation_code": "M-11"} | more
        deputy = DeputyFactory(**values)
        MandateFactory(
            deputy=deputy, deputy_class="M-class", group_text="M-group", station_text="M-station",
            source="M-mandate-source",
        )  # fmt: skip
        return deputy

    def test_restricted_columns_never_reach_the_page(self):
        place = DivisionFactory(name="M-residence")
        deputy = self.marked(birth_day=27, residence=place, work_place=place)

        text = self.text(deputy)

        self.assertNotIn("M-", text)
        for birth in ("1979", "27 日"):
            self.assertNotIn(birth, text)

    def test_the_markers_cover_what_is_declared(self):
        declared = visibility_of(Deputy)
        hidden = {name for name, seen_by in declared.items() if seen_by not in (PUBLIC,)}
        texts = {
            field.name
            for field in Deputy._meta.local_concrete_fields
            if field.name in hidden and field.get_internal_type() in ("CharField", "TextField")
            and declared[field.name] in ("restricted", CONSENTED)
        }  # fmt: skip

        self.assertLessEqual(texts, set(RESTRICTED_TEXTS))

    def test_own_telephone_and_mail_show_by_consent_alone(self):
        self.assertNotIn("M-phone", self.text(self.marked()))
        text = self.text(consenting(self.marked(), on=timezone.localdate()))

        self.assertIn("M-phone", text)
        self.assertIn("M-email@example.org", text)

    def test_a_consent_dated_tomorrow_does_not_stand_yet(self):
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)

        self.assertNotIn("M-phone", self.text(consenting(self.marked(), on=tomorrow)))

    def test_a_withdrawn_consent_stands_no_more_from_its_day_on(self):
        today = timezone.localdate()
        deputy = consenting(self.marked(), on=LONG_AGO)
        deputy.consents.filter(field="phone").update(withdrawn_on=today)

        text = self.text(deputy)

        self.assertNotIn("M-phone", text)
        self.assertIn("M-email@example.org", text)

    def test_a_consent_opens_its_own_field_alone(self):
        text = self.text(consenting(self.marked(), "phone", on=LONG_AGO))

        self.assertIn("M-phone", text)
        self.assertNotIn("M-email@example.org", text)

    def test_suspension_is_not_said_and_takes_the_contact_away(self):
        deputy = self.marked(public_channel="M-channel", post="乡村医生")
        consenting(deputy, on=timezone.localdate())
        Mandate.objects.filter(deputy=deputy).update(status=MandateStatus.SUSPENDED)

        text = self.text(deputy)

        self.assertNotIn("M-", text)
        self.assertNotIn("暂停", text)
        self.assertNotIn("往届", text)
        self.assertIn("乡村医生", text)
        self.assertIn("选区选民直接选出", text)

    def test_a_former_deputy_keeps_name_term_and_unit_alone(self):
        deputy = DeputyFactory(
            name="张伟", post="M-post", public_channel="M-channel", biography="<p>M-biography</p>",
            gender="male", ethnicity="M-ethnicity", phone="M-phone",
        )  # fmt: skip
        consenting(deputy, on=LONG_AGO)
        former_seat(deputy)

        text = self.text(deputy)

        self.assertNotIn("M-", text)
        self.assertIn("张伟", text)
        self.assertIn("往届代表", text)
        self.assertIn("第十三届人民代表大会代表", text)
        self.assertIn("选区选民直接选出", text)
        self.assertIn('<meta name="robots" content="noindex">', text)

    def test_a_deputy_in_office_may_be_indexed(self):
        self.assertNotIn("noindex", self.text(MandateFactory().deputy))

    def test_photo_and_biography_leave_after_the_period(self):
        today = timezone.localdate()
        period = datetime.timedelta(days=settings.FORMER_PORTRAIT_DAYS)
        for last_day, is_shown in (
            (today - period, True),
            (today - period - datetime.timedelta(1), False),
        ):
            with self.subTest(last_day=last_day):
                deputy = DeputyFactory(biography="<p>M-biography</p>")
                former_seat(deputy, last_day=last_day)

                self.assertIs("M-biography" in self.text(deputy), is_shown)

    def test_the_last_day_is_still_in_office(self):
        today = timezone.localdate()
        deputy = DeputyFactory(post="M-post")
        mandate = MandateFactory(deputy=deputy, ends_on=today)
        self.assertIn("M-post", self.text(deputy))

        Mandate.objects.filter(pk=mandate.pk).update(ends_on=today - datetime.timedelta(days=1))

        self.assertNotIn("M-post", self.text(deputy))

    def test_an_ending_is_said_once_its_announcement_is_on_file(self):
        ended = {
            "status": MandateStatus.ENDED, "end_ground": EndGround.RESIGNED,
            "ends_on": datetime.date(2019, 5, 1),
        }  # fmt: skip
        deputy = DeputyFactory()
        seat = former_seat(deputy, **ended)
        self.assertNotIn("代表资格终止", self.text(deputy))
        self.assertIn("往届代表", self.text(deputy))

        seat.announced_on, seat.announcement = datetime.date(2019, 5, 9), "第三号"
        seat.save()
        text = self.text(deputy)
        self.assertIn("代表资格终止，2019 年 5 月 9 日公告（第三号）", text)
        self.assertNotIn("往届代表", text)

        seat.announcement_url = "https://example.org/3?a=1&b=2"
        seat.save()
        self.assertIn(
            '<a href="https://example.org/3?a=1&amp;b=2">2019 年 5 月 9', self.text(deputy)
        )

    def test_an_announcement_of_one_seat_makes_nobody_former_who_holds_another(self):
        deputy = MandateFactory().deputy
        former_seat(
            deputy, status=MandateStatus.ENDED, ends_on=datetime.date(2019, 5, 1),
            announced_on=datetime.date(2019, 5, 9),
        )  # fmt: skip

        text = self.text(deputy)

        self.assertEqual(text.count("代表资格终止"), 1)
        self.assertNotIn("往届代表", text)
        self.assertNotIn("noindex", text)

    def test_an_earlier_announcement_does_not_stand_for_a_later_term_that_ran_out(self):
        deputy = DeputyFactory()
        former_seat(
            deputy, status=MandateStatus.ENDED, ends_on=datetime.date(2019, 5, 1),
            announced_on=datetime.date(2019, 5, 9),
        )  # fmt: skip
        later = TermFactory(number=14, starts_on=datetime.date(2021, 12, 20),
                            ends_on=datetime.date(2022, 12, 19))  # fmt: skip
        MandateFactory(deputy=deputy, unit=ElectoralUnitFactory(term=later))

        text = self.text(deputy)

        self.assertIn("往届代表", text)
        self.assertEqual(text.count("代表资格终止"), 1)

    def test_the_ground_of_ending_is_never_said(self):
        deputy = DeputyFactory()
        for ground in EndGround:
            former_seat(
                deputy, status=MandateStatus.ENDED, end_ground=ground,
                ends_on=datetime.date(2019, 5, 1),
            )  # fmt: skip

        text = self.text(deputy)

        for ground in EndGround:
            self.assertNotIn(ground.label, text)

    def test_a_soldiers_unit_post_and_places_stay_unnamed(self):
        unit = ElectoralUnitFactory(kind=UnitKind.ARMED_FORCES, name="M-unit")
        ElectoralUnitArea.objects.create(unit=unit, division=DivisionFactory(name="M-place"))
        deputy = MandateFactory(unit=unit, deputy__post="M-post").deputy

        text = self.text(deputy)

        self.assertNotIn("M-", text)
        self.assertIn("军队选出", text)


class DeputyPageQueryTests(PageTests):
    def count_queries(self, deputy):
        with CaptureQueriesContext(connection) as queries:
            self.text(deputy)
        return len(queries)

    def test_queries_do_not_grow_with_seats(self):
        deputy = MandateFactory().deputy
        one_seat = self.count_queries(deputy)
        for _ in range(6):
            mandate = former_seat(deputy)
            ElectoralUnitArea.objects.create(unit=mandate.unit, division=DivisionFactory())
        OtherName.objects.create(deputy=deputy, name="Li Qiuhe")

        many = self.count_queries(deputy)

        self.assertLessEqual(many, 10)
        self.assertLessEqual(many - one_seat, 1)  # the places of districts

    def test_the_answer_sets_no_cookie_and_depends_on_none(self):
        response = self.client.get(MandateFactory().deputy.get_absolute_url())

        self.assertFalse(response.cookies)
        self.assertNotIn("Cookie", response.headers.get("Vary", ""))


class PhotoTests(PageTests):
    def picture_of(self, deputy):
        return re.search(r'<img class="avatar__image" src="([^"]*)"', self.text(deputy))[1]

    def test_a_picture_is_made_when_first_asked_for_and_then_served_as_a_file(self):
        drawn = BytesIO()
        Image.new("RGB", (600, 800), "#a5231a").save(drawn, "JPEG")
        photo = DivisionImage.objects.create(
            title="M-title", division=DivisionFactory(), file=ImageFile(drawn, name="李秋禾.jpg")
        )
        deputy = MandateFactory(deputy__photo=photo).deputy
        asked = self.picture_of(deputy)

        made = self.client.get(asked)

        self.assertEqual(made.headers["Content-Type"], "image/webp")
        served = self.picture_of(deputy)
        self.assertNotEqual(served, asked)
        self.assertTrue(served.startswith("/media/images/"))
        self.assertNotIn("M-title", self.text(deputy))

    def test_a_forged_size_makes_nothing(self):
        address = reverse("wagtailimages_serve", args=["forged", 1, PAGE_PHOTO])

        self.assertEqual(self.client.get(address).status_code, 403)
