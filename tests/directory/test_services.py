"""What happens to a mandate: ended, suspended, resumed; what is refused; the articles."""

import datetime

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, TestCase
from wagtail.models import Revision

from directory.enums import EndGround, MandateStatus, article_of, suspension_article
from directory.exceptions import MandateEndedError, MandateNotServingError
from directory.services import end_mandate, resume_mandate, suspend_mandate
from tests.factories import MandateFactory

DAY = datetime.date(2025, 3, 11)
EVE = datetime.date(2025, 3, 10)


class EndTests(TestCase):
    def setUp(self):
        self.mandate = MandateFactory()

    def test_mandate_ends_with_day_ground_and_article(self):
        ended = end_mandate(mandate=self.mandate, on=DAY, ground=EndGround.RESIGNED)

        ended.refresh_from_db()
        self.assertEqual((ended.status, ended.ends_on), (MandateStatus.ENDED, DAY))
        self.assertEqual(ended.end_article, "代表法第六十二条第一款第（二）项")

    def test_revision_shows_what_was_done(self):
        ended = end_mandate(mandate=self.mandate, on=DAY, ground=EndGround.DIED)

        self.assertEqual(Revision.objects.for_instance(ended).count(), 1)
        self.assertEqual(ended.get_latest_revision_as_object().end_ground, EndGround.DIED)
        self.assertTrue(ended.live)

    def test_ended_mandate_does_not_end_again(self):
        end_mandate(mandate=self.mandate, on=DAY, ground=EndGround.DIED)

        with self.assertRaises(MandateEndedError):
            end_mandate(mandate=self.mandate, on=DAY, ground=EndGround.RESIGNED)

    def test_day_before_the_term_is_refused_and_nothing_is_written(self):
        self.mandate.starts_on = DAY
        self.mandate.save()

        with self.assertRaises(ValidationError):
            end_mandate(mandate=self.mandate, on=EVE, ground=EndGround.DIED)

        self.mandate.refresh_from_db()
        self.assertTrue(self.mandate.is_open)

    def test_unknown_ground_is_refused(self):
        with self.assertRaises(ValidationError):
            end_mandate(mandate=self.mandate, on=DAY, ground="bored")


class SuspensionTests(TestCase):
    def test_suspended_mandate_can_be_resumed(self):
        mandate = suspend_mandate(mandate=MandateFactory())
        self.assertEqual(mandate.status, MandateStatus.SUSPENDED)

        self.assertEqual(resume_mandate(mandate=mandate).status, MandateStatus.SERVING)

    def test_days_and_decision_of_the_suspension_stay_on_file(self):
        mandate = suspend_mandate(mandate=MandateFactory(), on=EVE, decision="第三号决定")

        resumed = resume_mandate(mandate=mandate, on=DAY)

        resumed.refresh_from_db()
        self.assertEqual(
            (resumed.suspended_on, resumed.resumed_on, resumed.suspension),
            (EVE, DAY, "第三号决定"),
        )

    def test_a_second_suspension_begins_anew(self):
        mandate = suspend_mandate(mandate=MandateFactory(), on=EVE, decision="第三号决定")
        mandate = suspend_mandate(mandate=resume_mandate(mandate=mandate, on=DAY), on=DAY)

        self.assertEqual((mandate.suspended_on, mandate.resumed_on), (DAY, None))
        self.assertEqual(mandate.suspension, "")

    def test_mandate_is_not_resumed_before_it_was_suspended(self):
        mandate = suspend_mandate(mandate=MandateFactory(), on=DAY)

        with self.assertRaises(ValidationError):
            resume_mandate(mandate=mandate, on=EVE)

    def test_what_does_not_serve_is_not_suspended(self):
        ended = MandateFactory(status=MandateStatus.ENDED, ends_on=DAY)
        for mandate in (ended, suspend_mandate(mandate=MandateFactory())):
            with self.subTest(status=mandate.status), self.assertRaises(MandateNotServingError):
                suspend_mandate(mandate=mandate)

    def test_what_is_not_suspended_is_not_resumed(self):
        with self.assertRaises(MandateNotServingError):
            resume_mandate(mandate=MandateFactory())

    def test_suspended_mandate_may_end(self):
        mandate = suspend_mandate(mandate=MandateFactory())

        ended = end_mandate(mandate=mandate, on=DAY, ground=EndGround.RECALLED)

        self.assertEqual(ended.status, MandateStatus.ENDED)


class ArticleTests(SimpleTestCase):
    def test_seven_grounds_are_numbered_as_in_the_law_of_the_day(self):
        grounds = (
            EndGround.MOVED_AWAY, EndGround.RESIGNED, EndGround.ABSENT_TWICE, EndGround.RECALLED,
            EndGround.LOST_NATIONALITY, EndGround.LOST_POLITICAL_RIGHTS, EndGround.INCAPACITATED,
        )  # fmt: skip
        for ground, item in zip(grounds, "一二三四五六七", strict=True):
            with self.subTest(ground=ground):
                self.assertEqual(article_of(ground, EVE), f"代表法第四十九条第（{item}）项")
                self.assertEqual(article_of(ground, DAY), f"代表法第六十二条第一款第（{item}）项")

    def test_end_of_term_stood_in_the_constitution_before_2025(self):
        self.assertEqual(article_of(EndGround.TERM_ENDED, DAY), "代表法第二条")
        self.assertEqual(article_of(EndGround.TERM_ENDED, EVE), "宪法第九十八条")
        self.assertEqual(article_of(EndGround.TERM_ENDED, EVE, is_national=True), "宪法第六十条")

    def test_death_is_named_since_2025(self):
        self.assertEqual(article_of(EndGround.DIED, DAY), "代表法第六十二条第二款")
        self.assertEqual(article_of(EndGround.DIED, EVE), "")

    def test_grounds_without_an_article_on_file_name_none(self):
        self.assertEqual(article_of(EndGround.DIVISION_CHANGED, DAY), "")
        self.assertEqual(article_of(EndGround.RESIGNED, datetime.date(2010, 10, 27)), "")
        self.assertEqual(article_of(EndGround.ELECTION_INVALID, datetime.date(2020, 10, 17)), "")
        self.assertEqual(
            article_of(EndGround.ELECTION_INVALID, datetime.date(2020, 10, 18)), "选举法第四十七条"
        )

    def test_suspension_is_numbered_as_in_the_law_of_the_day(self):
        self.assertEqual(suspension_article(DAY), "代表法第六十一条")
        self.assertEqual(suspension_article(EVE), "代表法第四十八条")
        self.assertEqual(suspension_article(datetime.date(2010, 10, 27)), "")
