"""Personal data and what only looks like it; no report ever shows a value. All numbers are invented or test numbers."""

import json

import polars as pl
import pytest
from tabbert_pii import Pii

import tabbert
from tabbert.errors import InvalidParameterError
from tabbert.testing import check_value_check

FOUND = {
    "email": ["write to jane.doe@example.org please", "JANE_DOE+news@mail.example.co.uk", "müller@beispiel.example"],
    "phone": ["call +49 30 901820 after six", "(202) 456-1414", "tel. 020 7946 0958", "+33 1 42 68 53 00",
              "+81 3-3581-0101"],
    "iban": ["DE89 3704 0044 0532 0130 00", "please pay to GB82WEST12345698765432 today"],
    "credit_card": ["card 4012-8888-8888-1881", "378282246310005"],
    "national_id": ["RSSMRA85T10A562S", "SSN 536-90-4399", "DNI 54362315K", "CPF 390.533.447-05", "PESEL 44051401359"],
    "ip_address": ["blocked 85.214.132.117 twice", "2a00:1450:4001:82a::200e"],
}  # fmt: skip
NOT_FOUND = [
    "order 1234567890", "ISBN 978-3-16-148410-0", "12.345.678,90 EUR", "2024-05-17 10:30",
    "2014-02-04", "17.05.2024", "12/31/1999",
    "v1.2.3.4",
    "192.168.0.1", "127.0.0.1", "room 204-205", "@home", "user@localhost", "a@b", "10-20-30", "1111 1111 1111 1111",
    "0000 0000 0000 0000", "SKU DE89-3704-0044", "3.14159265358979", "1,000,000,000", "please call me back",
    "2019/2020",
    "article 4711 0815", "lat 52.520008, lon 13.404954", "550e8400-e29b-41d4-a716-446655440000", "3:2",
    "100 - 200 - 300",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in FOUND.items() for text in texts])
def test_personal_data_is_found(kind, text):
    result = pl.DataFrame({"remark": [text, "nothing here"]}).bert.check_pii()
    assert result.findings["status"].to_list() == [kind], text


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_looks_like_it_is_not(text):
    assert pl.DataFrame({"remark": [text]}).bert.check_pii().n_findings == 0, text


def test_no_report_and_no_frame_shows_a_value():
    secret = "jane.doe@example.org"
    result = pl.DataFrame({"remark": [f"write to {secret}", "ok"], "mail": [secret, secret]}).bert.check_pii()
    assert secret not in result.findings.write_csv()
    for name in ("text", "json", "markdown", "html"):
        assert secret not in result.render(name, values="show")
    assert "some cells: a leak?" in result.render("json")
    assert "most cells: made for it?" in result.render("json")


def test_columns_that_may_hold_it_are_no_finding():
    frame = pl.DataFrame({"mail": ["jane.doe@example.org"], "remark": ["+49 30 901820"]})
    result = frame.bert.check_pii(expected=["mail"])
    assert result.findings["column"].to_list() == ["remark"]
    assert frame.bert.check_pii(kinds=["email"]).findings["column"].to_list() == ["mail"]


def test_countries_and_kinds_are_validated():
    with pytest.raises(InvalidParameterError, match="two-letter codes"):
        tabbert.check(pl.DataFrame({"a": ["x"]}), "pii", countries=["XX"])
    with pytest.raises(InvalidParameterError, match="kinds among"):
        tabbert.check(pl.DataFrame({"a": ["x"]}), "pii", kinds=["names"])


def test_contract():
    check_value_check(Pii(), {"remark": [*NOT_FOUND, *(text for texts in FOUND.values() for text in texts), None]})


def test_on_the_command_line(tmp_path):
    from click.testing import CliRunner

    from tabbert.cli import main

    table = tmp_path / "t.csv"
    table.write_text("remark\nwrite to jane.doe@example.org\nfine\n", encoding="utf-8")
    arguments = ["check", str(table), "--check", "pii", "--values", "show", "--format", "json", "--set", "countries=DE"]
    done = CliRunner().invoke(main, arguments)
    assert json.loads(done.stdout)["n_findings"] == 1
    assert "jane" not in done.stdout
