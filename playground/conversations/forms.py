"""What a person types into the list and the thread."""

from __future__ import annotations

from django import forms

from playground.conversations.frame_reading import MAX_TEXT_CHARACTERS


class TitleForm(forms.Form):
    title = forms.CharField(max_length=200)


class MessageForm(forms.Form):
    # Leading spaces can be meant, as in code.
    text = forms.CharField(max_length=MAX_TEXT_CHARACTERS, strip=False)

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")
