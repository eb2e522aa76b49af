"""What the operator may set, and the sentence for each thing that is wrong."""

from __future__ import annotations

import pydantic
import pytest

from bot.settings import SettingsProblem, load


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    """A folder without `.env`, and no setting of whoever runs the tests."""
    import os

    for name in list(os.environ):
        if name.startswith("TASKFORCE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_needs_to_be_set():
    settings = load()
    assert settings.model_dump() == {
        "database_url": "sqlite:///var/taskforce.db",
        "host": "127.0.0.1",
        "port": 8080,
        "timezone": "Europe/Copenhagen",
        "language": "da",
        "metrics_token": None,
        "public_url": "",
        "secret_key": None,
        "smtp_url": None,
        "mail_from": "",
        "slack_bot_token": None,
        "slack_signing_secret": None,
        "slack_home_teams": "",
        "slack_api_url": "https://slack.com/api/",
        "listen": "rooms",
        "teams_app_id": "",
        "teams_app_password": None,
        "teams_app_type": "SingleTenant",
        "teams_tenant_id": "",
        "teams_team": "",
        "teams_openid_metadata_url": "https://login.botframework.com/v1/.well-known/openidconfiguration",
        "teams_login_url": "https://login.microsoftonline.com",
        "teams_service_urls": "",
    }
    assert (settings.zone.key, settings.on_loopback) == ("Europe/Copenhagen", True)


def test_environment_counts_before_the_file(nowhere, monkeypatch):
    (nowhere / ".env").write_text("TASKFORCE_PORT=8081\nTASKFORCE_LANGUAGE=en\nOTHER=x\n", encoding="utf-8")
    monkeypatch.setenv("TASKFORCE_PORT", "8082")
    settings = load()
    assert (settings.port, settings.language) == (8082, "en")


def test_what_is_given_counts_before_the_environment(monkeypatch):
    monkeypatch.setenv("TASKFORCE_DATABASE_URL", "postgresql://u:p@h/real")
    assert load(database_url="sqlite:///demo.db").database_url == "sqlite:///demo.db"


def test_settings_are_frozen():
    with pytest.raises(pydantic.ValidationError):
        load().port = 1


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "example.org", "127.0.0.1.example.org"])
def test_other_hosts_are_not_loopback(host):
    assert not load(host=host).on_loopback


SENTENCES = {
    ("DATABASE_URL", "mysql://u:hemmelig@h/d"): (
        "TASKFORCE_DATABASE_URL must be like sqlite:///var/taskforce.db or postgresql://user:password@host/database."
    ),
    ("DATABASE_URL", "nonsense"): (
        "TASKFORCE_DATABASE_URL must be like sqlite:///var/taskforce.db or postgresql://user:password@host/database."
    ),
    ("PORT", "http"): "TASKFORCE_PORT must be a number from 1 to 65535 (or 0 for any free port), not “http”.",
    ("PORT", "70000"): "TASKFORCE_PORT must be a number from 1 to 65535 (or 0 for any free port), not “70000”.",
    ("TIMEZONE", "Aalborg"): "TASKFORCE_TIMEZONE must be a time zone like Europe/Copenhagen, not “Aalborg”.",
    ("TIMEZONE", "../etc"): "TASKFORCE_TIMEZONE must be a time zone like Europe/Copenhagen, not “../etc”.",
    ("LANGUAGE", "sv"): "TASKFORCE_LANGUAGE must be da or en, not “sv”.",
    ("PUBLIC_URL", "taskforce.brn.example"): (
        "TASKFORCE_PUBLIC_URL must be an address like https://taskforce.brn.example, not “taskforce.brn.example”."
    ),
    ("PUBLIC_URL", "http://taskforce.brn.example"): (
        "TASKFORCE_PUBLIC_URL must begin with https://, or links could be read on the way."
    ),
    ("SECRET_KEY", "hemmelig"): (
        "TASKFORCE_SECRET_KEY must have at least 32 characters. "
        "`python -c 'import secrets; print(secrets.token_urlsafe(32))'` makes one."
    ),
    ("MAIL_FROM", "BRN"): "TASKFORCE_MAIL_FROM must be a mail address like taskforce@brn.example, not “BRN”.",
}


@pytest.mark.parametrize(("setting", "sentence"), SENTENCES.items())
def test_wrong_setting_is_a_sentence(monkeypatch, setting, sentence):
    name, value = setting
    monkeypatch.setenv(f"TASKFORCE_{name}", value)
    with pytest.raises(SettingsProblem) as problem:
        load()
    assert problem.value.sentences == (sentence,)


