import pytest
from django.core.management import CommandError, call_command

from consultation.models import Comment, Response
from tests.consultation import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_debug(settings):
    settings.DEBUG = True


def texts():
    return list(Comment.objects.order_by("pk").values_list("text", flat=True))


def test_examples_are_sent_labelled_and_counted(public_window):
    call_command("sample_responses", "30")

    assert Response.objects.sent().filter(is_sample=True, window=public_window).count() == 30
    assert all(text.startswith("Example: ") for text in texts())


def test_the_same_seed_gives_the_same_words():
    call_command("sample_responses", "5", seed=7)
    first = texts()
    Response.objects.all().delete()

    call_command("sample_responses", "5", seed=7)

    assert texts() == first


def test_examples_can_be_added_to_what_is_there(public_window):
    real = factories.sent(public_window)
    call_command("sample_responses", "3")
    call_command("sample_responses", "3", seed=2)

    assert Response.objects.sent().count() == 7
    assert not Response.objects.get(pk=real.pk).is_sample


def test_examples_are_refused_in_production(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("sample_responses", "1")


@pytest.mark.parametrize("number", ["0", "-1"])
def test_less_than_one_example_is_refused(number):
    with pytest.raises(CommandError, match="at least one"):
        call_command("sample_responses", "--", number)
