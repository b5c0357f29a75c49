"""People stored before lists were sorted by strokes get their key."""

from importlib import import_module

from django.apps import apps
from django.test import TestCase

from core.strokes import stroke_key
from directory.models import Deputy
from tests.factories import DeputyFactory

migration = import_module("directory.migrations.0013_strokes_filled")


class FillStrokesTests(TestCase):
    def test_all_get_their_key_and_those_who_have_one_keep_it(self):
        names = ["丁一", "王芳", "欧阳娜娜", "John"]
        for name in names:
            DeputyFactory(name=name)
        Deputy.objects.update(stroke_key="")
        kept = DeputyFactory(name="李四")
        Deputy.objects.filter(pk=kept.pk).update(stroke_key="kept")

        with self.assertNumQueries(2):
            migration.fill_strokes(apps, None)

        keys = dict(Deputy.objects.values_list("name", "stroke_key"))
        self.assertEqual(keys, {name: stroke_key(name) for name in names} | {"李四": "kept"})
