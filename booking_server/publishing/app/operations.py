"""What the app is asked, in GraphQL. Only fields that are used; every argument is always sent."""

from booking_server.domain.app_records import Kind

_ANSWER = "{ id externalId visible updatedAt }"

PUSH = {
    Kind.HALL: f"""
mutation PushHall($id: ID, $externalId: String, $name: String!, $description: String, $active: Boolean,
  $categoryName: String, $addresses: [AddressInput!], $contact: ContactInput,
  $priceInformations: [PriceInput!], $webUrls: [WebUrlInput!], $payload: JSON) {{
  record: createPointOfInterest(id: $id, externalId: $externalId, name: $name, description: $description,
    active: $active, categoryName: $categoryName, addresses: $addresses, contact: $contact,
    priceInformations: $priceInformations, webUrls: $webUrls, payload: $payload) {_ANSWER}
}}""",
    Kind.EVENT: f"""
mutation PushEvent($id: ID, $externalId: String, $title: String, $description: String, $dates: [DateInput!],
  $categoryName: String, $addresses: [AddressInput!], $urls: [WebUrlInput!], $pointOfInterestId: ID,
  $payload: JSON) {{
  record: createEventRecord(id: $id, externalId: $externalId, title: $title, description: $description,
    dates: $dates, categoryName: $categoryName, addresses: $addresses, urls: $urls,
    pointOfInterestId: $pointOfInterestId, payload: $payload) {_ANSWER}
}}""",
    Kind.NEWS: f"""
mutation PushNews($id: ID, $externalId: String, $title: String, $publishedAt: String,
  $publicationDate: String, $categoryName: String, $contentBlocks: [ContentBlockInput!],
  $sourceUrl: WebUrlInput, $address: AddressInput, $pointOfInterestId: ID, $payload: JSON) {{
  record: createNewsItem(id: $id, externalId: $externalId, title: $title, publishedAt: $publishedAt,
    publicationDate: $publicationDate, categoryName: $categoryName, contentBlocks: $contentBlocks,
    sourceUrl: $sourceUrl, address: $address, pointOfInterestId: $pointOfInterestId, payload: $payload)
    {_ANSWER}
}}""",
}

REMOVE = """
mutation Remove($id: ID, $recordType: String!) {
  destroyRecord(id: $id, recordType: $recordType) { id status statusCode }
}"""

RECORD_TYPES = {Kind.HALL: "PointOfInterest", Kind.EVENT: "EventRecord", Kind.NEWS: "NewsItem"}

LIST = {
    kind: f"query Own($limit: Int, $skip: Int) {{ records: {field}(limit: $limit, skip: $skip)"
    " { id externalId payload } }"
    for kind, field in (
        (Kind.HALL, "pointsOfInterest"),
        (Kind.EVENT, "eventRecords"),
        (Kind.NEWS, "newsItems"),
    )
}
"""Our own records, page by page: points of interest are found by no name we gave them."""
