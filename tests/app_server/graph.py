"""The GraphQL side: strict by the schema, errors told with status 200 as graphql-ruby's."""

from pathlib import Path
from typing import Any

from graphql import GraphQLResolveInfo, GraphQLSchema, build_schema, graphql_sync

from tests.app_server.store import Invalid, Provider, Record, Store

SCHEMA = Path(__file__).with_name("schema.graphql").read_text(encoding="utf-8")
FIELDS = {"pointsOfInterest": "PointOfInterest", "eventRecords": "EventRecord", "newsItems": "NewsItem"}


def schema(*, old: bool = False) -> GraphQLSchema:
    """Return the schema; of an `old` server `externalId` of destroyRecord is a number."""
    text = SCHEMA.replace(
        "destroyRecord(id: ID, externalId: String,", "destroyRecord(id: ID, externalId: Int,"
    )
    return build_schema(text if old else SCHEMA)


def answer(known: GraphQLSchema, store: Store, provider: Provider, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what a request is answered."""
    result = graphql_sync(
        known,
        asked.get("query") or "",
        root_value=_root(store, provider),
        variable_values=asked.get("variables"),
        operation_name=asked.get("operationName"),
    )
    told: dict[str, Any] = {"data": result.data}
    if result.errors:
        told["errors"] = [{"message": one.message} for one in result.errors]
    return told


def _root(store: Store, provider: Provider) -> dict[str, Any]:
    def create(kind: str) -> Any:
        def resolve(_info: GraphQLResolveInfo, **given: Any) -> dict[str, Any]:
            return _shown(store, store.upsert(kind, given, provider))

        return resolve

    def read(kind: str) -> Any:
        def resolve(_info: GraphQLResolveInfo, **given: Any) -> list[dict[str, Any]]:
            found = store.seen_by(kind, provider)
            if given.get("ids"):
                found = [one for one in found if str(one.id) in given["ids"]]
            skip = given.get("skip") or 0
            return [_shown(store, one) for one in found[skip : skip + (given.get("limit") or 1000)]]

        return resolve

    def destroy(_info: GraphQLResolveInfo, **given: Any) -> dict[str, Any]:
        wanted = given.get("id")
        number = int(wanted) if wanted is not None and str(wanted).isdecimal() else None
        return store.destroy(given["recordType"], number, given.get("externalId"), provider)

    return {
        **{f"create{kind}": create(kind) for kind in FIELDS.values()},
        **{name: read(kind) for name, kind in FIELDS.items()},
        "destroyRecord": destroy,
    }


def _shown(store: Store, record: Record) -> dict[str, Any]:
    shown = {**record.columns, "id": str(record.id), "visible": record.visible}
    return {**shown, "updatedAt": record.updated_at.isoformat(), "dates": store.upcoming(record)}


__all__ = ["Invalid", "answer", "schema"]
