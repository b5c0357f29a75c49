"""Health addresses, and log lines that carry no personal data."""

import io
import json
import logging
from unittest import mock

from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import Http404
from django.test import RequestFactory, SimpleTestCase, TestCase
from django.utils.log import log_response

from core.log_lines import JsonFormatter


class HealthTests(TestCase):
    def test_a_process_that_answers_is_healthy_without_its_database(self):
        with self.assertNumQueries(0):
            response = self.client.get("/healthz")

        self.assertEqual((response.status_code, response.json()), (200, {"status": "ok"}))

    def test_ready_means_database_and_migrations(self):
        response = self.client.get("/readyz")

        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.json(), {"database": "ok", "migrations": "ok"})

    def test_a_missing_migration_is_not_ready(self):
        (newest,) = MigrationLoader(connection).graph.leaf_nodes("home")
        MigrationRecorder(connection).record_unapplied(*newest)

        response = self.client.get("/readyz")

        self.assertEqual(response.status_code, 503)
        self.assertEqual(response.json()["migrations"], "pending")

    def test_an_unreachable_database_is_not_ready(self):
        with mock.patch("core.views.MigrationExecutor", side_effect=OperationalError("gone")):
            response = self.client.get("/readyz")

        self.assertEqual(response.status_code, 503)
        self.assertEqual(response.json(), {"database": "unreachable"})
        self.assertNotContains(response, "gone", status_code=503)

    def test_no_cache_keeps_the_answers(self):
        for address in ("/healthz", "/readyz"):
            with self.subTest(address=address):
                self.assertIn("no-store", self.client.get(address).headers["Cache-Control"])

    def test_the_answers_set_no_cookie(self):
        for address in ("/healthz", "/readyz"):
            with self.subTest(address=address):
                self.assertFalse(self.client.get(address).cookies)


class LogLineTests(SimpleTestCase):
    def setUp(self):
        self.stream = io.StringIO()
        handler = logging.StreamHandler(self.stream)
        handler.setFormatter(JsonFormatter())
        self.logger = logging.getLogger("tests.lines")
        self.logger.propagate = False
        self.logger.setLevel(logging.INFO)
        self.logger.handlers = [handler]

    def line(self) -> dict:
        text = self.stream.getvalue()
        self.assertEqual(text.count("\n"), 1)
        return json.loads(text)

    def test_a_line_is_one_json_object_with_its_keys(self):
        self.logger.info("mandate ended", extra={"event": "mandate_ended", "mandate_id": 7})

        line = self.line()
        self.assertEqual(line["message"], "mandate ended")
        self.assertEqual(line["level"], "INFO")
        self.assertEqual(line["logger"], "tests.lines")
        self.assertEqual((line["event"], line["mandate_id"]), ("mandate_ended", 7))
        self.assertIn("time", line)

    def test_a_request_is_logged_without_its_query(self):
        request = RequestFactory().get("/deputies/", {"name": "欧阳娜娜"})

        self.logger.error("failed", extra={"request": request, "status_code": 500})

        line = self.line()
        self.assertEqual((line["method"], line["path"]), ("GET", "/deputies/"))
        self.assertNotIn("欧阳娜娜", json.dumps(line, ensure_ascii=False))

    def test_what_was_sent_in_a_form_is_not_logged(self):
        request = RequestFactory().post(
            "/admin/login/", {"username": "li", "password": "p4ss-w0rd"}
        )

        self.logger.error("failed", extra={"request": request})

        self.assertNotIn("p4ss-w0rd", json.dumps(self.line()))

    def test_djangos_own_line_about_a_missing_page_has_no_query(self):
        request = RequestFactory().get("/deputies/", {"name": "欧阳娜娜"})
        response = mock.Mock(status_code=404, _has_been_logged=False)

        log_response(
            "%s: %s", "Not Found", request.path,
            response=response, request=request, logger=self.logger, exception=Http404(),
        )  # fmt: skip

        self.assertNotIn("欧阳娜娜", json.dumps(self.line(), ensure_ascii=False))

    def test_an_exception_shows_where_it_was_raised_but_not_its_message(self):
        name = "".join(["欧阳", "娜娜"])
        try:
            try:
                raise ValueError(f"Key (name)=({name}) already exists.")
            except ValueError as error:
                raise RuntimeError(f"row of {name}") from error
        except RuntimeError:
            self.logger.exception("import failed")

        found = self.line()["exc_info"]
        self.assertLess(found.index("ValueError"), found.index("RuntimeError"))
        self.assertIn("test_health.py", found)
        self.assertNotIn(name, found)
