"""What the sandbox says of itself: on its front page and in the help of the command line."""

from __future__ import annotations

from playground.sandbox.keys import IAM_ACCESS_KEY, IAM_SECRET_KEY, REFUSED_SECRET_WORD, V2_KEY

SUMMARY = """\
This is the Qianfan sandbox: a local server that speaks Qianfan's V1 and V2 protocols.
It is not Baidu's service. Answers come from a small local model or from a script, and cost nothing.
"""

SERVICES = """\
V1, below /rpc/2.0/ai_custom/v1/wenxinworkshop, with an access token or a signature:
  POST /chat/{endpoint}            chat
  POST /completions/{endpoint}     completion
  POST /embeddings/{endpoint}      embeddings
  POST /reranker/{endpoint}        reranking
  POST /text2image/{endpoint}      text to image
  POST /image2text/{endpoint}      image to text
  POST /tokenizer/erniebot         token count
  POST /plugin/{endpoint}/         plugin application; the slash at the end is needed
  POST /erniebot/plugins           ERNIE Bot with plugins (EBPlugin)
  POST /erniebot/plugin            ERNIE Bot with plugins (EBPluginV2)

V2, with a bearer key:
  POST /v2/chat/completions        chat
  POST /v2/embeddings              embeddings
  POST /v2/rerankers, /v2/rerank   reranking
  POST /v2/images/generations      text to image
  GET  /v2/models                  models

console, signed with an IAM key:
  POST /wenxinworkshop/service/list, /v2/service

keys and tokens:
  POST /oauth/2.0/token            application key to access token
  GET  /v1/BCE-BEARER/token        IAM key to bearer token, signed

about the sandbox:
  GET  /sandbox/stats              counters
  GET  /health                     state
  GET  /sandbox/images/{name}      pictures that V2 painted

An endpoint or model whose name begins with my- is taken for a service of your own.
"""

KEYS = f"""\
demo keys:
  application key   any pair; a secret key that contains "{REFUSED_SECRET_WORD}" is refused
  IAM access key    {IAM_ACCESS_KEY}
  IAM secret key    {IAM_SECRET_KEY}
  V2 API key        {V2_KEY}
"""

CLIENTS = """\
pointing clients at it, with the address of its ready line as URL:
  qianfan package   QIANFAN_BASE_URL, QIANFAN_CONSOLE_API_BASE_URL and QIANFAN_IAM_BASE_URL = URL
                    QIANFAN_AK and QIANFAN_SK, or QIANFAN_ACCESS_KEY and QIANFAN_SECRET_KEY,
                    or QIANFAN_BEARER_TOKEN = the demo keys
  openai package    base_url = URL/v2, api_key = the V2 API key
  curl              curl -X POST 'URL/oauth/2.0/token?grant_type=client_credentials\\
&client_id=key&client_secret=secret'
"""

FAULTS = """\
faults on demand: header X-Sandbox-Fault, or a model named my-fault-NAME[-N][--NAME…];
docs/reference/sandbox.md lists them.
"""

FRONT_PAGE = "\n".join((SUMMARY, SERVICES, KEYS, CLIENTS, FAULTS))
EPILOG = "\n".join((SERVICES, KEYS, CLIENTS, FAULTS))
