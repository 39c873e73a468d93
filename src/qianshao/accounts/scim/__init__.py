"""Outgoing SCIM 2.0 (RFC 7643, RFC 7644), read only: who has an account, for which body, in which role."""
