"""The sentence for each error code, in English; the table that translators are fed with.

Placeholders are named (`%(number)s`); their values are `GatewayError.message_parameters`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ERROR_MESSAGES: Final[Mapping[str, str]] = {
    "gateway_error": "The call failed for a reason we do not know. Please try again.",
    # The request
    "invalid_request": (
        "The provider does not accept this request. Check the parameters, then try again."
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
        "The messages are longer than the model can read. Shorten them or start anew."
    ),
    "context_too_many_characters": (
        "The messages have %(actual)s characters, but this model reads at most %(limit)s. "
        "Shorten them or choose a model with a larger window."
    ),
    "unsupported_feature": "This provider cannot do what was asked. Choose another model.",
    "system_prompt_unsupported": (
        "This model takes no system prompt. Remove it or choose another model."
    ),
    "provider_unknown": "There is no provider “%(name)s”. Choose another credential.",
    "model_missing": "No model is chosen. Choose a model or name your own endpoint.",
    "model_unknown": (
        "The catalogue has no model “%(model)s” for this provider. Choose another model, "
        "or enter the name of your own endpoint."
    ),
    "endpoint_invalid": (
        "An endpoint is the last part of its address: letters, digits, “-”, “_” and “.” only."
    ),
    "wrong_key_kind": (
        "This kind of key does not work with this provider. Choose a credential of another kind."
    ),
    # The messages
    "messages_invalid": (
        "The provider does not accept the order of the messages. "
        "User and assistant must take turns, and the user comes last."
    ),
    "messages_empty": "There is no message to send. Write one first.",
    "message_expected_user": (
        "Message %(number)s must be from the user: user and assistant take turns, "
        "and the user begins."
    ),
    "message_expected_assistant": (
        "Message %(number)s must be from the assistant: user and assistant take turns."
    ),
    "message_last_not_user": "The last message (%(number)s) must be from the user.",
    "message_blank": "Message %(number)s is empty. Write something in it or delete it.",
    "message_system_not_first": (
        "Message %(number)s is a system message, which may only stand first and only once."
    ),
    "message_tool_without_name": (
        "Message %(number)s is a tool result without the name of its function."
    ),
    # The address
    "url_refused": "This address is not allowed. Ask an operator to allow it.",
    "url_malformed": "This is not a web address. It begins with https:// and a host name.",
    "url_not_https": "This address must begin with https://.",
    "url_has_credentials": "An address must not contain a user name or password.",
    "url_has_query": "An address must end before “?” and “#”.",
    "url_port_refused": "This port is not allowed. Use 443, or a port from 1024.",
    "url_private_address": (
        "This address leads into a private network. Ask an operator to allow it."
    ),
    # The credential
    "authentication_failed": (
        "The provider does not accept this credential. Check it on the credentials page."
    ),
    "unknown_api_key": (
        "The provider does not know this API Key. Check it on the credentials page; "
        "an IAM Access Key (it begins with ALTAK) belongs into a credential of another kind."
    ),
    "wrong_secret_key": (
        "The Secret Key does not belong to this API Key. Replace it on the credentials page."
    ),
    "access_token_expired": (
        "The provider does not accept the access token made from this credential. "
        "Try again; if it stays so, check the credential."
    ),
    "signature_mismatch": (
        "The signature made with this Secret Key is wrong. "
        "Check the Access Key and the Secret Key, and the clock of the server."
    ),
    "permission_denied": (
        "This credential may not do this. Have the service granted in the provider's console."
    ),
    "service_not_opened": (
        "This service is not opened for the account, or the account is in arrears. "
        "See the provider's console."
    ),
    "model_not_found": "There is no such model or endpoint. Check the name or choose another.",
    # The provider
    "rate_limited": "Too many requests in a short time. Wait a moment, then try again.",
    "token_rate_limited": "Too many tokens in a short time. Wait a minute, then try again.",
    "quota_exhausted": (
        "The quota of this credential is used up. Raise it in the provider's console."
    ),
    "content_filtered": "The provider refused the content. Change the last message.",
    "system_prompt_filtered": "The provider refused the system prompt. Change it.",
    "provider_unavailable": "The provider has a fault of its own. Try again later.",
    "provider_overloaded": "The provider is overloaded. Try again in a moment.",
    # The way there and back
    "connection_failed": "The provider cannot be reached. Check the address, then try again.",
    "host_not_found": "The host name of this address does not exist. Check the address.",
    "tls_failed": "No secure connection could be made: the certificate does not fit the address.",
    "connect_timeout": "The provider cannot be reached in time. Check the address, then try again.",
    "request_timeout": "The provider gave no answer in time. Try again.",
    "stream_interrupted": "The answer broke off before its end. Try again or continue from here.",
    "stream_idle": "The provider fell silent in mid-answer. Try again or continue from here.",
    "malformed_response": "The provider sent an answer that cannot be read. Try again later.",
    "response_not_json": (
        "The address answered with something that is not an answer of a model. "
        "Check the base address of the credential."
    ),
    "response_too_large": "The provider sent far too much at once; the call was ended.",
}
