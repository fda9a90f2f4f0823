import ipaddress

import pytest
from django.core.exceptions import ImproperlyConfigured

from backend import env


@pytest.fixture
def given(monkeypatch):
    """Sets the variable that the tests read."""
    return lambda value: monkeypatch.setenv("VARIABLE", value)


def test_a_text_loses_its_surrounding_space(given):
    given("  word ")
    assert env.text("VARIABLE", "other") == "word"


def test_an_empty_variable_counts_as_unset(given):
    given("  ")
    assert env.text("VARIABLE", "other") == "other"
    assert env.number("VARIABLE", 7) == 7
    assert env.flag("VARIABLE", default=True) is True


@pytest.mark.parametrize(("written", "read"), [("1", True), ("Yes", True), ("off", False), ("FALSE", False)])
def test_a_flag_is_read_as_people_write_it(given, written, read):
    given(written)
    assert env.flag("VARIABLE", default=not read) is read


def test_a_flag_that_is_neither_yes_nor_no_is_refused(given):
    given("ture")
    with pytest.raises(ImproperlyConfigured, match="VARIABLE is 'ture'; write 1 or 0"):
        env.flag("VARIABLE", default=True)


@pytest.mark.parametrize("written", ["0", "65536", "-1"])
def test_a_number_out_of_range_is_refused(given, written):
    given(written)
    with pytest.raises(ImproperlyConfigured, match=f"VARIABLE is {written}; it must be from 1 to 65535"):
        env.number("VARIABLE", 8000, minimum=1, maximum=65535)


def test_a_number_that_is_none_is_refused(given):
    given("8OOO")
    with pytest.raises(ImproperlyConfigured, match="VARIABLE is '8OOO'; it must be a whole number"):
        env.number("VARIABLE", 8000)


@pytest.mark.parametrize(
    ("written", "read"), [("1200,4", (1200, 4)), (" 60 , 0.5 ", (60, 0.5)), ("1,1/86400", (1, 1 / 86_400))]
)
def test_a_rate_is_a_burst_and_a_refill(given, written, read):
    given(written)
    assert env.rate("VARIABLE", (2, 2)) == read


def test_a_rate_that_is_not_set_is_the_default(given):
    given("")
    assert env.rate("VARIABLE", (2, 0.1)) == (2, 0.1)


@pytest.mark.parametrize("written", ["60", "60,", "60,1,2", "many,1", "60,nan", "60,inf", "60,1/0", "1e999,1"])
def test_a_rate_that_cannot_be_read_is_refused(given, written):
    given(written)
    with pytest.raises(ImproperlyConfigured, match=r"VARIABLE is .*; write burst,refill per second, as in 60,0\.5"):
        env.rate("VARIABLE", (2, 2))


@pytest.mark.parametrize("written", ["0,1", "0.5,1", "60,0", "60,-1"])
def test_a_rate_that_would_let_nobody_through_is_refused(given, written):
    given(written)
    with pytest.raises(ImproperlyConfigured, match="the burst must be 1 or more, the refill above 0"):
        env.rate("VARIABLE", (2, 2))


def test_a_choice_outside_the_list_is_refused_with_the_list(given):
    given("prod")
    with pytest.raises(ImproperlyConfigured, match="it must be one of production, demo"):
        env.choice("VARIABLE", ("production", "demo"), default="demo")


def test_networks_may_be_addresses_and_ranges(given):
    given("127.0.0.1, 10.0.0.0/8,2001:db8::/32")
    assert env.networks("VARIABLE") == [
        ipaddress.ip_network(network) for network in ("127.0.0.1/32", "10.0.0.0/8", "2001:db8::/32")
    ]


def test_a_name_among_networks_is_refused(given):
    given("127.0.0.1,proxy.internal")
    with pytest.raises(ImproperlyConfigured, match=r"VARIABLE holds something that is no network.*proxy\.internal"):
        env.networks("VARIABLE")


def test_a_database_url_gives_each_part_decoded():
    read = env.database("postgresql://some%20one:p%40ss%2Fword@db.internal:6432/the%20ledger?sslmode=require")
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"], read["NAME"], read["OPTIONS"]) == (
        "some one",
        "p@ss/word",
        "db.internal",
        "6432",
        "the ledger",
        {"sslmode": "require"},
    )


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://user:secret@host/name", "must start with postgresql://"),
        ("postgresql://user:secret@host", "names no database"),
        ("postgresql://user:secret@host:port/name", "cannot be read as a URL"),
    ],
)
def test_a_wrong_database_url_is_refused_without_its_password(url, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence) as refusal:
        env.database(url)
    assert "secret" not in str(refusal.value)
