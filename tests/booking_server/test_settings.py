"""Settings fail with the name of the variable, and no secret shows."""

from datetime import timedelta
from pathlib import Path

import pytest

from booking_server.settings import SettingInvalid, load_settings

KEY = "00ff" * 16
NEEDED = {"DATABASE_URL": "sqlite:////tmp/x.db", "MASTER_KEY": KEY, "SECRET_KEY": KEY}


def test_three_variables_are_enough() -> None:
    settings = load_settings(NEEDED)

    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.trusted_hosts == ("127.0.0.1",)
    assert (settings.broker, settings.mail_server, settings.mailbox_dir) == (None, None, None)
    assert settings.grace == timedelta()
    assert not settings.demo


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_variable_is_named(name: str) -> None:
    with pytest.raises(SettingInvalid, match=f"^{name} is not set"):
        load_settings({key: value for key, value in NEEDED.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [("MASTER_KEY", "abc"), ("SECRET_KEY", "00"), ("PORT", "eighty"), ("PUBLIC_URL", "dgh.example.org"),
     ("MASTER_KEY_FILE", "/nowhere/at/all"), ("GRACE_MINUTES", "-5")],
)  # fmt: skip
def test_an_unusable_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingInvalid, match=f"^{name}"):
        load_settings({**NEEDED, name: value})


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("ab" * 32 + "\n")
    environment = {"DATABASE_URL": "sqlite://", "SECRET_KEY": KEY, "MASTER_KEY_FILE": str(tmp_path / "key")}

    assert load_settings(environment).master_key == bytes.fromhex("ab" * 32)


def test_no_secret_shows() -> None:
    settings = load_settings(
        {
            **NEEDED,
            "MQTT_HOST": "broker.example.org",
            "MQTT_PASSWORD": "mqtt-canary",
            "HOME_ASSISTANT_HOST": "localhost",
            "HOME_ASSISTANT_TOWN": "wiesenburg-mark",
            "HOME_ASSISTANT_PASSWORD": "home-canary",
            "SMTP_HOST": "mail.example.org",
            "SMTP_PASSWORD": "smtp-canary",
        }
    )

    shown = repr(settings)
    assert settings.broker is not None
    assert settings.broker.password == "mqtt-canary"
    for canary in ("canary", KEY, repr(bytes.fromhex(KEY))):
        assert canary not in shown


HOME = {
    **NEEDED,
    "HOME_ASSISTANT_HOST": "home.example.org",
    "HOME_ASSISTANT_TOWN": "wiesenburg-mark",
    "HOME_ASSISTANT_CA": "/etc/home.crt",
}


def test_no_home_assistant_is_told_anything_unless_its_broker_is_named() -> None:
    assert load_settings(NEEDED).home_assistant is None
    assert load_settings({**HOME, "HOME_ASSISTANT_HOST": ""}).home_assistant is None

    wanted = load_settings(HOME).home_assistant
    assert wanted is not None
    assert (wanted.town, wanted.prefix) == ("wiesenburg-mark", "homeassistant")
    assert (wanted.address.host, wanted.address.port, wanted.address.user) == (
        "home.example.org",
        8883,
        "dorfschluessel",
    )


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"HOME_ASSISTANT_CA": ""}, "HOME_ASSISTANT_CA"),
        ({"MQTT_HOST": "home.example.org"}, "HOME_ASSISTANT_HOST"),
        ({"HOME_ASSISTANT_PREFIX": "home/#"}, "HOME_ASSISTANT_PREFIX"),
    ],
)
def test_a_bridge_without_tls_or_over_the_doors_broker_is_refused(changes: dict[str, str], name: str) -> None:
    with pytest.raises(SettingInvalid, match=f"^{name}"):
        load_settings({**HOME, **changes})


def test_a_bridge_needs_its_municipality() -> None:
    with pytest.raises(SettingInvalid, match=r"^HOME_ASSISTANT_TOWN is not set"):
        load_settings({name: value for name, value in HOME.items() if name != "HOME_ASSISTANT_TOWN"})


LORA = {
    **NEEDED,
    "LORA_HOST": "lora.example.org",
    "LORA_TOWN": "wiesenburg-mark",
    "LORA_APPLICATION": "17C82E96-be03-4f38-aef3-f83d48582d97",
    "LORA_CA": "/etc/lora.crt",
}


def test_no_door_is_reached_over_lorawan_unless_its_broker_is_named() -> None:
    assert load_settings(NEEDED).lora is None

    wanted = load_settings({**LORA, "LORA_PASSWORD": "canary"}).lora
    assert wanted is not None
    assert (wanted.town, wanted.application) == ("wiesenburg-mark", "17c82e96-be03-4f38-aef3-f83d48582d97")
    assert (wanted.address.host, wanted.address.port) == ("lora.example.org", 8883)
    assert "canary" not in repr(wanted)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"LORA_CA": ""}, "LORA_CA"),
        ({"MQTT_HOST": "lora.example.org"}, "LORA_HOST"),
        ({"LORA_APPLICATION": "+"}, "LORA_APPLICATION"),
        ({"LORA_APPLICATION": ""}, "LORA_APPLICATION"),
    ],
)
def test_a_lorawan_without_tls_over_the_doors_broker_or_of_all_applications_is_refused(
    changes: dict[str, str], name: str
) -> None:
    with pytest.raises(SettingInvalid, match=f"^{name}"):
        load_settings({**LORA, **changes})
