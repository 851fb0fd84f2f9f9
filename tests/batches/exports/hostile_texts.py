"""What cells may hold that files and spreadsheets choke on."""

from __future__ import annotations

from hypothesis import strategies as st

_PIECES = (
    "=1+1",
    "@x",
    '"',
    "'",
    ",",
    ";",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\x01",
    "\x0b",
    "\x1f",
    "\x7f",
    "\x85",
    "\u2028",
    "\ufeff",
    "\ufffe",
    "😀",
    "文",
    "<&>",
    "]]>",
    "_x0041_",
    "_x000D_",
    " ",
    "a",
)


def hostile_text() -> st.SearchStrategy[str]:
    """Texts without NUL and lone surrogates, which no database takes."""
    characters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
    return st.one_of(
        st.lists(st.sampled_from(_PIECES), max_size=8).map("".join),
        st.text(characters, max_size=30),
        st.sampled_from(["x" * 32_767, "😀" * 16_400, "=" * 40_000]),
    )
