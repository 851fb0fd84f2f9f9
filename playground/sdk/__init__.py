"""The scripting face of the gateway: what scripts for the `qianfan` package call, without Django."""
