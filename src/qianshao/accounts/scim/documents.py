"""What the service says of itself: its abilities, the kinds of things that it has, and their attributes."""

from __future__ import annotations

from typing import Any

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
_CORE = "urn:ietf:params:scim:schemas:core:2.0"

LARGEST_PAGE = 200


def service(base: str) -> dict[str, Any]:
    no = {"supported": False}
    return {
        "schemas": [f"{_CORE}:ServiceProviderConfig"],
        "patch": no,
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": LARGEST_PAGE},
        "changePassword": no,
        "sort": no,
        "etag": {"supported": True},
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "Key for programs",
                "description": "Authorization: Bearer KEY, of an administrator; made on the page “My account”.",
                "primary": True,
            }
        ],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{base}/ServiceProviderConfig"},
    }


def resource_types(base: str) -> list[dict[str, Any]]:
    kinds = (
        ("User", "/Users", USER, "An account. Its name says what it is for, not who uses it."),
        ("Group", "/Groups", GROUP, "Those who have one role at one body."),
    )
    return [
        {
            "schemas": [f"{_CORE}:ResourceType"],
            "id": name,
            "name": name,
            "endpoint": endpoint,
            "description": description,
            "schema": schema,
            "meta": {"resourceType": "ResourceType", "location": f"{base}/ResourceTypes/{name}"},
        }
        for name, endpoint, schema, description in kinds
    ]


def schemas(base: str) -> list[dict[str, Any]]:
    """Only what is really given, so that nobody waits for a telephone number."""
    reference = _attribute("$ref", "reference", "Its address.", caseExact=True, referenceTypes=["User", "Group"])
    of_user = [
        _attribute("userName", "string", "The account.", caseExact=True, required=True, uniqueness="server"),
        _attribute("active", "boolean", "Whether it may log in."),
        _attribute(
            "groups",
            "complex",
            "Its roles, as far as the asker looks after them.",
            multiValued=True,
            subAttributes=[
                _attribute("value", "string", "The id of the group.", caseExact=True),
                reference,
                _attribute("display", "string", "Body and role."),
                _attribute("type", "string", "Always direct.", canonicalValues=["direct"]),
            ],
        ),
    ]
    of_group = [
        _attribute("displayName", "string", "Body and role.", caseExact=True, required=True),
        _attribute(
            "members",
            "complex",
            "The accounts that have it.",
            multiValued=True,
            subAttributes=[
                _attribute("value", "string", "The id of the account.", caseExact=True),
                reference,
                _attribute("display", "string", "The account."),
                _attribute("type", "string", "Always User.", canonicalValues=["User"]),
            ],
        ),
    ]
    return [_schema(base, USER, "User", of_user), _schema(base, GROUP, "Group", of_group)]


def _schema(base: str, urn: str, name: str, attributes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "schemas": [f"{_CORE}:Schema"],
        "id": urn,
        "name": name,
        "description": name,
        "attributes": attributes,
        "meta": {"resourceType": "Schema", "location": f"{base}/Schemas/{urn}"},
    }


def _attribute(name: str, kind: str, description: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "description": description,
        "multiValued": False,
        "required": False,
        "mutability": "readOnly",
        "returned": "default",
        **({"caseExact": False, "uniqueness": "none"} if kind == "string" else {}),
        **more,
    }