def test_every_wrong_setting_is_named_at_once(monkeypatch):
    monkeypatch.setenv("TASKFORCE_PORT", "x")
    monkeypatch.setenv("TASKFORCE_LANGUAGE", "x")
    with pytest.raises(SettingsProblem) as problem:
        load()
    assert [sentence.split()[0] for sentence in problem.value.sentences] == [
        "TASKFORCE_PORT",
        "TASKFORCE_LANGUAGE",
    ]


def test_file_in_another_encoding_is_a_sentence(nowhere):
    (nowhere / ".env").write_bytes("TASKFORCE_LANGUAGE=æøå".encode("latin-1"))
    with pytest.raises(SettingsProblem) as problem:
        load()
    assert problem.value.sentences == ("The file .env must be written in UTF-8.",)


def test_secrets_are_not_shown():
    assert "hemmelig" not in repr(load(metrics_token="hemmelig"))


MAIL = {
    "SMTP_URL": "smtp://127.0.0.1:2525",
    "MAIL_FROM": "taskforce@brn.example",
    "PUBLIC_URL": "https://taskforce.brn.example/",
    "SECRET_KEY": "a secret of at least thirty-two characters",
}


def test_mail_is_off_without_its_settings(monkeypatch):
    assert not load().mails
    for name in ("PUBLIC_URL", "SECRET_KEY"):  # these are not mail's alone
        monkeypatch.setenv(f"TASKFORCE_{name}", MAIL[name])
    assert not load().mails


def test_mail_is_on_with_all_of_them(monkeypatch):
    for name, value in MAIL.items():
        monkeypatch.setenv(f"TASKFORCE_{name}", value)
    settings = load()
    assert (settings.mails, settings.public_url) == (True, "https://taskforce.brn.example")


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        (["SMTP_URL"], ["MAIL_FROM", "PUBLIC_URL", "SECRET_KEY"]),
        (["MAIL_FROM"], ["SMTP_URL", "PUBLIC_URL", "SECRET_KEY"]),
        (["SMTP_URL", "MAIL_FROM", "PUBLIC_URL"], ["SECRET_KEY"]),
    ],
)
def test_mail_half_set_up_says_what_is_missing(monkeypatch, there, missing):
    for name in there:
        monkeypatch.setenv(f"TASKFORCE_{name}", MAIL[name])
    settings = load()
    with pytest.raises(SettingsProblem) as problem:
        _ = settings.mails
    names, verb = ", ".join(f"TASKFORCE_{name}" for name in missing), "is" if len(missing) == 1 else "are"
    assert problem.value.sentences == (f"Mail is only half set up: {names} {verb} missing.",)


APP, TENANT = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
TEAMS = {"teams_app_id": APP, "teams_app_password": "x", "teams_tenant_id": TENANT}


def test_teams_is_off_without_its_settings_and_on_with_all_of_them() -> None:
    assert not load().teams
    assert load(**TEAMS).teams
    managed = {"teams_app_id": APP, "teams_tenant_id": TENANT, "teams_app_type": "UserAssignedMSI"}
    assert load(**managed).teams


@pytest.mark.parametrize("missing", list(TEAMS))
def test_teams_half_set_up_is_refused(missing: str) -> None:
    with pytest.raises(SettingsProblem) as refused:
        _ = load(**{name: value for name, value in TEAMS.items() if name != missing}).teams
    assert str(refused.value) == f"Teams is only half set up: TASKFORCE_{missing.upper()} is missing."


def test_a_managed_identity_has_no_password() -> None:
    with pytest.raises(SettingsProblem, match="a managed identity has none"):
        _ = load(**TEAMS, teams_app_type="UserAssignedMSI").teams


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("teams_app_type", "singletenant"),
        ("teams_app_type", ""),
        ("teams_app_id", "taskforce"),
        ("teams_tenant_id", "brn.example"),
        ("teams_team", "19:abc@thread.tacv2"),
        ("teams_login_url", "http://login.example"),
        ("teams_openid_metadata_url", "login.example"),
    ],
)
def test_a_mistyped_setting_of_teams_is_refused_and_switches_nothing_off(setting: str, value: str) -> None:
    with pytest.raises(SettingsProblem, match=f"TASKFORCE_{setting.upper()} must"):
        load(**{**TEAMS, setting: value})


def test_further_hosts_may_be_written_as_addresses() -> None:
    assert load(teams_service_urls="http://127.0.0.1:9000/, smba.example").service_hosts == {
        "127.0.0.1",
        "smba.example",
    }
