"""The sentence for each error code, in English; the table that translators are fed with.

Placeholders are named (`%(number)s`); their values are `GatewayError.message_parameters`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ERROR_MESSAGES: Final[Mapping[str, str]] = {
    "gateway_error": "The call failed for an unknown reason. Try again.",
    # The request
    "invalid_request": (
        "The provider rejected this request. Check the parameters, then try again."
    ),
    "parameter_unknown": (
        "This model has no parameter “%(parameter)s”. Remove it, then try again."
    ),
    "parameter_not_number": "The parameter “%(parameter)s” must be a number.",
    "parameter_not_integer": "The parameter “%(parameter)s” must be a whole number.",
    "parameter_not_finite": "The parameter “%(parameter)s” must be a finite number.",
    "parameter_not_boolean": "The parameter “%(parameter)s” must be true or false.",
    "parameter_not_text": "The parameter “%(parameter)s” must be text.",
    "parameter_not_text_list": "The parameter “%(parameter)s” must be a list of texts.",
    "parameter_not_structured": "The parameter “%(parameter)s” must be a JSON object or list.",
    "parameter_not_a_choice": "The parameter “%(parameter)s” must be one of: %(choices)s.",
    "parameter_not_a_size": (
        "The parameter “%(parameter)s” must be a width and a height in pixels, such as 1024x1024, "
        "each between %(minimum)s and %(maximum)s."
    ),
    "parameter_too_small": "The parameter “%(parameter)s” must be at least %(minimum)s.",
    "parameter_out_of_range": (
        "The parameter “%(parameter)s” must be between %(minimum)s and %(maximum)s."
    ),
    "parameter_out_of_open_range": (
        "The parameter “%(parameter)s” must be above %(minimum)s and at most %(maximum)s."
    ),
    "parameter_too_many": "The parameter “%(parameter)s” takes at most %(limit)s texts.",
    "parameter_too_long": (
        "A text in the parameter “%(parameter)s” may have at most %(limit)s characters."
    ),
    "context_too_long": (
        "The conversation is too long for this model. Shorten it or start a new one."
    ),
    "context_too_many_characters": (
        "The messages have %(actual)s characters, but this model reads at most %(limit)s. "
        "Shorten them or choose a model with a larger window."
    ),
    "context_over_limit": (
        "The text is too long: this model reads at most %(limit)s characters. Shorten it or "
        "choose a model with a larger window."
    ),
    "unsupported_feature": "This provider does not support this. Choose another model.",
    "system_prompt_unsupported": (
        "This model does not support a system prompt. Remove it or choose another model."
    ),
    "provider_unknown": "There is no provider “%(name)s”. Choose another credential.",
    "model_missing": "No model is chosen. Choose a model or enter a custom endpoint.",
    "model_unknown": (
        "There is no model “%(model)s” for this provider. Choose another model or enter a custom "
        "endpoint."
    ),
    "endpoint_invalid": (
        "Enter only the last part of the endpoint's address: letters, digits, “-”, “_” and “.”."
    ),
    "wrong_key_kind": "This provider does not take this kind of key. Choose another credential.",
    "image_prompt_invalid": (
        "The provider does not take this prompt for a picture. Change or shorten it."
    ),
    "reference_image_invalid": "The provider cannot use the reference picture. Choose another.",
    "image_url_invalid": (
        "The provider cannot use a picture of this request. Check its address and its size."
    ),
    "plugin_argument_invalid": (
        "A plugin cannot use what it was given. Check the file's address and the parameters."
    ),
    # The messages
    "messages_invalid": (
        "The provider rejected the order of the messages. User and assistant must take turns, "
        "and the user comes last."
    ),
    "messages_empty": "There is nothing to send. Write a message first.",
    "message_expected_user": (
        "Message %(number)s must be from the user: user and assistant take turns, "
        "and the user begins."
    ),
    "message_expected_assistant": (
        "Message %(number)s must be from the assistant: user and assistant take turns."
    ),
    "message_last_not_user": "The last message (%(number)s) must be from the user.",
    "message_blank": "Message %(number)s is empty. Write something in it or delete it.",
    "message_content_blank": "One of the messages is empty. Write something in it or delete it.",
    "message_system_not_first": (
        "Message %(number)s is a system message, which may only stand first and only once."
    ),
    "message_tool_without_name": (
        "Message %(number)s is a tool result without the name of its function."
    ),
    "function_name_blank": (
        "A function call among the messages has no name. Name the function or remove the call."
    ),
    "tool_choice_unsupported": (
        "This provider cannot be made to call just any tool. Name one, or let the model choose."
    ),
    "parallel_tools_unsupported": (
        "This provider takes one tool call a turn, but a turn holds several. Keep one of them."
    ),
    # What is sent to the other services
    "prompt_empty": "There is nothing to send. Write a prompt first.",
    "prompt_too_long": (
        "The prompt has %(actual)s characters, but at most %(limit)s are allowed here. Shorten it."
    ),
    "texts_empty": "There is no text. Add at least one.",
    "text_blank": "Text %(number)s is empty. Write something in it or remove it.",
    "text_too_long": (
        "Text %(number)s has %(actual)s characters, but this model reads at most %(limit)s. "
        "Shorten it or choose another model."
    ),
    "texts_too_many": "There are %(actual)s texts, but at most %(limit)s can be sent at once.",
    "image_unreadable": "This is not a picture that can be used. Take a PNG, JPEG, WebP or BMP.",
    # The address
    "url_refused": "This address is not allowed. Ask whoever runs this server to allow it.",
    "url_malformed": "This is not a web address. Start with https:// and a host name.",
    "url_not_https": "This address must begin with https://.",
    "url_has_credentials": "The address must not contain a user name or password.",
    "url_has_query": "The address must not contain “?” or “#”.",
    "url_port_refused": "This port is not allowed. Use 443, or a port from 1024.",
    "url_private_address": (
        "This address leads into a private network. Ask whoever runs this server to allow it."
    ),
    # The credential
    "authentication_failed": (
        "The provider rejected this credential. Check it on the credentials page."
    ),
    "unknown_api_key": (
        "The provider does not know this API Key. Check it on the credentials page. An IAM "
        "Access Key (ALTAK…) needs another kind of credential."
    ),
    "wrong_secret_key": (
        "The Secret Key does not belong to this API Key. Replace it on the credentials page."
    ),
    "access_token_expired": (
        "The provider rejected the access token made from this credential. Try again; if it "
        "keeps failing, check the credential."
    ),
    "signature_mismatch": (
        "The signature made with this Secret Key is wrong. Check both keys and the server's clock."
    ),
    "unknown_access_key": (
        "The provider does not know this Access Key. Check it on the credentials page."
    ),
    "signature_expired": (
        "The provider says that the signature has expired. Check the server's clock."
    ),
    "application_not_ready": (
        "The provider does not know this application yet. A new one takes some minutes; try "
        "again then."
    ),
    "application_id_invalid": (
        "The provider does not accept the app ID. Check it, or leave it out."
    ),
    "permission_denied": "This credential lacks permission. Grant it in the provider's console.",
    "service_not_opened": (
        "This service is not enabled for the account, its daily quota is used up, or a bill is "
        "unpaid. Check the provider's console."
    ),
    "account_overdue": "A bill of this account is unpaid. Pay it in the provider's console.",
    "parameter_not_permitted": (
        "This account may not use one of the parameters. Remove it, or ask the provider for access."
    ),
    "model_not_found": "There is no such model or endpoint. Check the name or choose another.",
    "model_not_on_v1": (
        "Qianfan V1 has no such model or endpoint. Newer models are on V2 only: check the name or "
        "choose Qianfan V2."
    ),
    "model_not_accessible": (
        "There is no such model, or this credential has no access to it. Check the name, or open "
        "the model in the provider's console."
    ),
    "model_offline": "The provider no longer offers this model. Choose another.",
    # The provider
    "rate_limited": "Too many requests in a short time. Wait a moment, then try again.",
    "token_rate_limited": "Too many tokens in a short time. Wait a minute, then try again.",
    "provider_rate_limited": (
        "The provider has reached its own limits for this model, whoever asks. Wait a moment, "
        "then try again."
    ),
    "local_rate_limit": (
        "The rate limit of this credential is used up for now. Try again in about %(seconds)s s."
    ),
    "quota_exhausted": (
        "The quota of this credential is used up. Raise it in the provider's console."
    ),
    "content_filtered": "The provider refused the content. Change the last message.",
    "system_prompt_filtered": "The provider refused the system prompt. Change it.",
    "image_filtered": (
        "The provider refused a picture because of its content. Remove it or choose another."
    ),
    "tools_filtered": "The provider refused the descriptions of the tools. Change them.",
    "provider_unavailable": "The provider has a problem. Try again later.",
    "provider_overloaded": "The provider is overloaded. Try again in a moment.",
    # The way there and back
    "connection_failed": "The provider cannot be reached. Check the address, then try again.",
    "host_not_found": "This host name does not exist. Check the address.",
    "tls_failed": "No secure connection: the certificate does not match the address.",
    "connect_timeout": "The provider did not respond in time. Check the address, then try again.",
    "request_timeout": "The provider did not answer in time. Try again.",
    "stream_interrupted": "The reply broke off. Continue it or try again.",
    "stream_idle": "The provider stopped sending before the end. Continue the reply or try again.",
    "malformed_response": "The provider sent an unreadable answer. Try again later.",
    "response_not_json": (
        "The address answered, but not like a model. Check the credential's base URL."
    ),
    "response_too_large": "The provider sent too much at once, so the call was ended.",
}
