"""What counts as a secret, what does not, and how long it takes to tell."""

from __future__ import annotations

from time import process_time

import pytest

from playground.shares.secret_shapes import SecretKind, find_secrets
from tests.shares.secret_texts import HEX, OPENAI_KEY, QIANFAN_KEY, RANDOM

_JWT = f"eyJhbGciOiJIUzI1NiJ9.eyJ1aWQiOjQyLCJleHAiOjF9.{RANDOM}"
_BASE64 = RANDOM + "/" + RANDOM[::-1]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (SecretKind.QIANFAN_KEY, f"key: {QIANFAN_KEY}.", QIANFAN_KEY),
        (
            SecretKind.QIANFAN_TOKEN,
            f"?access_token=24.{HEX}{HEX}.2592000.1700000000.282335-12345678&x",
            f"24.{HEX}{HEX}.2592000.1700000000.282335-12345678",
        ),
        (SecretKind.API_KEY, f'api_key="{OPENAI_KEY}"', OPENAI_KEY),
        (SecretKind.API_KEY, f"我的密钥是sk-{HEX}{HEX}，别外传", f"sk-{HEX}{HEX}"),
        (SecretKind.API_KEY, f"sk-proj-{RANDOM}_-{RANDOM}", f"sk-proj-{RANDOM}_-{RANDOM}"),
        (SecretKind.AWS_KEY, "AKIA" + "Q3WZ7RTY2UXK5LMN", "AKIA" + "Q3WZ7RTY2UXK5LMN"),
        (SecretKind.GITHUB_TOKEN, f"ghp_{RANDOM}abcd", f"ghp_{RANDOM}abcd"),
        (
            SecretKind.GITHUB_TOKEN,
            f"github_pat_{RANDOM[:22]}_{(RANDOM * 2)[:59]}",
            f"github_pat_{RANDOM[:22]}_{(RANDOM * 2)[:59]}",
        ),
        (SecretKind.SLACK_TOKEN, f"xoxb-1234-{RANDOM}", f"xoxb-1234-{RANDOM}"),
        (SecretKind.GOOGLE_KEY, f"AIza{RANDOM}abc", f"AIza{RANDOM}abc"),
        (SecretKind.HUGGING_FACE_TOKEN, f"HF_TOKEN=hf_{RANDOM}ab", f"hf_{RANDOM}ab"),
        (SecretKind.WEB_TOKEN, f"Authorization: Bearer {_JWT}", _JWT),
        (
            SecretKind.PRIVATE_KEY,
            f"-----BEGIN RSA PRIVATE KEY-----\n{_BASE64[:64]}\n",
            _BASE64[:64],
        ),
        (
            SecretKind.PRIVATE_KEY,
            f'"-----BEGIN PRIVATE KEY-----\\n{_BASE64[:64]}"',
            _BASE64[:64],
        ),
        (SecretKind.AUTHORIZATION, f"-H 'Authorization: Bearer {RANDOM}'", RANDOM),
        (SecretKind.AUTHORIZATION, f'"authorization": "Basic {RANDOM}=="', f"{RANDOM}=="),
        (SecretKind.ADDRESS, "postgres://app:k9#Lw4Tb@db:5432/app", "k9#Lw4Tb"),
        (SecretKind.ADDRESS, f"redis://:{HEX}@cache:6379/0", HEX),
        (SecretKind.ASSIGNMENT, "DB_PASSWORD=Kx9!wq4Z", "Kx9!wq4Z"),
        (SecretKind.ASSIGNMENT, f"API Key: {RANDOM}\n", RANDOM),
        (SecretKind.ASSIGNMENT, f'{{"client_secret": "{RANDOM}"}}', RANDOM),
        (SecretKind.ASSIGNMENT, f'{{\\"client_secret\\": \\"{RANDOM}\\"}}', RANDOM),
        (SecretKind.ASSIGNMENT, f'api_key: str = "{RANDOM}"', RANDOM),
        (SecretKind.ASSIGNMENT, "**Password:** `Kx9!wq4Z`", "Kx9!wq4Z"),
        (SecretKind.ASSIGNMENT, "密码是Kx9!wq4Z，请保密", "Kx9!wq4Z"),
        (SecretKind.ASSIGNMENT, f"Secret Key：{RANDOM}", RANDOM),
    ],
)
def test_a_secret_is_found_once_and_whole(kind, text, value):
    (found,) = find_secrets(text)

    assert (found.kind, found.value) == (kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "How do waves form? By **wind**.",
        "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "sk-your-api-key-of-2024-goes-here-please",
        ".sk-folding-cube-animation-delay-250ms { }",
        f"task-{RANDOM}",
        "AKIAIOSFODNN7EXAMPLE",
        "bce-v3/ALTAK-sandbox/0123456789abcdef0123456789abcdef",
        "bce-v3/ALTAK-xxxxxxxxxxxx/xxxxxxxxxxxxxxxxxxxxxxxx",
        'OPENAI_API_KEY = "your-api-key-1234567890"',
        'api_key = os.environ["OPENAI_API_KEY_2024"]',
        "api_key: process.env.API_KEY2",
        'password = request.form["password"]',
        "password: hashlib.sha256(text).hexdigest()",
        "secret_key = generate_key_2024_v3()",
        'if password == "Kq9hd!83kd93":',
        'password = "P@ssw0rd123!"',
        "password: ${DB_PASSWORD_2}",
        "password: changeme2024!",
        "The password is required and must have 8 characters.",
        "密码：请输入至少 8 位的密码 abc123",
        "max_output_tokens: 2048",
        '"eos_token": "<|endoftext|>"',
        'nextPageToken: "CAUQAA12bcD93kdls9"',
        "risk: Kx9!wq4Z",
        "postgres://user:password@localhost/db",
        "postgres://postgres:postgres@localhost:5432/app",
        "postgresql://{user}:{password}@{host}",
        "mongodb+srv://<user>:<password>@cluster0.mongodb.net",
        "https://example.com:8080/a@b",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "Authorization: Bearer YOUR_ACCESS_TOKEN_2024",
        "Authorization: Bearer $TOKEN",
        "The bearer of good news arrived in 2024",
        # The example of RFC 7519's best known page.
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0"
        f".{RANDOM}",
        "commit 4eb8cbba31931283d88c1634ddcb21a207ed198d",
        "id 550e8400-e29b-41d4-a716-446655440000",
    ],
)
def test_what_only_talks_about_secrets_is_none(text):
    assert list(find_secrets(text)) == []


