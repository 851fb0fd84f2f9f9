"""The sample texts of the scripted back end, and the words that ask for the rich one."""

from __future__ import annotations

from collections.abc import Mapping

from playground.sandbox.languages import Language

# Fields: gist (the question's start), rounds (user turns), system (its length in characters).
PLAIN: Mapping[Language, str] = {
    "en": (
        "This is a scripted sample from the sandbox, not a model. You wrote: “{gist}”. "
        "It is turn {rounds} of this conversation, and the system prompt has {system} characters. "
        "Ask for Markdown, a table or code to see a formatted reply."
    ),
    "zh": (
        "这是沙盒给出的示例回复，不是模型生成的。你写的是：“{gist}”。"
        "这是本次对话的第 {rounds} 轮，系统提示词有 {system} 个字符。"
        "如果想看排版效果，请在提问中提到 Markdown、表格或代码。"
    ),
    "ja": (
        "これはサンドボックスの定型サンプルで、モデルの回答ではありません。入力：「{gist}」。"
        "この会話の {rounds} 回目の発言で、システムプロンプトは {system} 文字です。"
    ),
    "ko": (
        "이것은 샌드박스의 예시 응답이며 모델이 생성한 것이 아닙니다. 입력: “{gist}”. "
        "이 대화의 {rounds}번째 차례이고 시스템 프롬프트는 {system}자입니다."
    ),
    "ru": (
        "Это заготовленный пример из песочницы, а не ответ модели. Вы написали: «{gist}». "
        "Это {rounds}-я реплика беседы, системная подсказка: {system} символов."
    ),
}

# Said in place of what a completion model would write after the prompt.
COMPLETION: Mapping[Language, str] = {
    "en": (
        "This is a scripted sample from the sandbox, not a model. "
        "A completion model would go on from here: “{gist}”."
    ),
    "zh": "这是沙盒给出的示例回复，不是模型生成的。续写模型会从这里写下去：“{gist}”。",
    "ja": (
        "これはサンドボックスの定型サンプルで、モデルの回答ではありません。"
        "補完モデルならここから続けます：「{gist}」。"
    ),
    "ko": (
        "이것은 샌드박스의 예시 응답이며 모델이 생성한 것이 아닙니다. "
        "완성 모델이라면 여기서 이어 씁니다: “{gist}”."
    ),
    "ru": (
        "Это заготовленный пример из песочницы, а не ответ модели. "
        "Модель дополнения продолжила бы отсюда: «{gist}»."
    ),
}

# Said after a function was called; the field: results.
RESULT: Mapping[str, str] = {
    "en": (
        "This is a scripted sample from the sandbox, not a model. The function returned: {results}"
    ),
    "zh": "这是沙盒给出的示例回复，不是模型生成的。函数返回：{results}",
}

# Said in place of the local model, which would answer nonsense.
ENGLISH_ONLY: Mapping[Language, str] = {
    "en": PLAIN["en"],
    "zh": (
        "演示模型只会英语，所以这条回复是预先写好的，不是模型生成的。你写的是：“{gist}”。"
        "请用英语提问，或者添加你自己的千帆密钥，用真正的模型进行中文对话。"
    ),
    "ja": (
        "デモ用モデルは英語しか話せないため、これは定型の返信です。入力：「{gist}」。"
        "英語で質問するか、ご自身の千帆のキーを追加してください。"
    ),
    "ko": (
        "데모 모델은 영어만 할 수 있어서 이것은 미리 준비된 응답입니다. 입력: “{gist}”. "
        "영어로 질문하거나 본인의 첸판 키를 추가해 주세요."
    ),
    "ru": (
        "Демонстрационная модель говорит только по-английски, поэтому это заготовленный ответ. "
        "Вы написали: «{gist}». Спросите по-английски или добавьте собственный ключ Qianfan."
    ),
}

RICH_WORDS = (
    "markdown",
    "table",
    "code",
    "math",
    "表格",
    "代码",
    "公式",
    "排版",
)

RICH: Mapping[str, str] = {
    "en": """\
## A formatted sample

A paragraph with **bold**, *italic*, ~~struck~~ and `inline code`, and a [link](https://example.com/).

1. First step
2. Second step
   - a nested point
   - [x] a finished task
   - [ ] an open task

> A quotation, over
> two lines.

| Model | Input | Price |
|:------|------:|:-----:|
| small | 8,000 | low |
| large | 128,000 | high |

```python
def greet(name: str) -> str:
    \"\"\"Return a greeting.\"\"\"
    return f"Hello, {name}!"
```

The area of a circle is $A = \\pi r^2$, and

$$\\int_0^1 x^2 \\, dx = \\frac{1}{3}$$

---

That is all.""",
    "zh": """\
## 排版示例

这一段里有**加粗**、*斜体*、~~删除线~~和`行内代码`，还有一个[链接](https://example.com/)。

1. 第一步
2. 第二步
   - 嵌套的一项
   - [x] 已完成
   - [ ] 未完成

> 这是一段引用，
> 共两行。

| 模型 | 输入长度 | 价格 |
|:-----|---------:|:----:|
| 小型 | 8,000 | 低 |
| 大型 | 128,000 | 高 |

```python
def greet(name: str) -> str:
    \"\"\"返回问候语。\"\"\"
    return f"你好，{name}！"
```

圆的面积是 $A = \\pi r^2$，另有

$$\\int_0^1 x^2 \\, dx = \\frac{1}{3}$$

---

示例到此结束。""",
}
