"""Other people's programs: the Bad Belzig App, API keys, credentials, webhooks, open data."""