def test_several_are_found_in_the_order_of_the_text():
    text = f"password=Kx9!wq4Z {OPENAI_KEY} {QIANFAN_KEY}"

    assert [found.value for found in find_secrets(text)] == ["Kx9!wq4Z", OPENAI_KEY, QIANFAN_KEY]


@pytest.mark.parametrize(
    ("unit", "size"),
    [
        *((unit, 1_000_000) for unit in ("a", "-", "{")),
        *(
            (unit, 200_000)
            for unit in (
                "=",
                "_",
                " ",
                "eyJ",
                "eyJaaaaaaaa.",
                "sk-",
                "sk-a1",
                "24.",
                "://",
                "://a:",
                "bearer ",
                "password=",
                "password: a1B",
                "token  =  ",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----A",
                "bce-v3/ALTAK-aaaaaaaa/",
                "AKIAQ3WZ7RTY2UXK5LMN ",
            )
        ),
    ],
)
def test_a_hostile_text_takes_no_longer_than_others_of_its_length(unit, size):
    """It would take thousands of times as long, if each of its characters could begin a match."""
    plain = _seconds("By the wind. ", 200_000) * size / 200_000

    assert _seconds(unit, size) < 8 * plain


def _seconds(unit: str, size: int) -> float:
    text = unit * (size // len(unit))
    start = process_time()
    for _ in find_secrets(text):
        pass
    return process_time() - start
